import type { EventMapping, EventMappings } from '../../../event-mapping.ts';

/** A session with its account (`DOMAIN\user`) and the client's address; `LOCAL` is none, and stays under its own key. */
const session: EventMapping = {
  cef: { User: 'duser', SessionID: 'cn1: Session ID', Address: 'src' },
  leef: { User: 'usrName', Address: 'src' },
};

/** The same where the client plays no part. */
const sessionOnly: EventMapping = {
  cef: { User: 'duser', SessionID: 'cn1: Session ID' },
  leef: { User: 'usrName' },
};

/** Sessions on this computer. */
export const localSessionMappings: EventMappings = {
  // Logon, shell start, logoff, disconnected, reconnected
  21: session,
  22: session,
  23: sessionOnly,
  24: session,
  25: session,
  // A session was disconnected by another
  39: { cef: { TargetSession: 'cn1: Session ID', Source: 'cn2: Source Session ID' }, leef: {} },
  // A session was disconnected; its reason 0 is none
  40: { cef: { Session: 'cn1: Session ID', Reason: 'reason' }, leef: {} },
  // Arbitration began, ended
  41: sessionOnly,
  42: sessionOnly,
};

/** Connections to this computer. */
export const remoteConnectionMappings: EventMappings = {
  // A listener received a connection
  261: { cef: { listenerName: 'cs5: Listener' }, leef: { listenerName: 'resource' } },
  // User authentication succeeded
  1149: {
    cef: { Param1: 'duser', Param2: 'dntdom', Param3: 'src' },
    leef: { Param1: 'usrName', Param2: 'domain', Param3: 'src' },
  },
  // A connection was accepted
  1158: { cef: { Param1: 'src' }, leef: { Param1: 'src' } },
};

/** The protocol itself. */
export const remoteDesktopCoreMappings: EventMappings = {
  // A connection was created
  65: { cef: { ConnectionName: 'cs5: Connection' }, leef: {} },
  // The disconnect reason
  103: { cef: { ReasonCode: 'reason' }, leef: {} },
  // A connection was accepted from a client
  131: {
    cef: { ConnType: 'proto', ClientIP: ['src', 'spt'] },
    leef: { ConnType: 'proto', ClientIP: ['src', 'srcPort'] },
  },
  // A connection failed: user name or password is not correct
  140: { cef: { IPString: 'src' }, leef: { IPString: 'src' }, constants: { outcome: 'failure' } },
  // A state transition failed
  226: {
    cef: { ErrorCode: 'reason', NewStateName: 'cs6: New State', PreviousStateName: 'cs5: Previous State' },
    leef: {},
  },
  // The component's own message
  228: {
    cef: { ComponentName: 'cs5: Component', Message: 'msg', ErrorCode: 'reason' },
    leef: { Message: 'msg' },
  },
};

const gateway: EventMapping = {
  cef: {
    Username: 'duser',
    IpAddress: 'src',
    AuthType: 'cs5: Authentication Type',
    Resource: 'dhost',
    ConnectionProtocol: 'app',
    ErrorCode: 'reason',
  },
  leef: { Username: 'usrName', IpAddress: 'src', Resource: 'resource' },
  computerIsDestination: false,
};

/** Remote Desktop Gateway: the destination is the computer behind it. */
export const gatewayMappings: EventMappings = {
  // Connection authorised, refused; resource authorised, refused
  200: gateway,
  201: gateway,
  300: gateway,
  301: gateway,
  // Connected, disconnected, could not connect
  302: gateway,
  303: gateway,
  304: gateway,
};

/** Remote Desktop's client: the destination is the other computer. */
export const remoteDesktopClientMappings: EventMappings = {
  // Connecting to a server
  1024: { cef: { Value: 'dhost' }, leef: { Value: 'resource' }, computerIsDestination: false },
  // Disconnected, with the reason
  1026: { cef: { Value: 'reason' }, leef: {}, computerIsDestination: false },
  // Connected to a domain's session
  1027: {
    cef: { DomainName: 'dntdom', SessionId: 'cn1: Session ID' },
    leef: { DomainName: 'domain' },
    computerIsDestination: false,
  },
  // Connecting to an address
  1102: { cef: { Value: 'dst' }, leef: { Value: 'dst' }, computerIsDestination: false },
};
