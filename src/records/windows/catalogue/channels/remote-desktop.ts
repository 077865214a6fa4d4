import { type ChannelCatalogue, parameters, unnamed } from './channel-catalogue.ts';

const session = 'User, SessionID, Address';

export const localSessions: ChannelCatalogue = {
  providers: ['Microsoft-Windows-TerminalServices-LocalSessionManager'],
  category: 'Remote Desktop',
  subcategories: {
    Session: {
      21: ['Remote Desktop Services: Session logon succeeded.', session],
      22: ['Remote Desktop Services: Shell start notification received.', session],
      23: ['Remote Desktop Services: Session logoff succeeded.', 'User, SessionID'],
      24: ['Remote Desktop Services: Session has been disconnected.', session],
      25: ['Remote Desktop Services: Session reconnection succeeded.', session],
      39: ['A session was disconnected by another session.', 'TargetSession, Source'],
      40: ['A session was disconnected with a reason code.', 'Session, Reason'],
      41: ['The arbitration of a session began.', 'User, SessionID'],
      42: ['The arbitration of a session ended.', 'User, SessionID'],
    },
    Service: {
      32: ['A plug-in of Remote Desktop Services was initialized.', 'messageName'],
      34: ['Remote Desktop Services is not accepting logons because setup is running.', ''],
      54: ['The Local Multi-User session manager received a system shutdown message.', ''],
      59: [
        'A function of Remote Desktop Services was called.',
        'Function, CallerImageName, SessionId, ClientProcessId',
      ],
    },
  },
};

export const remoteConnections: ChannelCatalogue = {
  providers: ['Microsoft-Windows-TerminalServices-RemoteConnectionManager'],
  category: 'Remote Desktop',
  subcategories: {
    Connection: {
      261: ['A Remote Desktop listener received a connection.', 'listenerName'],
      1149: ['Remote Desktop Services: User authentication succeeded.', parameters(3, 'Param'), 'medium'],
      1158: ['Remote Desktop Services accepted a connection from an address.', 'Param1'],
    },
    Listener: {
      258: ['A Remote Desktop listener started listening.', 'listenerName'],
      259: ['A Remote Desktop listener stopped listening.', 'listenerName'],
      260: ['A Remote Desktop listener failed while listening.', 'listenerName, errorCode', 'medium'],
      262: ['A Remote Desktop listener is at its limit of connections.', 'listenerName'],
      1056: ['A new self-signed certificate for Remote Desktop was generated.', unnamed(1)],
    },
  },
};

export const remoteDesktopCore: ChannelCatalogue = {
  providers: ['Microsoft-Windows-RemoteDesktopServices-RdpCoreTS'],
  category: 'Remote Desktop',
  subcategories: {
    Protocol: {
      65: ['A Remote Desktop connection was created.', 'ConnectionName'],
      72: ['An interface method of Remote Desktop was called.', 'MethodName'],
      102: ['The server has ended the main RDP connection with the client.', ''],
      103: ['The disconnect reason of a Remote Desktop connection.', 'ReasonCode'],
      107: ['A transport of a Remote Desktop connection was set up.', ''],
      131: ['The server accepted a new connection from a client.', 'ConnType, ClientIP'],
      140: [
        'A connection from a client failed because the user name or password is not correct.',
        'IPString',
        'medium',
      ],
      141: ['A performance counter instance of a Remote Desktop session was created.', 'InstanceID'],
      143: ['A read operation of a Remote Desktop connection failed.', 'error'],
      145: ['The idle time of a Remote Desktop session.', 'IdleSeconds, IdleSeconds1, IdleSeconds2'],
      148: ['A channel of a Remote Desktop connection was closed.', 'ChannelName, TunnelID'],
      226: [
        'A state transition of a Remote Desktop connection failed.',
        'StateTransition, PreviousState, PreviousStateName, NewState, NewStateName, Event, EventName, ErrorCode',
      ],
      227: ['A Remote Desktop component reported an error.', 'Name, Value, CustomLevel'],
      228: ['A Remote Desktop component reported a message.', 'ComponentName, Message, ErrorCode'],
    },
  },
};

const gateway = 'Username, IpAddress, AuthType, Resource, ConnectionProtocol, ErrorCode';

export const remoteDesktopGateway: ChannelCatalogue = {
  providers: ['Microsoft-Windows-TerminalServices-Gateway'],
  category: 'Remote Desktop',
  subcategories: {
    Gateway: {
      200: ['A user met the connection authorization policy of the Remote Desktop Gateway.', gateway],
      201: [
        'A user did not meet the connection authorization policy of the Remote Desktop Gateway.',
        gateway,
        'medium',
      ],
      300: ['A user met the resource authorization policy of the Remote Desktop Gateway.', gateway],
      301: [
        'A user did not meet the resource authorization policy of the Remote Desktop Gateway.',
        gateway,
        'medium',
      ],
      302: ['A user connected to a resource through the Remote Desktop Gateway.', gateway],
      303: [
        'A user disconnected from a resource behind the Remote Desktop Gateway.',
        `${gateway}, BytesReceived, BytesTransfered, SessionDuration`,
      ],
      304: ['A user could not connect to a resource through the Remote Desktop Gateway.', gateway, 'medium'],
    },
  },
};

const value = 'Name, Value, CustomLevel';

export const remoteDesktopClient: ChannelCatalogue = {
  providers: ['Microsoft-Windows-TerminalServices-ClientActiveXCore'],
  category: 'Remote Desktop',
  subcategories: {
    Client: {
      1024: ['The Remote Desktop client is trying to connect to a server.', value],
      1025: ['The Remote Desktop client has connected to the server.', ''],
      1026: ['The Remote Desktop client has been disconnected.', value],
      1027: ['The Remote Desktop client has connected to a session of a domain.', 'DomainName, SessionId'],
      1028: ['The Remote Desktop client reported whether the server supports TLS.', 'TraceMessage'],
      1029: ['The Remote Desktop client wrote a hash of the user name.', 'TraceMessage'],
      1102: ['The Remote Desktop client has initiated a multi-transport connection to a server.', value],
      1103: ['The Remote Desktop client has established a multi-transport connection to the server.', ''],
      1105: ['The multi-transport connection of the Remote Desktop client has been disconnected.', ''],
    },
  },
};

export const terminalDevice: ChannelCatalogue = {
  providers: ['TermDD'],
  category: 'Remote Desktop',
  subcategories: {
    Protocol: {
      50: [
        'The protocol of Remote Desktop detected an error in the protocol stream and disconnected the client.',
        unnamed(2),
        'medium',
      ],
      56: [
        'The security layer of Remote Desktop detected an error in the protocol stream and disconnected the client.',
        unnamed(2),
        'medium',
      ],
    },
  },
};
