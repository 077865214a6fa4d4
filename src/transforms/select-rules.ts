import type { TransformRule } from './rule.ts';
import { compileTransforms, type Transform } from './transforms.ts';

/** The rules for events of one source on their way to one destination. */
export interface SelectedRules {
  /** undefined where there are none. */
  readonly transform: Transform | undefined;
  /** Names of those that filter, each of which has a count. */
  readonly filters: readonly string[];
}

/** Whether a rule is for events of a source on their way to a destination. */
export function appliesTo(
  { sources, destinations }: TransformRule,
  source: string,
  destination: string,
): boolean {
  return (sources?.includes(source) ?? true) && (destinations?.includes(destination) ?? true);
}

/**
 * Compiles the rules for one destination: at once for the sources that are configured, later for any other whose pages
 * still wait.
 * @param hashKey key of HMAC-SHA-256 for rules that hash
 * @throws Error where a rule cannot be compiled; the configuration has checked that each can
 */
export function selectRules(
  rules: readonly TransformRule[],
  hashKey: string | undefined,
  destination: string,
  sources: readonly string[],
): (source: string) => SelectedRules {
  const bySource = new Map<string, SelectedRules>();
  // Sources with the same rules share what is remembered of the shapes of events.
  const bySelection = new Map<string, SelectedRules>();
  const select = (source: string): SelectedRules => {
    const known = bySource.get(source);
    if (known !== undefined) return known;
    const chosen = rules.filter((rule) => appliesTo(rule, source, destination));
    const names = chosen.map(({ name }) => name).join();
    const selected = bySelection.get(names) ?? {
      transform: compileTransforms(chosen, hashKey),
      filters: chosen
        .filter(({ exclude, include }) => (exclude ?? include) !== undefined)
        .map(({ name }) => name),
    };
    bySelection.set(names, selected);
    bySource.set(source, selected);
    return selected;
  };
  for (const source of sources) select(source);
  return select;
}
