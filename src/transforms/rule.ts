/** The rules of the operator, as the configuration gives them once it is checked: one value is a list of one. */

/** A kind of event: it holds for an event where everything that is given holds. Undefined and left out are the same. */
export interface EventMatch {
  /** Event ids, each `4624` or a range `4656-4663`. */
  readonly ids?: readonly string[] | undefined;
  /** Patterns; one of them must match. */
  readonly channels?: readonly string[] | undefined;
  readonly providers?: readonly string[] | undefined;
  readonly computers?: readonly string[] | undefined;
  /** Kinds of records, such as `windows` or `entra-*`. */
  readonly kinds?: readonly string[] | undefined;
  /** Azure's category, such as `AuditEvent`; of Windows the channel. */
  readonly categories?: readonly string[] | undefined;
  /** What was done: the operation, or the event id. */
  readonly operations?: readonly string[] | undefined;
  /** Name or whole id of the resource; of Windows the computer. */
  readonly resources?: readonly string[] | undefined;
  readonly levels?: readonly LevelName[] | undefined;
  readonly outcomes?: readonly Outcome[] | undefined;
  /**
   * Patterns for values by patterns for names: for each entry, a field that has such a name must have a value that one
   * of the patterns matches.
   */
  readonly fields?: Readonly<Record<string, readonly string[]>> | undefined;
  /** Must not hold. */
  readonly not?: EventMatch | undefined;
}

export const levelNames = ['logAlways', 'critical', 'error', 'warning', 'information', 'verbose'] as const;
/** At the index that Windows writes for it. */
export type LevelName = (typeof levelNames)[number];

export const outcomes = ['success', 'failure'] as const;
export type Outcome = (typeof outcomes)[number];

/** What a rule may do; it does one of them. */
export const actions = ['exclude', 'include', 'redact', 'hash', 'add'] as const;
export type Action = (typeof actions)[number];

/** One rule. Exactly one of the actions is there. */
export interface TransformRule {
  /** Unique; the label `rule` of the metric. */
  readonly name: string;
  /** All destinations, unless given. */
  readonly destinations?: readonly string[] | undefined;
  /** All sources, unless given. */
  readonly sources?: readonly string[] | undefined;
  /** Filters events for which one of these holds. */
  readonly exclude?: readonly EventMatch[] | undefined;
  /** Filters events for which none of these holds. */
  readonly include?: readonly EventMatch[] | undefined;
  /** Patterns for names of fields. */
  readonly redact?: readonly string[] | undefined;
  readonly hash?: readonly string[] | undefined;
  /** Values by the names of new fields. */
  readonly add?: Readonly<Record<string, string>> | undefined;
  /** With `redact`, `hash` and `add`: only events for which one of these holds; all, unless given. */
  readonly when?: readonly EventMatch[] | undefined;
}

/**
 * Names by which rules reach what stands beside an event's data. The dot keeps them apart from names in EventData,
 * and no glob reaches them: whoever means them names them.
 */
export const systemFields = ['System.Computer', 'System.UserID'] as const;
export type SystemField = (typeof systemFields)[number];
