import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createLeef } from '../../../../src/formats/leef.ts';
import { fieldDecoders } from '../../../../src/records/decoded-text.ts';
import type { Decoder } from '../../../../src/records/decoder.ts';
import { decoders as decoderTable } from '../../../../src/records/windows/codes/decoders.ts';
import { decodeEventXml } from '../../../../src/records/windows/reading/decode-event.ts';
import { parseLeef } from '../../../support/spec-parsers/leef.ts';
import { linesOf, missing, textOf } from '../../shared-data.ts';

/**
 * Real events beside the text that Windows rendered for them (`Label:` and value, lists one entry a line). Each field
 * that we decode is looked up in the rendered text under its label.
 */
const file = 'windows/security-pairs.jsonl.gz';

/** Labels of Windows' own templates, where they are not the field's name with spaces. */
const labels: Readonly<Record<string, readonly string[]>> = {
  AccessList: ['Accesses'],
  AccessMask: ['Access Mask', 'Desired Access'],
  AccessReason: ['Access Reasons', 'Access Check Results'],
  Action: ['Filter Action', 'Action'],
  AttributeSyntaxOID: ['Syntax (OID)'],
  AttributeValue: ['Value'],
  AuditPolicyChanges: ['Changes'],
  CalloutType: ['Type'],
  CategoryId: ['Category'],
  ConfigAccessPolicy: ['Configuration Access Policy'],
  DSType: ['Type'],
  DisableIntegrityChecks: ['Disable Integrity Checks'],
  DisabledPrivilegeList: ['Disabled Privileges'],
  DomainSid: ['Domain ID'],
  EnabledPrivilegeList: ['Enabled Privileges'],
  FilterType: ['Type'],
  FlightSigning: ['Flight Signing'],
  HypervisorDebug: ['HyperVisor Debugging', 'Hypervisor Debugging'],
  HypervisorLaunchType: ['HyperVisor Launch Type', 'Hypervisor Launch Type'],
  KernelDebug: ['Kernel Debugging'],
  LayerName: ['Layer Name', 'Name'],
  NewSd: ['New Security Descriptor'],
  OldSd: ['Original Security Descriptor'],
  OperationType: ['Operation Type', 'Type'],
  PreAuthType: ['Pre-Authentication Type'],
  PrivilegeList: ['Privileges', 'Privileges Used for Access Check'],
  ProviderContextType: ['Type'],
  ProviderType: ['Provider Type', 'Type'],
  RemoteEventLogging: ['System Event Logging'],
  RemoteMachineID: ['Remote Machine ID'],
  RemoteUserID: ['Remote User ID'],
  Status: ['Status', 'Exit Status', 'Result Code', 'Failure Code', 'Error Code'],
  SubLayerType: ['Sub-layer Type'],
  SubcategoryGuid: ['Subcategory GUID'],
  SubcategoryId: ['Subcategory'],
  VsmLaunchType: ['VSM Launch Type'],
};
const sidLabels = ['Security ID', 'User ID', 'Service ID', 'Group ID', 'Domain ID'];

function labelsOf(field: string): readonly string[] {
  const known = labels[field];
  if (known !== undefined) return known;
  if (/S(?:id|ID)$/.test(field)) return sidLabels;
  return [field.replace(/(?<=[a-z])(?=[A-Z])/g, ' ')];
}

/** White space of any kind and the comma that separates our entries are one space. */
const plain = (text: string): string => text.replace(/,?\s+/g, ' ').trim();

/** A line that begins with a label, or an empty one, ends a value. */
const nextLabel = /\r?\n(?:\r?\n|\t?[A-Z][\w /()-]*:(?:\s|$))/;
/** Access reasons have labels in themselves, the names of the rights. */
const afterReasons = /\r?\n(?:\r?\n|\tAccess Mask:)/;

/** Values that the rendered text has under a label. */
function shownUnder(description: string, label: string): readonly string[] {
  const start = new RegExp(`^\\s*${label.replace(/[()]/g, '\\$&')}\\s*:[ \\t]*`, 'gm');
  const end = labels['AccessReason']?.includes(label) === true ? afterReasons : nextLabel;
  return [...description.matchAll(start)].map((found) => {
    const rest = description.slice(found.index + found[0].length);
    return plain(rest.slice(0, end.exec(rest)?.index ?? rest.length));
  });
}

/**
 * How a decoded field stands in the rendered text:
 * - `our text`: as we decode it.
 * - `our text, GUIDs raw`: Windows decodes the rights in a list, and leaves the GUIDs that we name.
 * - `raw value`: Windows shows the code as it stands in the data; we keep it, and put the text beside it.
 * Or why it cannot be compared, which is a fact of the recorded texts:
 * - `reference left`: the recorder of the pair left `%%NNNN` in the text as it was.
 * - `not shown`: the template of that version of Windows does not show the field.
 */
type Outcome = 'our text' | 'our text, GUIDs raw' | 'raw value' | 'reference left' | 'not shown';

/** Of all pairs. A change here is a change of what we decode: look at it. */
const expected: Readonly<Record<Outcome, number>> = {
  'our text': 3_905,
  'our text, GUIDs raw': 175,
  'raw value': 9_956,
  'reference left': 170,
  'not shown': 452,
};
/** The only fields that cannot be compared. */
const exceptions: Readonly<Record<string, string>> = {
  '4688 TokenElevationType': 'reference left',
  '4695 FailureReason': 'not shown',
  '5156 RemoteMachineID': 'not shown',
  '5156 RemoteUserID': 'not shown',
  '5157 RemoteMachineID': 'not shown',
  '5157 RemoteUserID': 'not shown',
  '5379 ReturnCode': 'not shown',
  '5382 ReturnCode': 'not shown',
};

const directory: Readonly<Record<string, string>> =
  missing('lookups/ad-schema-guids.json') === false
    ? {
        ...JSON.parse(textOf('lookups/ad-extended-rights-guids.json')).entries,
        ...JSON.parse(textOf('lookups/ad-schema-guids.json')).entries,
      }
    : {};

/** The rendered list of rights and GUIDs, with the names of the shared lookup in place of the GUIDs. */
function named(shown: string): string {
  return shown
    .replace(/^--- /, '')
    .replace(/\{([0-9a-f-]{36})\}/gi, (all, guid: string) => directory[guid.toLowerCase()] ?? all);
}

function outcomeOf(
  decoder: Decoder,
  value: string,
  text: string | undefined,
  shown: readonly string[],
): Outcome {
  if (text !== undefined && shown.includes(plain(text))) return 'our text';
  const isRaw = shown.some((entry) => entry.toLowerCase() === plain(value).toLowerCase());
  if (isRaw) return text !== undefined && value.startsWith('%%') ? 'reference left' : 'raw value';
  // A validated write has two names in ours, and one in the lookup.
  const first = text === undefined ? '' : plain(text).replace(/\/[\w-]+/g, '');
  if (decoder.name === 'directory GUIDs' && shown.some((entry) => named(entry) === first)) {
    return 'our text, GUIDs raw';
  }
  assert.equal(shown.length, 0, `${decoder.name}: ${value} (${text}) is shown as ${JSON.stringify(shown)}`);
  return 'not shown';
}

test('what we decode is what Windows shows', { skip: missing(file) }, (t) => {
  const leef = createLeef();
  const counts = new Map<Outcome, number>();
  const notCompared = new Map<string, Outcome>();
  let pairs = 0;
  let fields = 0;
  let masks = 0;
  for (const line of linesOf(file)) {
    const { xml, description }: { readonly xml: string; readonly description: string } = JSON.parse(line);
    const event = decodeEventXml(xml);
    pairs += 1;
    const message = parseLeef(leef.format(event, Number.POSITIVE_INFINITY));
    const held = new Set([...message.attributes.values()].map(plain));
    const valueAt = (name: string): string => (event.values[event.names.indexOf(name)] ?? '').trim();
    for (const [index, field] of fieldDecoders(event).entries()) {
      const value = (event.values[index] ?? '').trim();
      if (field === undefined || value === '' || value === '-') continue;
      fields += 1;
      const { decoder, byAt } = field;
      const fieldName = event.names[index] ?? '';
      const name = `${event.id} ${fieldName}`;
      const text = decoder.decode(value, event.values[byAt] ?? '');
      const shown = labelsOf(fieldName).flatMap((label) => shownUnder(description, label));
      const outcome = outcomeOf(decoder, value, text, shown);
      counts.set(outcome, (counts.get(outcome) ?? 0) + 1);
      if (outcome === 'not shown' || outcome === 'reference left') notCompared.set(name, outcome);
      // And the message holds both: the raw value, and the text where it is more than a code's explanation.
      assert.ok(held.has(plain(value)), `${name}: ${value}`);
      if (text !== undefined && decoder.place === 'key') assert.ok(held.has(plain(text)), `${name}: ${text}`);
      // Windows does not decode masks. Where it lists the same rights, ours are the same, in the same order.
      if (decoder === decoderTable.accessMask && text !== undefined && valueAt('AccessList') !== '') {
        masks += 1;
        assert.equal(text, decoderTable.references.decode(valueAt('AccessList')), `${name}: ${value}`);
      }
      if (fieldName === 'SubcategoryGuid') {
        assert.equal(text, decoderTable.references.decode(valueAt('SubcategoryId')), `${name}: ${value}`);
      }
    }
  }
  const compared = fields - (counts.get('reference left') ?? 0) - (counts.get('not shown') ?? 0);
  t.diagnostic(`${pairs} pairs, ${fields} decoded fields, ${compared} compared, all equal`);
  for (const [outcome, count] of counts) t.diagnostic(`${outcome}: ${count}`);
  t.diagnostic(`access masks compared with the list of rights beside them: ${masks}`);
  assert.equal(pairs, 4_949);
  assert.deepEqual(Object.fromEntries(counts), expected);
  assert.deepEqual(Object.fromEntries(notCompared), exceptions);
  assert.ok(masks > 700, String(masks));
});
