import { addressOf } from '../address.ts';
import type { CefHeader, Event, KeyedForm, LeefHeader, Origin, OriginFacts, Shape } from '../event.ts';
import type { EventMapping } from '../event-mapping.ts';
import { auditCategory } from './catalogue/audit-category.ts';
import { taskOf } from './facts.ts';

/** The parts of a computer's name. */
interface Host {
  /** Name of the computer's own account. */
  readonly account: string;
  readonly domain: string;
}

function hostOf(computer: string): Host {
  const dot = computer.indexOf('.');
  const isAddress = /^[\d.]+$/.test(computer) || computer.includes(':');
  const named = dot === -1 || isAddress ? computer : computer.slice(0, dot);
  return {
    account: `${named.toUpperCase()}$`,
    domain: dot > 0 && !isAddress ? computer.slice(dot + 1) : '',
  };
}

/**
 * The NT domain of the computer, known only where the computer's own account (`NAME$`) acts: its domain is the
 * computer's. A guess from the DNS name could be wrong, so there is none.
 */
function ntDomain({ names }: Shape): ((event: Event) => string) | undefined {
  const userAt = names.indexOf('SubjectUserName');
  const domainAt = names.indexOf('SubjectDomainName');
  if (userAt === -1 || domainAt === -1) return undefined;
  return ({ values, host }) => {
    const user = values[userAt] ?? '';
    if (!user.endsWith('$')) return '';
    return user.toUpperCase() === hostOf(host).account ? (values[domainAt] ?? '') : '';
  };
}

/** Addresses that are no identity of a computer: unspecified and loopback. */
const noIdentity = /^(?:0\.0\.0\.0|127\..*|::1?)$/;

/** The computer's own address, where the event proves it; QRadar takes identity attributes only with `identSrc`. */
function ownAddress({ names }: Shape, { identity }: EventMapping): ((event: Event) => string) | undefined {
  if (identity === undefined) return undefined;
  const addressAt = names.indexOf(identity.address);
  const whenAt = names.indexOf(identity.when);
  return ({ values }) => {
    if (values[whenAt] !== identity.is) return '';
    const address = addressOf(values[addressAt] ?? '');
    return address === undefined || noIdentity.test(address) ? '' : address;
  };
}

const time: Origin = 'System: TimeCreated@SystemTime, else the column PreciseTimeStamp';
const computer: Origin = 'System: Computer';
const channel: Origin = 'System: Channel';
const eventId: Origin = 'System: EventID';

const category: Origin = (event) =>
  auditCategory(event.provider, taskOf(event)) === undefined
    ? 'catalogue: category and subcategory of the event id'
    : `System: Task ${taskOf(event)}, by the table of audit subcategories`;

function outcomeOrigin(event: Event, { outcomeField }: OriginFacts): string {
  return event.outcome === undefined && outcomeField !== undefined
    ? `field ${outcomeField}, where 0x0 means success`
    : 'System: Keywords (audit success or failure)';
}

/** CEF the way ArcSight's Windows connector maps events. */
export const windowsCef: KeyedForm<CefHeader> = {
  // The device version stays empty, as ArcSight's connector has it.
  header: ({ provider, id, channel: name }) => ({
    product: name === 'Security' ? 'Microsoft Windows' : 'System or Application Event',
    version: '',
    stem: provider,
    ending: `:${id}`,
  }),
  special: ntDomain,
  lead(event, about, keys) {
    const { host } = event;
    keys.put('externalId', String(event.id));
    keys.putText('cat', event.channel);
    if (about.outcome !== undefined) keys.put('outcome', about.outcome);
    keys.putText('dvchost', host);
    keys.putText('deviceDnsDomain', hostOf(host).domain);
    keys.putText('deviceNtDomain', about.special);
    if (about.mapping.computerIsDestination !== false) keys.putText('dhost', host);
    if (about.category !== '') keys.put('cs2: EventlogCategory', about.category);
    for (const [target, value] of Object.entries(about.mapping.constants ?? {})) keys.put(target, value);
    if (host.length > keys.limitOf('dvchost')) keys.putOwn('AzlogComputer', 'copy', host);
    if (event.channel.length > keys.limitOf('cat')) keys.putOwn('AzlogChannel', 'copy', event.channel);
  },
  origins: {
    rt: time,
    externalId: eventId,
    cat: channel,
    outcome: outcomeOrigin,
    dvchost: computer,
    deviceDnsDomain: 'System: Computer, what follows its first dot',
    deviceNtDomain: "field SubjectDomainName, where the computer's own account acts",
    dhost: computer,
    cs2: category,
    AzlogComputer: computer,
    AzlogChannel: channel,
  },
};

const levels: readonly string[] = ['LogAlways', 'Critical', 'Error', 'Warning', 'Information', 'Verbose'];

/** A constant per kind of event, in English: of audits the result, of anything else channel and level. */
function leefCategory(event: Event, outcome: Event['outcome']): string {
  if (outcome === 'failure') return 'Audit Failure';
  if (outcome === 'success') return 'Audit Success';
  const level = levels[event.level] ?? `Level ${event.level}`;
  return event.channel === '' ? level : `${event.channel} ${level}`;
}

/** Own vendor and product, so that QRadar keeps its own ids for them; the version is that of the mapping. */
export const windowsLeef: KeyedForm<LeefHeader> = {
  header: ({ id }) => ({
    vendor: 'Azlog',
    product: 'Windows Event Log',
    version: '1.0',
    eventId: String(id),
  }),
  special: ownAddress,
  lead(event, about, keys) {
    const { host } = event;
    keys.put('sev', String(Math.max(1, about.severity)));
    keys.putText('cat', leefCategory(event, about.outcome));
    keys.putOwn('AzlogComputer', 'identity', host);
    if (about.title !== event.provider) keys.put('name', about.title);
    if (about.category !== '') keys.putOwn('AzlogCategory', 'surroundings', about.category);
    keys.putOwn('AzlogProvider', 'identity', event.provider);
    keys.putOwn('AzlogChannel', 'identity', event.channel);
    if (about.special !== '' && host !== '') {
      keys.put('identSrc', about.special);
      keys.put('identHostName', host);
    }
  },
  origins: {
    devTime: time,
    sev: 'the severity, at least 1',
    cat: (event, facts) =>
      facts.outcome === undefined ? 'System: Channel and Level' : outcomeOrigin(event, facts),
    name: 'catalogue: the title of the event id',
    identSrc: (_event, { mapping }) =>
      `field ${mapping.identity?.address ?? ''}, where it is the computer's own`,
    identHostName: computer,
    AzlogComputer: computer,
    AzlogChannel: channel,
    AzlogProvider: 'System: Provider@Name',
    AzlogCategory: category,
  },
};
