import { type ChannelCatalogue, parameters } from './channel-catalogue.ts';

const incoming =
  'TCP, Source, InterfaceIP, RD, AA, AD, QNAME, QTYPE, XID, Port, Flags, RecursionScope, ServerScope, CacheScope, Zone, PolicyName, BufferSize, PacketData, AdditionalInfo, GUID';
const outgoing =
  'TCP, Destination, InterfaceIP, Reason, RD, AA, AD, QNAME, QTYPE, XID, DNSSEC, RCODE, Port, Flags, Scope, RecursionScope, ServerScope, CacheScope, Zone, PolicyName, RecursionDepth, BufferSize, PacketData, AdditionalInfo, GUID';
const record = 'Type, NAME, TTL, BufferSize, RDATA, Zone, ZoneScope, VirtualizationID, Source';

/** The DNS server's analytic and audit channels. */
export const dnsServer: ChannelCatalogue = {
  providers: ['Microsoft-Windows-DNSServer'],
  category: 'DNS Server',
  subcategories: {
    Lookup: {
      256: ['A DNS query was received.', incoming],
      257: ['A DNS query was answered.', outgoing],
      258: ['A DNS query could not be answered.', outgoing],
      259: [
        'A DNS query was ignored.',
        'TCP, InterfaceIP, Reason, QNAME, QTYPE, XID, Zone, PolicyName, AdditionalInfo',
      ],
      279: ['An internal lookup of a CNAME was made.'],
      280: ['An internal lookup of additional records was made.'],
    },
    Recursion: {
      260: ['A recursive DNS query was sent.', outgoing],
      261: ['The answer to a recursive DNS query was received.', incoming],
      262: ['A recursive DNS query timed out.', outgoing],
    },
    'Dynamic Update': {
      263: ['A dynamic update was received.'],
      264: ['A dynamic update was answered.'],
      277: ['A dynamic update was forwarded.'],
      278: ['The answer to a forwarded dynamic update was received.'],
    },
    'Zone Transfer': {
      265: ['A request for an incremental zone transfer was sent.'],
      266: ['A request for an incremental zone transfer was received.', undefined, 'medium'],
      267: ['An incremental zone transfer was sent.'],
      268: ['An incremental zone transfer was received.'],
      269: ['A request for a full zone transfer was sent.'],
      270: ['A request for a full zone transfer was received.', undefined, 'medium'],
      271: ['A full zone transfer was sent.', undefined, 'medium'],
      272: ['A full zone transfer was received.'],
      273: ['A notification of a zone transfer was received.'],
      274: ['A notification of a zone transfer was sent.'],
      275: ['An acknowledgement of a zone transfer notification was received.'],
      276: ['An acknowledgement of a zone transfer notification was sent.'],
    },
    Zone: {
      512: ['A DNS zone was created.', undefined, 'medium'],
      513: ['A DNS zone was deleted.', undefined, 'medium'],
      514: ['A DNS zone was changed.', undefined, 'medium'],
      522: ['A scope of a DNS zone was created.'],
      523: ['A scope of a DNS zone was deleted.'],
      559: ['A DNS zone was paused.', undefined, 'medium'],
      560: ['A DNS zone was resumed.'],
      561: ['A DNS zone was reloaded.'],
      562: ['A DNS zone was refreshed.'],
      563: ['A DNS zone expired.'],
      564: ['A DNS zone was updated from the directory.'],
      565: ['A DNS zone was written and its secondaries were notified.'],
      566: ['Aging was forced on the records of a DNS zone.'],
      567: ['The scavenging servers of a DNS zone were changed.'],
      573: ['A delegation was added to a DNS zone.', undefined, 'medium'],
    },
    Record: {
      515: ['A DNS record was created.', record, 'medium'],
      516: ['A DNS record was deleted.', record, 'medium'],
      517: ['All DNS records of a type and name were deleted.', record, 'medium'],
      518: ['All DNS records of a name were deleted.', record, 'medium'],
      519: ['A DNS record was created by dynamic update.', record],
      520: ['A DNS record was deleted by dynamic update.', record],
      521: ['A DNS record was scavenged.', record],
    },
    DNSSEC: {
      525: ['A DNS zone was signed.'],
      526: ['A DNS zone was unsigned.', undefined, 'medium'],
      527: ['A DNS zone was signed again.'],
      528: ['The rollover of a DNSSEC key started.'],
      529: ['The rollover of a DNSSEC key ended.'],
      530: ['A DNSSEC key was marked for retirement.'],
      531: ['The rollover of a DNSSEC key was triggered.'],
      533: ['The rollover of a DNSSEC key was forced on.'],
      534: ['The DNSSEC settings of a zone were exported.'],
      535: ['The DNSSEC settings of a zone were imported.'],
      544: ['A trust point was added by its key.', undefined, 'medium'],
      545: ['A trust point was added by its digest.', undefined, 'medium'],
      546: ['A trust point was removed.', undefined, 'medium'],
      547: ['The trust point of the root was added.', undefined, 'medium'],
      558: ['The trust points were refreshed.'],
      568: ['The role of the DNSSEC key master was transferred.', undefined, 'medium'],
      569: ['A DNSSEC signing key descriptor was added.'],
      570: ['A DNSSEC signing key descriptor was changed.'],
      571: ['A DNSSEC signing key descriptor was deleted.'],
      572: ['The state of a DNSSEC signing key descriptor was changed.'],
    },
    Server: {
      536: ['The cache of the DNS server was purged.'],
      537: ['The forwarders of the DNS server were reset.', undefined, 'medium'],
      540: ['The root hints of the DNS server were changed.', undefined, 'medium'],
      541: ['A setting of the DNS server was changed.', 'Setting, Scope, NewValue', 'mediumHigh'],
      542: ['A scope of the DNS server was created.'],
      543: ['A scope of the DNS server was deleted.'],
      548: ['The DNS server was restarted.', undefined, 'medium'],
      549: ['The debug logs of the DNS server were cleared.', undefined, 'medium'],
      550: ['The changed DNS zones were written to the file or the directory.'],
      551: ['The statistics of the DNS server were cleared.'],
      552: ['A scavenging of DNS records was started.'],
      553: ['The DNS server was enlisted in a directory partition.'],
      554: ['A scavenging of DNS records was aborted.'],
      555: ['The DNS server was prepared for demotion.', undefined, 'medium'],
      556: ['The root hints of the DNS server were written.'],
      557: ['The addresses that the DNS server listens on were changed.', undefined, 'medium'],
    },
    Policy: {
      574: ['A client subnet of the DNS server was created.'],
      575: ['A client subnet of the DNS server was deleted.'],
      576: ['A client subnet of the DNS server was changed.'],
      577: ['A policy of the DNS server was created.', undefined, 'medium'],
      578: ['A policy of a DNS zone was created.', undefined, 'medium'],
      579: ['A forwarding policy of the DNS server was created.', undefined, 'medium'],
      580: ['A policy of the DNS server was deleted.', undefined, 'medium'],
      581: ['A policy of a DNS zone was deleted.', undefined, 'medium'],
      582: ['A forwarding policy of the DNS server was deleted.', undefined, 'medium'],
    },
  },
};

/** The DNS server's own channel. */
export const dnsService: ChannelCatalogue = {
  providers: ['Microsoft-Windows-DNS-Server-Service', 'DNS'],
  category: 'DNS Server',
  subcategories: {
    Service: {
      2: ['The DNS server has started.'],
      3: ['The DNS server has shut down.', undefined, 'medium'],
      4: ['The DNS server has finished the background loading of zones.'],
      150: ['The DNS server could not load or initialize a plug-in library.', 'param1', 'high'],
      770: ['The DNS server loaded a plug-in library.', 'param1', 'high'],
      771: ['The DNS server skipped the use of a plug-in library.', undefined, 'medium'],
      4013: [
        'The DNS server is waiting for Active Directory to signal that the first synchronization is complete.',
      ],
      4015: ['The DNS server had a critical error from Active Directory.', undefined, 'medium'],
      6001: ['The DNS server completed a transfer of a zone to another server.', parameters(3), 'medium'],
    },
  },
};

export const dnsClient: ChannelCatalogue = {
  providers: ['Microsoft-Windows-DNS-Client'],
  category: 'DNS Client',
  subcategories: {
    Query: {
      1014: [
        'Name resolution timed out after none of the configured DNS servers responded.',
        'QueryName, AddressLength, Address',
      ],
      3006: [
        'A DNS query was called.',
        'QueryName, QueryType, QueryOptions, ServerList, IsNetworkQuery, NetworkQueryIndex, InterfaceIndex, IsAsyncQuery',
      ],
      3008: ['A DNS query was completed.', 'QueryName, QueryType, QueryOptions, QueryStatus, QueryResults'],
    },
  },
};
