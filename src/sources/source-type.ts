import { conforms, type Group, type ValueOf } from '../options/option.ts';
import type { Fault } from '../options/reading.ts';
import type { RecordFamily } from '../records/event.ts';
import type { Source } from './source.ts';

/** What is wrong with an option, and how to fix it. */
export interface SettingFault extends Fault {
  /** Name of the option. */
  readonly at: string;
}

/** Options of a source as they were read, each of its value type. */
export interface SettingsCheck<S> {
  readonly value: S;
  /** Options that are set, and whose value is not at hand: secrets that this process does not read, or refused values. */
  readonly unread: ReadonlySet<string>;
  /** Whether there must be something to sign in with: only the poller does. */
  readonly signsIn: boolean;
  /** Milliseconds since 1970. */
  readonly now: number;
}

export interface CheckedSettings<S> {
  readonly faults: readonly SettingFault[];
  /** What may keep the source from working, now or one day. */
  readonly warnings: readonly SettingFault[];
  /** The options with what follows from others. */
  readonly value: S;
}

/** What a type of source declares, in its own file. */
export interface SourceDeclaration<G extends Group> {
  /** One sentence for the reference. */
  readonly doc: string;
  /** What it reads: a format that cannot write that is refused for it. */
  readonly family: RecordFamily;
  /** Options besides `name` and `type`. What is secret, what is shown and what is documented follows from them. */
  readonly options: G;
  /** Finds what contradicts itself or is missing. Whatever passes, `create` must accept. */
  readonly check?: (settings: SettingsCheck<ValueOf<G>>) => CheckedSettings<ValueOf<G>>;
  /** The place in words, for `azlog source test`: a table, a hub. */
  readonly place: (settings: ValueOf<G>) => string;
  /** Makes the source; what it is made of is loaded then. @throws AzlogError `CONFIG_INVALID` */
  readonly create: (name: string, settings: ValueOf<G>) => Promise<Source>;
}

/** A type of source, whose options only it knows. */
export interface SourceType {
  readonly doc: string;
  readonly family: RecordFamily;
  readonly options: Group;
  check(settings: SettingsCheck<unknown>): CheckedSettings<object>;
  place(settings: unknown): string;
  create(name: string, settings: unknown): Promise<Source>;
}

/** Declares a type of source. */
export function sourceType<const G extends Group>({
  doc,
  family,
  options,
  check,
  place,
  create,
}: SourceDeclaration<G>): SourceType {
  const own = (settings: unknown): ValueOf<G> => {
    if (conforms(options, settings)) return settings;
    throw new TypeError('options of a source are not of the types that it declares');
  };
  return {
    doc,
    family,
    options,
    check(settings) {
      const value = own(settings.value);
      return check?.({ ...settings, value }) ?? { faults: [], warnings: [], value };
    },
    place: (settings) => place(own(settings)),
    create: (name, settings) => create(name, own(settings)),
  };
}
