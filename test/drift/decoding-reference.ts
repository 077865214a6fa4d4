import { decoders } from '../../src/records/windows/codes/decoders.ts';
import { decoderOf, decodings } from '../../src/records/windows/codes/fields.ts';

interface Example {
  readonly eventId: number;
  readonly field: string;
  readonly value: string;
  readonly by?: string;
}

/** A value for each decoder; its text is worked out when the document is written. */
const examples: Readonly<Record<keyof typeof decoders, Example>> = {
  references: { eventId: 4663, field: 'AccessList', value: '%%4416 %%1541' },
  noValue: { eventId: 4720, field: 'DisplayName', value: '%%1793' },
  accessReasons: { eventId: 5145, field: 'AccessReason', value: '%%1538: %%1804' },
  claims: { eventId: 4626, field: 'UserClaims', value: 'ad://ext/cn:88 <%%1818> : "bob"' },
  accessMask: { eventId: 4663, field: 'AccessMask', value: '0x3', by: 'Key' },
  desiredAccess: { eventId: 4674, field: 'AccessMask', value: '%%1538 %%4448', by: 'Mutant' },
  grantedAccess: { eventId: 10, field: 'GrantedAccess', value: '0x1010' },
  logonType: { eventId: 4624, field: 'LogonType', value: '10' },
  ntStatus: { eventId: 4625, field: 'SubStatus', value: '0xc000006a' },
  exitStatus: { eventId: 4689, field: 'Status', value: '0xc000013a' },
  kerberosResult: { eventId: 4771, field: 'Status', value: '0x18' },
  ticketOptions: { eventId: 4769, field: 'TicketOptions', value: '0x40810000' },
  encryptionType: { eventId: 4769, field: 'TicketEncryptionType', value: '0x17' },
  preAuthentication: { eventId: 4768, field: 'PreAuthType', value: '0' },
  privileges: { eventId: 4704, field: 'PrivilegeList', value: 'SeDebugPrivilege' },
  samAccountControl: { eventId: 4738, field: 'NewUacValue', value: '0x15' },
  primaryGroup: { eventId: 4720, field: 'PrimaryGroupId', value: '513' },
  sid: { eventId: 4688, field: 'MandatoryLabel', value: 'S-1-16-12288' },
  sids: { eventId: 4627, field: 'GroupMembership', value: '%{S-1-1-0} %{S-1-5-11}' },
  sddl: { eventId: 4670, field: 'NewSd', value: 'D:(A;;GA;;;SY)' },
  serviceType: { eventId: 4697, field: 'ServiceType', value: '0x10' },
  serviceStartType: { eventId: 4697, field: 'ServiceStartType', value: '2' },
  trustType: { eventId: 4706, field: 'TdoType', value: '2' },
  trustDirection: { eventId: 4706, field: 'TdoDirection', value: '3' },
  trustAttributes: { eventId: 4706, field: 'TdoAttributes', value: '8' },
  ipProtocol: { eventId: 5156, field: 'Protocol', value: '6' },
  ldapSyntax: { eventId: 5136, field: 'AttributeSyntaxOID', value: '2.5.5.12' },
  objectClass: { eventId: 4662, field: 'ObjectType', value: '%{bf967aba-0de6-11d0-a285-00aa003049e2}' },
  properties: { eventId: 4662, field: 'Properties', value: '%%7688 {1131f6ad-9c07-11d1-f79f-00c04fc2dcd2}' },
  subcategory: { eventId: 4719, field: 'SubcategoryGuid', value: '{0cce9215-69ae-11d9-bed3-505054503030}' },
  attributeValue: { eventId: 5136, field: 'AttributeValue', value: '4194816', by: 'userAccountControl' },
};

const code = (text: string): string => `\`${text}\``;

function rows(provider: string): readonly string[] {
  return (decodings.get(provider) ?? []).map(({ decoder: name, fields, events }) => {
    const decoder = decoders[name];
    const { eventId, field, value, by } = examples[name];
    const text = decoderOf(provider, eventId, field)?.decode(value, by);
    if (text === undefined) throw new Error(`the example of ${name} has no text`);
    const condition = [
      'by' in decoder ? `by ${code(decoder.by)}` : '',
      'unless' in decoder ? `unless ${code(decoder.unless)} has a value` : '',
    ].filter(Boolean);
    const cells = [
      [decoder.name, ...condition].join(', '),
      fields.map(code).join(', '),
      events === undefined ? 'all' : events.join(', '),
      decoder.place === 'key' ? 'key' : 'beside',
      fields.includes(field) ? `${code(value)} → ${text.replaceAll('|', '\\|').replaceAll('<', '&lt;')}` : '',
    ];
    return `| ${cells.join(' | ')} |`;
  });
}

/** docs/decoding.md, from the tables of src/records/windows/codes. */
export function decodingReference(): string {
  const sections = [...decodings.keys()].map(
    (provider) => `### ${provider}

| code | fields | event ids | text | example |
| --- | --- | --- | --- | --- |
${rows(provider).join('\n')}
`,
  );
  return `# Decoding

<!-- Generated from src/records/windows/codes/. -->

Windows writes codes into its events: \`%%2313\` for a message, \`0xc000006a\` for a status, bits for rights. The option
\`decoding\` of a destination says what is sent:

| \`decoding\` | standard keys | own keys |
| --- | --- | --- |
| \`both\` (default) | The text where a person needs it (column *text*: \`key\`), else the raw value. | What the standard key does not hold: the raw value under \`AzlogWin<Name>\`, the text under \`AzlogWin<Name>Text\`. |
| \`raw\` | The value as Windows wrote it. | The same. No text anywhere. |
| \`decoded\` | The text wherever there is one. | The same: the text under \`AzlogWin<Name>\`, without the raw value. |

- Typed keys (numbers, addresses: \`cn1\`, \`spt\`, \`src\`) hold what their type asks for in all three; a text for them stands
  under \`AzlogWin<Name>Text\`. \`proto\` and \`deviceDirection\` are typed: \`TCP\` and \`1\` are no texts in this sense.
- The name of a well-known security identifier never takes the identifier's place, not even with \`decoded\`: it does not
  tell the domain. Where a field of the event has the same name already, there is no text.
- A code that is not known stays as it is; nothing is guessed. In a list every known entry becomes its text.
- Only the fields below are decoded. What a user typed is not: \`%%1843\` in a command line stays.
- A status of zero has no text: the outcome says it. A field without value (empty, \`-\`, the null SID) has none either.
- Where an event has a field of its own called \`<Name>Text\`, that field keeps the key and the text gets a number
  (\`AzlogWin<Name>Text2\`).
- A name that ends in \`Label\` has the own key \`AzlogWin<Name>Value\` for its raw value (\`AzlogWinMandatoryLabelValue\`).
- When a message is too large, the texts under \`AzlogWin<Name>Text\` are shortened and left out before any value.
- Texts are English on every machine, whatever the language of Windows.

\`both\` costs about 95 bytes an event more than \`raw\`, and processor time: 0.7 to 2.2 µs an event in several measurements, 9 to
27 % of writing the message (\`node bench/decoding-cost.ts\`).

The texts of messages are those of Windows; the words for failed logons are ours; other names are those of the
specifications (RFC 4120, [MS-ERREF], [MS-ADTS], [MS-DTYP], IANA).

## Which field has which codes

*text* says where the text stands with \`both\`: \`key\` is under the standard key, if the field has one, with the raw value
under the own key; \`beside\` is under the own key \`AzlogWin<Name>Text\`, since rules match on the raw value.

${sections.join('\n')}
Of the providers \`Microsoft-Windows-Security-Auditing\` and \`Microsoft-Windows-Eventlog\`, every other field whose name ends
in \`Sid\` is a security identifier: ${code('S-1-5-18')} → ${decoders.sid.decode('S-1-5-18')}, beside.
`;
}
