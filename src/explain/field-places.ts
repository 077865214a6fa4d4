import type { Format } from '../formats/format.ts';
import { isFreeText } from '../formats/keyed/key-values.ts';
import type { Slot } from '../formats/keyed/plan.ts';
import type { Event } from '../records/event.ts';
import { mappings } from '../records/windows/mapping.ts';
import { windows } from '../records/windows/windows.ts';

/** A key with what it stands for, where the key alone does not say it. */
export interface LabelledKey {
  readonly key: string;
  readonly label: string | undefined;
}

/** Where a format puts a field of an event, before any event is seen. */
export interface FieldPlace {
  readonly name: string;
  /** Keys that take the value where it fits them. */
  readonly keys: readonly LabelledKey[];
  /** Keys that take it if no other field has filled them. */
  readonly spares: readonly LabelledKey[];
  /** Keys that take an IPv6 address instead of the first ones. */
  readonly ipv6: readonly LabelledKey[];
  /** The key that holds domain and name together, of which this field is one. */
  readonly qualified: LabelledKey | undefined;
  /** What is decoded, such as `logon type`; undefined where nothing is. */
  readonly decoder: string | undefined;
  /** Whether standard keys for text hold the decoded text, as far as they take the value. */
  readonly isTextInKey: boolean;
  /** The key of the decoded text where no other key holds it; undefined where nothing is decoded. */
  readonly text: string | undefined;
  /** The key for what the others do not hold as Windows wrote it. */
  readonly own: string;
}

/** Where `format` puts the fields of an event with these field names: by the plan that the format itself makes. */
export function fieldPlaces(
  format: Format,
  provider: string,
  eventId: number,
  names: readonly string[],
): readonly FieldPlace[] {
  if (format.compose === undefined) return [];
  const { plan } = format.compose(blankEvent(provider, eventId, names));
  return plan.shape.names.flatMap((name, at): FieldPlace[] => {
    const step = plan.steps[at];
    if (step === undefined) return [];
    const isQualified = plan.qualifiedSlot !== undefined && (at === plan.domainAt || at === plan.nameAt);
    return [
      {
        name,
        // Domain and name have no key but the one that they share.
        keys: isQualified ? [] : step.slots.map(labelled),
        spares: step.spares.map(labelled),
        ipv6: isQualified
          ? []
          : step.slots.flatMap(({ ipv6 }) => (ipv6 === undefined ? [] : [labelled(ipv6)])),
        qualified: isQualified && plan.qualifiedSlot !== undefined ? labelled(plan.qualifiedSlot) : undefined,
        decoder: step.field?.decoder.name,
        isTextInKey:
          step.field !== undefined &&
          step.slots.some(({ kind }) => kind === 'direction' || (step.isTextInKey && isFreeText(kind))),
        text: step.field === undefined ? undefined : step.text.key,
        own: step.own.key,
      },
    ];
  });
}

/**
 * Where `format` puts every field that an event id is known to have: those of the last version first, then those of
 * earlier ones, then those that only the mapping names.
 * @param versions names of the fields of each version, the oldest first
 */
export function fieldPlacesOfId(
  format: Format,
  provider: string,
  eventId: number,
  versions: readonly (readonly string[])[],
): readonly FieldPlace[] {
  const places = new Map<string, FieldPlace>();
  const targets = format.compose?.(blankEvent(provider, eventId, [])).targets ?? {};
  // What the general mapping names is no field of this id.
  const isOwn = mappings[provider]?.[eventId] !== undefined;
  const shapes = [...versions.toReversed(), ...(isOwn ? Object.keys(targets).map((name) => [name]) : [])];
  for (const names of shapes) {
    for (const place of fieldPlaces(format, provider, eventId, names)) {
      if (places.has(place.name)) continue;
      const hasKey = place.keys.length + place.spares.length > 0 || place.qualified !== undefined;
      // Two spellings of one field, which do not come together: each has the key where it comes.
      const alone =
        !hasKey && Object.hasOwn(targets, place.name)
          ? fieldPlaces(format, provider, eventId, [place.name])[0]
          : undefined;
      places.set(place.name, alone ?? place);
    }
  }
  return [...places.values()];
}

function labelled({ key, label }: Slot): LabelledKey {
  return { key, label };
}

/** An event of the Security channel without values, but for those given: its plan depends on no value. */
export function blankEvent(
  provider: string,
  eventId: number,
  names: readonly string[],
  given: Partial<Event> = {},
): Event {
  return {
    kind: windows,
    uid: '',
    provider,
    id: eventId,
    channel: 'Security',
    host: '',
    time: 0,
    timeText: '',
    level: 0,
    outcome: undefined,
    names,
    values: names.map(() => ''),
    facts: [],
    description: '',
    ...given,
  };
}
