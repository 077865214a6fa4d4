import type { EventMappings } from '../../event-mapping.ts';
import { actingProcess, actor, errorCode, join, type Shape } from './shapes.ts';

/**
 * The two sides of a connection or packet, as the event gives them. The destination is the peer's side of what goes
 * out, so no key calls the computer itself the destination.
 */
const ends = {
  cef: { SourceAddress: 'src', SourcePort: 'spt', DestAddress: 'dst', DestPort: 'dpt' },
  leef: { SourceAddress: 'src', SourcePort: 'srcPort', DestAddress: 'dst', DestPort: 'dstPort' },
  computerIsDestination: false,
} as const satisfies Shape;

const direction = {
  cef: { Direction: 'deviceDirection' },
  leef: { Direction: 'direction' },
} as const satisfies Shape;

/** The program. Connections spell its id ProcessID, everything else ProcessId. */
const application = {
  cef: { ProcessId: 'dpid', Application: 'dproc', Protocol: 'proto' },
  leef: { Application: 'resource', Protocol: 'proto' },
} as const satisfies Shape;

const connectionApplication = {
  cef: { ProcessID: 'dpid', Application: 'dproc', Protocol: 'proto' },
  leef: { Application: 'resource', Protocol: 'proto' },
} as const satisfies Shape;

const permitted = { constants: { act: 'permitted' } } as const satisfies Shape;
const blocked = { constants: { act: 'blocked' } } as const satisfies Shape;

/**
 * Of an outbound connection the source is an address of this very computer; of an inbound one the destination may be a
 * broadcast or multicast address. A blocked packet proves nothing: its source may be forged.
 */
const ownAddress = {
  identity: { address: 'SourceAddress', when: 'Direction', is: '%%14593' },
} as const satisfies Shape;

const packet = join(ends, direction, application, blocked);

const connection = join(ends, direction, connectionApplication, ownAddress);

/** A program listens or binds: the source is the address and port of the computer itself, and there is no other side. */
const localPort = join(application, {
  cef: { SourceAddress: 'src', SourcePort: 'spt' },
  leef: { SourceAddress: 'src', SourcePort: 'srcPort' },
  computerIsDestination: false,
});

/** A frame below IP: its addresses are MAC addresses. */
const frame = join(direction, blocked, {
  cef: { SourceAddress: ['smac', 'src'], DestAddress: ['dmac', 'dst'] },
  leef: { SourceAddress: ['srcMAC', 'src'], DestAddress: ['dstMAC', 'dst'] },
  computerIsDestination: false,
});

/** Who changes the filtering platform: `DOMAIN\name` in one field, by a process. */
const changer = {
  cef: { UserName: 'duser', UserSid: 'duid', ProcessId: 'cs3: Process ID', ChangeType: 'act' },
  leef: { UserName: 'usrName', ChangeType: 'action' },
} as const satisfies Shape;

/** A part of the filtering platform: who brought it, and its name. The event's other keys and ids stay own keys. */
function part(what: string, field: string): Shape {
  return {
    cef: { ProviderName: 'cs5: Provider Name', [field]: `cs6: ${what} Name` },
    leef: { [field]: 'policy' },
  };
}

const layer = { cef: { LayerName: 'cs1: Layer Name' } } as const satisfies Shape;

const callout = join(part('Callout', 'CalloutName'), layer);
const filter = join(part('Filter', 'FilterName'), layer, {
  cef: { FilterId: 'cn2: Filter ID', Action: 'cs4: Filter Action' },
});
const provider = join({
  cef: { ProviderName: 'cs5: Provider Name' },
  leef: { ProviderName: 'policy' },
});
const providerContext = join(part('Provider Context', 'ProviderContextName'));
const subLayer = join(part('Sublayer', 'SubLayerName'));

/** A peer of BranchCache. */
const branchCacheClient = join({ cef: { ClientIPAddress: 'src' }, leef: { ClientIPAddress: 'src' } });
const hostedCache = { cef: { HostedCacheName: 'shost' } } as const satisfies Shape;

/** Windows Filtering Platform, remote procedure calls, BranchCache. */
export const networkMappings: EventMappings = {
  // RPC detected an integrity violation while decrypting an incoming message.
  // Version 0 has the same three fields without their names.
  4816: {
    cef: {
      PeerName: ['shost', 'src'],
      ProtocolSequence: 'app',
      SecurityError: 'cs4: Reason or Error Code',
      param1: ['shost', 'src'],
      param2: 'app',
      param3: 'cs4: Reason or Error Code',
    },
    leef: { PeerName: 'src', param1: 'src' },
  },
  // The Windows Filtering Platform has blocked a packet
  5146: frame,
  // A more restrictive Windows Filtering Platform filter has blocked a packet
  5147: frame,
  // The Windows Filtering Platform has detected a DoS attack and entered a defensive mode; packets associated with this attack will be discarded
  5148: { cef: { Type: 'cs5: Attack Type' }, leef: {} },
  // The DoS attack has subsided and normal processing is being resumed
  5149: { cef: { Type: 'cs5: Attack Type', PacketsDiscarded: 'cn3: Count' }, leef: {} },
  // The Windows Filtering Platform blocked a packet
  5150: frame,
  // A more restrictive Windows Filtering Platform filter has blocked a packet
  5151: frame,
  // The Windows Filtering Platform blocked a packet
  5152: packet,
  // A more restrictive Windows Filtering Platform filter has blocked a packet
  5153: packet,
  // The Windows Filtering Platform has permitted an application or service to listen on a port for incoming connections
  5154: join(localPort, permitted),
  // The Windows Filtering Platform has blocked an application or service from listening on a port for incoming connections
  5155: join(localPort, blocked),
  // The Windows Filtering Platform has permitted a connection
  5156: join(connection, permitted),
  // The Windows Filtering Platform has blocked a connection
  5157: join(connection, blocked),
  // The Windows Filtering Platform has permitted a bind to a local port
  5158: join(localPort, permitted),
  // The Windows Filtering Platform has blocked a bind to a local port
  5159: join(localPort, blocked),
  // No published title.
  // Nobody has published what it says of the connection, so it gets no action and proves no address.
  5160: join(ends, direction, connectionApplication),
  // The following callout was present when the Windows Filtering Platform Base Filtering Engine started
  5440: callout,
  // The following filter was present when the Windows Filtering Platform Base Filtering Engine started
  5441: filter,
  // The following provider was present when the Windows Filtering Platform Base Filtering Engine started
  5442: provider,
  // The following provider context was present when the Windows Filtering Platform Base Filtering Engine started
  5443: providerContext,
  // The following sub-layer was present when the Windows Filtering Platform Base Filtering Engine started
  5444: subLayer,
  // A Windows Filtering Platform callout has been changed
  5446: join(changer, callout),
  // A Windows Filtering Platform filter has been changed
  5447: join(changer, filter),
  // A Windows Filtering Platform provider has been changed
  5448: join(changer, provider),
  // A Windows Filtering Platform provider context has been changed
  5449: join(changer, providerContext),
  // A Windows Filtering Platform sub-layer has been changed
  5450: join(changer, subLayer),
  // A Remote Procedure Call (RPC) was attempted
  5712: join(actor, actingProcess, {
    cef: {
      RemoteIpAddress: 'src',
      RemotePort: 'spt',
      RemoteHost: 'shost',
      ProtocolSequence: 'app',
      InterfaceUuid: 'cs6: Interface UUID',
      AuthenticationService: 'cs5: Authentication Service',
      OpNum: 'cn2: Operation Number',
    },
    leef: { RemoteIpAddress: 'src', RemotePort: 'srcPort', InterfaceUuid: 'resource' },
  }),
  // BranchCache: Received an incorrectly formatted response while discovering availability of content
  6400: branchCacheClient,
  // BranchCache: Received invalid data from a peer
  6401: branchCacheClient,
  // BranchCache: The message to the hosted cache offering it data is incorrectly formatted
  6402: branchCacheClient,
  // BranchCache: The hosted cache sent an incorrectly formatted response to the client
  6403: join(hostedCache),
  // BranchCache: Hosted cache could not be authenticated using the provisioned SSL certificate
  6404: join(hostedCache, errorCode('ErrorCode')),
  // BranchCache: instances of an event occurred
  6405: { cef: { EventId: 'cn2: Event ID', Count: 'cn3: Count' }, leef: {} },
  // BranchCache: A service connection point object could not be parsed
  6409: { cef: { GUID: 'fileId' }, leef: { GUID: 'resource' } },
};
