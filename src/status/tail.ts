/** Boards of notes for those who look on: what they ask for, and what senders answer. */
export const tailBoards = { asked: 'tails', answers: 'tail-answers' } as const;

/** How often one who looks on says that it still does; who is silent for longer than `tailEndsMs` is taken for gone. */
export const tailRenewMs = 3_000;
export const tailEndsMs = 10_000;
/** An answer of a sender that is gone. */
export const answerEndsMs = 30_000;

/** Messages a second that may be asked for. */
export const tailRates = { least: 1, usual: 20, most: 1_000 } as const;

/** What a sender shows of the messages that it proved within about a second. */
export type TailChunk = {
  /** Counts up from 1 for as long as one looks on. */
  readonly number: number;
  /** Messages proven since then, shown or not. */
  readonly total: number;
  readonly messages: readonly string[];
};

/** What one who looks on asks for. */
export type TailRequest = {
  readonly v: 1;
  readonly destination: string;
  readonly rate: number;
};

export function isTailChunk(value: unknown): value is TailChunk {
  return (
    typeof value === 'object' &&
    value !== null &&
    'number' in value &&
    typeof value.number === 'number' &&
    'total' in value &&
    typeof value.total === 'number' &&
    'messages' in value &&
    Array.isArray(value.messages) &&
    value.messages.every((message) => typeof message === 'string')
  );
}
