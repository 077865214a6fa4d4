import { type ChannelCatalogue, parameters } from './channel-catalogue.ts';

export const winRm: ChannelCatalogue = {
  providers: ['Microsoft-Windows-WinRM', 'WinRM'],
  category: 'Windows Remote Management',
  subcategories: {
    Client: {
      6: ['A WSMan session is being created to another computer.', 'connection'],
      8: ['A WSMan session is being closed.', ''],
      11: ['A WSMan shell is being created on another computer.', 'resourceUri, shellId'],
      13: ['A WSMan command is being run on another computer.', 'commandId'],
      15: ['A WSMan command is being closed.', ''],
      16: ['A WSMan shell is being closed.', ''],
      31: ['A WSMan session was created.', ''],
      33: ['A WSMan session was closed.', ''],
      132: ['A WSMan operation was completed.', 'operationName'],
      142: ['A WSMan operation failed.', 'operationName, errorCode', 'medium'],
      145: ['A WSMan operation was started.', 'operationName, resourceUri'],
    },
    Server: {
      91: ['A WSMan shell is being created on this computer.', 'resourceUri, shellId', 'medium'],
      192: ['The authorization of a user failed.', 'errorCode', 'medium'],
      193: ['A request was authorized for a user.', parameters(4)],
    },
    Authentication: {
      161: ['The client could not be authenticated.', 'authFailureMessage', 'medium'],
      162: ['The authentication of the user failed.', '', 'medium'],
      169: ['A user was authenticated.', 'username, authenticationMechanism'],
    },
    Service: {
      208: ['The Windows Remote Management service is starting.', ''],
      209: ['The Windows Remote Management service started successfully.', ''],
      211: ['The Windows Remote Management service is stopping.', ''],
      212: ['The Windows Remote Management service was stopped.', ''],
      10148: ['The Windows Remote Management service is listening for requests.'],
      10149: ['The Windows Remote Management service is not listening for requests.'],
      10154: [
        'The Windows Remote Management service could not register its service principal names.',
        'spn1, spn2, error',
      ],
    },
  },
};

export const openSsh: ChannelCatalogue = {
  providers: ['OpenSSH'],
  category: 'OpenSSH',
  subcategories: {
    Message: {
      1: ['OpenSSH wrote a critical message.', 'process, payload', 'mediumHigh'],
      2: ['OpenSSH wrote an error message.', 'process, payload', 'medium'],
      3: ['OpenSSH wrote a warning.', 'process, payload', 'medium'],
      4: ['OpenSSH wrote a message.', 'process, payload'],
    },
  },
};

const job = 'User, jobTitle, jobId, jobOwner, fileCount';
const transfer =
  'transferId, name, Id, url, peer, hr, fileTime, fileLength, bytesTotal, bytesTransferred, proxy, peerProtocolFlags, bytesTransferredFromPeer, AdditionalInfoHr, PeerContextInfo, bandwidthLimit, ignoreBandwidthLimitsOnLan';

export const bits: ChannelCatalogue = {
  providers: ['Microsoft-Windows-Bits-Client'],
  category: 'BITS',
  subcategories: {
    Job: {
      3: [
        'The BITS service created a job.',
        'jobTitle, jobId, jobOwner, processPath, processId, ClientProcessStartKey, string, string2, string3',
        'medium',
      ],
      4: ['A BITS job was completed.', `${job}, bytesTransferred, bytesTransferredFromPeer`],
      5: ['A BITS job was cancelled.', job],
      16403: [
        'A file was added to a BITS job.',
        `${job}, RemoteName, LocalName, processId, ClientProcessStartKey`,
        'medium',
      ],
    },
    Transfer: {
      59: ['A BITS transfer was started.', transfer],
      60: ['A BITS transfer was stopped.', transfer],
      61: ['A BITS transfer was stopped with an error.', transfer],
    },
  },
};

export const wmiActivity: ChannelCatalogue = {
  providers: ['Microsoft-Windows-WMI-Activity'],
  category: 'WMI',
  subcategories: {
    Provider: {
      5857: ['A WMI provider was started.', 'ProviderName, Code, HostProcess, ProcessID, ProviderPath'],
    },
    Operation: {
      5858: [
        'A WMI operation failed.',
        'Id, ClientMachine, User, ClientProcessId, Component, Operation, ResultCode, PossibleCause',
      ],
    },
    Subscription: {
      5859: [
        'A permanent WMI event subscription was started.',
        'NamespaceName, Query, User, Processid, Provider, queryid, PossibleCause',
        'medium',
      ],
      5860: [
        'A temporary WMI event subscription was started.',
        'NamespaceName, Query, User, Processid, MachineName, PossibleCause',
        'medium',
      ],
      5861: [
        'A WMI event consumer was bound to a filter.',
        'Namespace, ESS, CONSUMER, PossibleCause',
        'mediumHigh',
      ],
    },
  },
};

const outgoing =
  'TargetName, UserName, DomainName, CallerPID, ProcessName, ClientLUID, ClientUserName, ClientDomainName, MechanismOID';
const incoming = 'CallerPID, ProcessName, ClientLUID, ClientUserName, ClientDomainName, MechanismOID';
const ofDomain = 'UserName, DomainName, Workstation, CallerPID, ProcessName, LogonType, InProc, MechanismOID';
const throughController = 'SChannelName, UserName, DomainName, WorkstationName, SChannelType';

export const ntlm: ChannelCatalogue = {
  providers: ['Microsoft-Windows-NTLM', 'Microsoft-Windows-Security-Netlogon'],
  category: 'NTLM',
  subcategories: {
    Blocked: {
      100: [
        'NTLM authentication failed because the account is a member of Protected Users.',
        'AccountName, DeviceName, Status',
        'medium',
      ],
      101: [
        'NTLM authentication failed because of access control restrictions.',
        'AccountName, DeviceName, Status, SiloName, PolicyName',
        'medium',
      ],
      4001: ['Outgoing NTLM traffic to a remote server was blocked.', outgoing, 'medium'],
      4002: ['Incoming NTLM traffic to this server was blocked.', incoming, 'medium'],
      4003: ['NTLM authentication in this domain was blocked at a server.', ofDomain, 'medium'],
      4004: [
        'NTLM authentication in this domain was blocked by the domain controller.',
        throughController,
        'medium',
      ],
      4013: ['An attempt to use NTLM version 1 failed.', outgoing, 'medium'],
    },
    Audit: {
      4012: [
        'NTLM authentication would fail for a member of Protected Users.',
        'AccountName, DeviceName',
        'medium',
      ],
      8001: ['Outgoing NTLM traffic to a remote server would be blocked.', outgoing],
      8002: ['Incoming NTLM traffic to this server would be blocked.', incoming],
      8003: ['NTLM authentication in this domain would be blocked at a server.', ofDomain],
      8004: ['The domain controller audited an NTLM authentication in this domain.', throughController],
    },
  },
};

const client =
  'SessionGUID, ConnectionGUID, Status, TranslatedStatus, ClientAddressLength, ClientAddress, SessionId, UserNameLength, UserName, ClientNameLength, ClientName, ShareNameLength, ShareName, ShareLocalPathLength, ShareLocalPath';

export const smbServer: ChannelCatalogue = {
  providers: ['Microsoft-Windows-SMBServer'],
  category: 'SMB Server',
  subcategories: {
    Security: {
      551: ['The authentication of an SMB session failed.', client, 'medium'],
      1001: ['A client attempted to access the server by SMB1, which is refused.', client, 'medium'],
      1006: ['Access to a share was denied.', client, 'medium'],
      1007: ['Anonymous access to a share was denied.', client, 'medium'],
      1009: ['Anonymous access was denied.', client, 'medium'],
    },
    Audit: {
      3000: ['A client accessed the server by SMB1.', client, 'medium'],
    },
    Connectivity: {
      1010: ['An SMB endpoint was added.', undefined],
      1011: ['An SMB endpoint was removed.', undefined],
    },
  },
};

const server =
  'Reason, Status, ShareNameLength, ShareName, ObjectNameLength, ObjectName, UserNameLength, UserName, ServerNameLength, ServerName, SecurityStatus, LogonId, AddressLength, Address, InstanceNameLength, InstanceName, ConnectionType';

export const smbClient: ChannelCatalogue = {
  providers: ['Microsoft-Windows-SMBClient'],
  category: 'SMB Client',
  subcategories: {
    Connectivity: {
      30800: ['The name of an SMB server could not be resolved.', server],
      30803: ['A network connection to an SMB server could not be established.', server],
      30804: ['A network connection to an SMB server was disconnected.', server],
      30805: ['The session to an SMB server was lost.', server],
      30806: ['The session to an SMB server was established again.', server],
      30807: ['The connection to a share was lost.', server],
    },
    Security: {
      31001: ['An SMB client failed to log on to a server.', server, 'medium'],
      31010: ['An SMB client failed to connect to a share.', server, 'medium'],
      31017: ['An insecure guest logon to an SMB server was rejected.', server, 'mediumHigh'],
      31018: ['Insecure guest logons to SMB servers are allowed by configuration.', server, 'medium'],
      31022: ['A guest logon to an SMB server was used.', server, 'medium'],
    },
  },
};

export const shell: ChannelCatalogue = {
  providers: ['Microsoft-Windows-Shell-Core'],
  category: 'Shell',
  subcategories: {
    'Run Key': {
      9705: ['The enumeration of commands in a registry key was started.', 'KeyName'],
      9706: ['The enumeration of commands in a registry key was finished.', 'KeyName'],
      9707: ['The execution of a command from a registry key was started.', 'Command'],
      9708: ['The execution of a command from a registry key was finished.', 'PID, Command'],
    },
  },
};

const printed = parameters(8, 'Param');

export const printService: ChannelCatalogue = {
  providers: ['Microsoft-Windows-PrintService'],
  category: 'Print Service',
  subcategories: {
    Printer: {
      300: ['A printer was created.', 'Param1'],
      301: ['A printer was deleted.', 'Param1'],
      302: ['A printer will be deleted.', 'Param1'],
      304: ['The security of a printer was changed.', 'Param1'],
      306: ['The settings of a printer were set.', 'Param1'],
      823: [
        'The default printer was changed.',
        'DefaultPrinterSelectedBySpooler, OldDefaultPrinter, NewDefaultPrinter, Status, Module',
      ],
      849: ['A printer was shared.', 'PrinterName, ShareName'],
    },
    Document: {
      307: ['A document was printed.', printed],
    },
    Driver: {
      316: ['A printer driver was added or updated.', printed, 'medium'],
      317: ['A printer driver was deleted.', printed],
      354: ['A file of a printer driver could not be fetched.', printed, 'medium'],
      808: [
        'The print spooler failed to load a plug-in module.',
        'PluginDllName, ErrorCode, Context',
        'mediumHigh',
      ],
    },
  },
};
