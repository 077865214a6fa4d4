/** An event as its XML says it, before anything is computed from it. Numbers that are absent are 0, texts ''. */
export interface ScannedEvent {
  provider: string;
  /** undefined where the XML has none, or one that is not a number. */
  eventId: number | undefined;
  version: number;
  level: number;
  task: number;
  opcode: number;
  keywords: string;
  /** `TimeCreated@SystemTime`. */
  timeText: string;
  recordId: string;
  channel: string;
  computer: string;
  processId: number;
  threadId: number;
  userSid: string;
  activityId: string;
  /** May be shared between events of the same shape: never to be changed. */
  names: readonly string[];
  values: readonly string[];
  /** `RenderingInfo/Message`, or ''. */
  description: string;
}

/** A ScannedEvent in which nothing has been found yet. */
export function emptyEvent(): ScannedEvent {
  return {
    provider: '',
    eventId: undefined,
    version: 0,
    level: 0,
    task: 0,
    opcode: 0,
    keywords: '',
    timeText: '',
    recordId: '',
    channel: '',
    computer: '',
    processId: 0,
    threadId: 0,
    userSid: '',
    activityId: '',
    names: [],
    values: [],
    description: '',
  };
}
