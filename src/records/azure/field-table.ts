/** Where a field goes, in the notations of the mappings (`event-mapping.ts`, `ecs-mapping.ts`). */
export interface FieldPlaces {
  readonly cef?: string | readonly string[];
  readonly leef?: string | readonly string[];
  readonly ecs?: string | readonly string[];
}

/** Fields by their names. Of several with one key the first one that has a value gets it; mark the others with `?`. */
export type FieldTable = Readonly<Record<string, FieldPlaces>>;
