import type { EventMapping, EventMappings } from '../mapping.ts';

/** What the administrator did to a zone, a record or a setting; each id has some of these fields. */
const audit: EventMapping = {
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

/** A message from this server to a client or to another server. */
const fromServer: EventMapping = {
  cef: {
    ...query,
    InterfaceIP: 'src',
    Destination: 'dst',
    Port: 'dpt',
    RCODE: 'reason',
    Reason: 'msg',
    Zone: 'cs6: Zone',
    PolicyName: 'cs4: Policy Name',
  },
  leef: {
    ...queryLeef,
    InterfaceIP: 'src',
    Destination: 'dst',
    Port: 'dstPort',
    PolicyName: 'policy',
    Reason: 'msg',
  },
  computerIsDestination: false,
};

/** The DNS server's audit and analytic channels. */
export const dnsServerMappings: EventMappings = {
  // Analytic: query received, answered, failed, ignored
  256: fromClient,
  257: fromServer,
  258: fromServer,
  259: {
    cef: { ...query, InterfaceIP: 'dst', Reason: 'msg', Zone: 'cs6: Zone', PolicyName: 'cs4: Policy Name' },
    leef: { ...queryLeef, InterfaceIP: 'dst', PolicyName: 'policy', Reason: 'msg' },
  },
  // Recursive query sent, its answer, its timeout
  260: fromServer,
  261: fromClient,
  262: fromServer,
  // Audit: zones and records
  512: audit,
  513: audit,
  514: audit,
  515: audit,
  516: audit,
  517: audit,
  518: audit,
  519: audit,
  520: audit,
  521: audit,
  536: audit,
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
