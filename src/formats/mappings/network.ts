import type { EventMappings } from '../mapping.ts';

/** Windows Filtering Platform. */
export const networkMappings: EventMappings = {
  // A connection was permitted. The destination is the peer's side of the connection, so no key calls the computer
  // itself the destination.
  5156: {
    cef: {
      ProcessID: 'dpid',
      ProcessId: 'dpid',
      Application: 'dproc',
      Direction: 'deviceDirection',
      SourceAddress: 'src',
      SourcePort: 'spt',
      DestAddress: 'dst',
      DestPort: 'dpt',
      Protocol: 'proto',
    },
    leef: {
      Application: 'resource',
      Direction: 'direction',
      SourceAddress: 'src',
      SourcePort: 'srcPort',
      DestAddress: 'dst',
      DestPort: 'dstPort',
      Protocol: 'proto',
    },
    computerIsDestination: false,
    // Of an outbound connection the source is an address of this very computer; of an inbound one the destination
    // may be a broadcast or multicast address.
    identity: { address: 'SourceAddress', when: 'Direction', is: '%%14593' },
  },
};
