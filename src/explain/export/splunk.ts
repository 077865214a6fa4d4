import { catalogueEntries } from '../../records/windows/catalogue/event-catalogue.ts';
import { csv, type ExportFile } from './export-file.ts';

/** A field of Splunk's Common Information Model and what it is made of. */
export interface CimField {
  readonly field: string;
  /** Keys of our CEF messages, as `key`, or `key: Label` for a labelled one; the first that is there counts. */
  readonly from: readonly string[];
  /** How the value is made, where it is not the key's own: an eval expression. */
  readonly expression?: string;
  readonly models: readonly string[];
}

const authentication = 'Authentication';
const change = 'Change';
const processes = 'Endpoint.Processes';
const filesystem = 'Endpoint.Filesystem';
const services = 'Endpoint.Services';
const traffic = 'Network_Traffic';
const everywhere = [authentication, change, processes, filesystem, services, traffic];

/** The fields that searches of the data models ask for, as far as Windows' events tell them. */
export const cimFields: readonly CimField[] = [
  { field: 'dvc', from: ['dvchost'], models: everywhere },
  { field: 'dest', from: ['dhost', 'dst', 'c6a3: Destination IPv6 Address', 'dvchost'], models: everywhere },
  { field: 'dest_ip', from: ['dst', 'c6a3: Destination IPv6 Address'], models: [traffic] },
  { field: 'dest_port', from: ['dpt'], models: [traffic] },
  { field: 'dest_nt_domain', from: ['dntdom'], models: [authentication, change] },
  {
    field: 'src',
    from: ['src', 'c6a2: Source IPv6 Address', 'shost'],
    models: [authentication, change, traffic],
  },
  { field: 'src_ip', from: ['src', 'c6a2: Source IPv6 Address'], models: [traffic] },
  { field: 'src_port', from: ['spt'], models: [traffic] },
  { field: 'src_nt_domain', from: ['sntdom'], models: [authentication, change] },
  { field: 'user', from: ['duser', 'suser'], models: everywhere },
  { field: 'src_user', from: ['suser'], models: [authentication, change] },
  { field: 'status', from: ['outcome'], models: [change] },
  { field: 'reason', from: ['reason'], models: [authentication] },
  { field: 'app', from: ['deviceProcessName'], models: [authentication] },
  {
    field: 'authentication_method',
    from: ['cs5: Authentication Package Name'],
    models: [authentication],
  },
  { field: 'transport', from: ['proto'], expression: 'lower(proto)', models: [traffic] },
  {
    field: 'direction',
    from: ['deviceDirection'],
    expression: 'case(deviceDirection=="0","inbound",deviceDirection=="1","outbound")',
    models: [traffic],
  },
  { field: 'process', from: ['cs4: Process Command Line', 'dproc'], models: [processes] },
  { field: 'process_path', from: ['dproc'], models: [processes] },
  { field: 'process_name', from: ['dproc'], expression: basename('dproc'), models: [processes] },
  { field: 'process_id', from: ['dpid'], models: [processes] },
  { field: 'parent_process_path', from: ['sproc'], models: [processes] },
  { field: 'parent_process_name', from: ['sproc'], expression: basename('sproc'), models: [processes] },
  { field: 'parent_process_id', from: ['spid'], models: [processes] },
  { field: 'file_path', from: ['filePath', 'fname'], models: [filesystem] },
  { field: 'file_name', from: ['fname'], expression: basename('fname'), models: [filesystem] },
  { field: 'registry_path', from: ['fname'], models: ['Endpoint.Registry'] },
  { field: 'service_name', from: ['destinationServiceName'], models: [services] },
  { field: 'service', from: ['destinationServiceName'], models: [services] },
  { field: 'signature_id', from: ['externalId'], models: everywhere },
];

/** What follows the last backslash, which a CEF value holds doubled. */
function basename(field: string): string {
  return `replace(${field},"^.*\\\\\\\\","")`;
}

/** The name that Splunk gives to a field: of a labelled key its label, with `_` for what a name cannot have. */
export function splunkField(key: string): string {
  const label = key.split(': ')[1];
  return label === undefined ? key : label.replaceAll(/[^A-Za-z0-9_]/g, '_');
}

function evalOf({ from, expression }: CimField): string {
  if (expression !== undefined) return expression;
  const fields = from.map(splunkField);
  return fields.length === 1 ? (fields[0] ?? '') : `coalesce(${fields.join(',')})`;
}

/** A kind of events with the tags of the data model that looks for them. */
export interface EventType {
  readonly name: string;
  /** `Category:Subcategory` of the audit policy, which each message names, or a category with all of its subcategories. */
  readonly categories?: readonly string[];
  /** `Provider:EventID` as the header has it. */
  readonly classes?: readonly string[];
  readonly tags: readonly string[];
}

export const eventTypes: readonly EventType[] = [
  {
    name: 'azlog-authentication',
    categories: ['Account Logon', 'Logon/Logoff:Logon'],
    tags: ['authentication'],
  },
  { name: 'azlog-account-change', categories: ['Account Management'], tags: ['change', 'account'] },
  {
    name: 'azlog-audit-change',
    categories: ['Policy Change', 'Event Log:Log Clear'],
    tags: ['change', 'audit'],
  },
  {
    name: 'azlog-process',
    categories: [
      'Detailed Tracking:Process Creation',
      'Detailed Tracking:Process Termination',
      'Sysmon:Process',
    ],
    tags: ['process', 'report'],
  },
  {
    name: 'azlog-file',
    categories: ['Object Access:File System', 'Sysmon:File'],
    tags: ['endpoint', 'filesystem'],
  },
  {
    name: 'azlog-registry',
    categories: ['Object Access:Registry', 'Sysmon:Registry'],
    tags: ['endpoint', 'registry'],
  },
  {
    name: 'azlog-service',
    categories: ['Service'],
    classes: ['Microsoft-Windows-Security-Auditing:4697'],
    tags: ['service', 'report'],
  },
  {
    name: 'azlog-network',
    categories: [
      'Object Access:Filtering Platform Connection',
      'Object Access:Filtering Platform Packet Drop',
      'Sysmon:Network',
    ],
    tags: ['network', 'communicate'],
  },
];

/** Actions of the data models by what a title says was done; the first that fits. */
const actions: readonly (readonly [RegExp, string])[] = [
  [/\blocked out\b/, 'lockout'],
  [/\bunlocked\b/, 'unlocked'],
  [/\b(?:was|were) cleared\b/, 'cleared'],
  [/\bwas (?:created|added)\b/, 'created'],
  [/\bwas (?:deleted|removed)\b/, 'deleted'],
  [/\b(?:was|were) (?:changed|modified|enabled|disabled)\b/, 'modified'],
  [/\b(?:has|have) permitted\b/, 'allowed'],
  [/\b(?:has|have)? ?blocked\b/, 'blocked'],
];

/** What the event was about, in the words of the data models; '' where the title does not tell. */
export function actionOf(title: string): string {
  return actions.find(([pattern]) => pattern.test(title))?.[1] ?? '';
}

/** Patterns of a CEF message; the pairs are found by the next key, since values hold spaces. */
const value = String.raw`((?:\\.|[^\\=])*?)`;
const end = String.raw`(?=\s[A-Za-z0-9]+=|$)`;
const headerField = String.raw`((?:\\.|[^\\|])*)`;
export const splunkPatterns = {
  pairs: String.raw`(?:\||\s)([A-Za-z0-9]+)=${value}${end}`,
  labelled: String.raw`\s(?:c6a|cn|cs|flexString|flexDate|deviceCustomDate)\dLabel=${value}\s[A-Za-z0-9]+=${value}${end}`,
  header: String.raw`CEF:\d\|${headerField}\|${headerField}\|${headerField}\|${headerField}\|${headerField}\|(\d+)\|`,
  host: String.raw`\sdvchost=(\S+)`,
} as const;

/** Lines that are alike for both ways into Splunk: what is done at search time. */
function searchTime(): readonly string[] {
  return [
    'REPORT-azlog = azlog-header, azlog-pairs, azlog-labelled',
    ...cimFields
      .filter((cim) => evalOf(cim) !== cim.field)
      .map((cim) => `EVAL-${cim.field} = ${evalOf(cim)}`),
    'EVAL-action = if(match(EventlogCategory,"^(Account Logon:|Logon/Logoff:Logon$)"),outcome,null())',
    'EVAL-severity = case(cef_severity>=9,"critical",cef_severity>=7,"high",cef_severity>=4,"medium",cef_severity>=2,"low",true(),"informational")',
    'EVAL-vendor_product = "Microsoft Windows"',
    'LOOKUP-azlog = azlog-events event_class OUTPUTNEW category subcategory action',
  ];
}

function conf(comment: string, stanzas: readonly (readonly [string, readonly string[]])[]): string {
  return [comment, ...stanzas.flatMap(([name, lines]) => ['', `[${name}]`, ...lines]), ''].join('\n');
}

/**
 * For Splunk: an app with what reads our CEF messages, by Splunk Connect for Syslog and by a TCP input, gives their
 * fields the names of the Common Information Model, and tags them; and that table of names.
 * @param version of this program
 */
export function exportSplunk(version: string): readonly ExportFile[] {
  const comment = `# azlog-forwarder ${version}: made by \`azlog mapping export --for splunk\`. Put changes into local/.`;
  const props = conf(comment, [
    [
      'azlog:cef',
      [
        String.raw`LINE_BREAKER = ([\r\n]+)`,
        'SHOULD_LINEMERGE = false',
        'TRUNCATE = 65000',
        String.raw`TIME_PREFIX = \|rt=`,
        'TIME_FORMAT = %b %d %Y %H:%M:%S %Z',
        'MAX_TIMESTAMP_LOOKAHEAD = 30',
        'TRANSFORMS-azlog = azlog-host',
        'KV_MODE = none',
        ...searchTime(),
      ],
    ],
    ['source::CEFEventLog:Microsoft Windows', searchTime()],
    ['source::CEFEventLog:System or Application Event', searchTime()],
  ]);
  const transforms = conf(comment, [
    ['azlog-host', [`REGEX = ${splunkPatterns.host}`, 'FORMAT = host::$1', 'DEST_KEY = MetaData:Host']],
    [
      'azlog-header',
      [
        `REGEX = ${splunkPatterns.header}`,
        'FORMAT = device_vendor::$1 device_product::$2 device_version::$3 event_class::$4 signature::$5 cef_severity::$6',
      ],
    ],
    ['azlog-pairs', [`REGEX = ${splunkPatterns.pairs}`, 'FORMAT = $1::$2']],
    ['azlog-labelled', [`REGEX = ${splunkPatterns.labelled}`, 'FORMAT = $1::$2']],
    ['azlog-events', ['filename = azlog-events.csv']],
  ]);
  const types = conf(
    comment,
    eventTypes.map((type) => [type.name, [`search = ${searchOf(type)}`]]),
  );
  const tags = conf(
    comment,
    eventTypes.map(({ name, tags: ofType }) => [
      `eventtype=${name}`,
      ofType.map((tag) => `${tag} = enabled`),
    ]),
  );
  const app = conf(comment, [
    ['install', ['is_configured = 1']],
    ['ui', ['is_visible = 0', 'label = azlog-forwarder']],
    [
      'launcher',
      [
        'author = azlog-forwarder',
        'description = Fields, tags and event names of Windows events from azlog-forwarder',
        `version = ${version}`,
      ],
    ],
  ]);
  return [
    { path: 'default/app.conf', content: app },
    { path: 'default/props.conf', content: props },
    { path: 'default/transforms.conf', content: transforms },
    { path: 'default/eventtypes.conf', content: types },
    { path: 'default/tags.conf', content: tags },
    { path: 'metadata/default.meta', content: conf(comment, [['', ['export = system']]]) },
    { path: 'lookups/azlog-events.csv', content: eventsLookup() },
    { path: 'cim-fields.csv', content: cimTable(version) },
  ];
}

/** Where our messages are, by either way. */
const ours = '(sourcetype="azlog:cef" OR source="CEFEventLog:*")';

function searchOf({ categories = [], classes = [] }: EventType): string {
  const terms = categories.map((category) => (category.includes(':') ? `"${category}"` : `"${category}:*"`));
  const byCategory = terms.length === 0 ? [] : [`EventlogCategory IN (${terms.join(', ')})`];
  const quoted = classes.map((one) => `"${one}"`);
  const byClass = quoted.length === 0 ? [] : [`event_class IN (${quoted.join(', ')})`];
  const either = [...byCategory, ...byClass].join(' OR ');
  return `${ours} (${either})`;
}

function eventsLookup(): string {
  const rows = catalogueEntries().map((entry) => [
    `${entry.provider}:${entry.eventId}`,
    entry.title.replace(/\.$/, ''),
    entry.category,
    entry.subcategory,
    actionOf(entry.title),
  ]);
  return csv([['event_class', 'title', 'category', 'subcategory', 'action'], ...rows]);
}

function cimTable(version: string): string {
  const comment = `# azlog-forwarder ${version}: keys of our CEF messages and the fields of Splunk's Common Information Model.\n`;
  const rows = cimFields.flatMap((cim) =>
    cim.from.map((key) => {
      const [name = '', label = ''] = key.split(': ');
      return [name, label, splunkField(key), cim.field, evalOf(cim), cim.models.join(' ')];
    }),
  );
  return comment + csv([['key', 'label', 'splunk_field', 'cim_field', 'expression', 'data_models'], ...rows]);
}
