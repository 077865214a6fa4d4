import type { EventMapping, EventMappings } from '../../../event-mapping.ts';

/** A record that was created or deleted. */
const record: EventMapping = {
  cef: {
    Zone: 'cs6: Zone',
    NAME: 'cs5: Record Name',
    Type: 'cs3: Record Type',
    RDATA: 'cs4: Record Data',
    Source: 'src',
  },
  leef: { NAME: 'resource', Source: 'src' },
};

const query = { QNAME: 'cs5: Query Name', QTYPE: 'cs3: Query Type' } as const;
const queryLeef = { QNAME: 'resource' } as const;

/** A message from a client: the server is the destination. */
const fromClient: EventMapping = {
  cef: { ...query, Source: 'src', Port: 'spt', InterfaceIP: 'dst', Zone: 'cs6: Zone' },
  leef: { ...queryLeef, Source: 'src', Port: 'srcPort', InterfaceIP: 'dst' },
};

/** A message from this server to another server. */
const toServer = { ...query, InterfaceIP: 'src', Destination: 'dst', Port: 'dpt' } as const;
const toServerLeef = { ...queryLeef, InterfaceIP: 'src', Destination: 'dst', Port: 'dstPort' } as const;
const sent: EventMapping = { cef: toServer, leef: toServerLeef, computerIsDestination: false };

/** An answer from this server to a client. */
const answer: EventMapping = {
  cef: { ...toServer, RCODE: 'reason', Reason: 'msg', Zone: 'cs6: Zone', PolicyName: 'cs4: Policy Name' },
  leef: { ...toServerLeef, PolicyName: 'policy', Reason: 'msg' },
  computerIsDestination: false,
};

/** The DNS server's audit and analytic channels. */
export const dnsServerMappings: EventMappings = {
  // Analytic: query received, answered, failed, ignored
  256: fromClient,
  257: answer,
  258: answer,
  259: {
    cef: { ...query, InterfaceIP: 'dst', Reason: 'msg', Zone: 'cs6: Zone', PolicyName: 'cs4: Policy Name' },
    leef: { ...queryLeef, InterfaceIP: 'dst', PolicyName: 'policy', Reason: 'msg' },
  },
  // Recursive query sent, its answer, its timeout
  260: sent,
  261: fromClient,
  262: sent,
  // Audit: records created, deleted, by dynamic update, scavenged
  515: record,
  516: record,
  517: record,
  518: record,
  519: record,
  520: record,
  521: record,
  // A setting of the server was changed (541: also its plug-in library)
  541: {
    cef: { Setting: 'cs5: Setting', NewValue: 'cs6: New Value' },
    leef: { Setting: 'resource' },
  },
};

/** The DNS server's own channel `DNS Server`. */
export const dnsServiceMappings: EventMappings = {
  // A plug-in library could not be loaded
  150: { cef: { param1: ['fname', 'filePath'] }, leef: { param1: 'resource' } },
  // A plug-in library was loaded
  770: { cef: { param1: ['fname', 'filePath'] }, leef: { param1: 'resource' } },
};
