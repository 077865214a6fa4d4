/**
 * How a value becomes the value of an ECS field:
 *
 * - `text`: as it is. `lower`: in lower case.
 * - `user`: what stands before an `@`. `domain`, `account`: the halves of `DOMAIN\name`.
 * - `cn`: the common name at the beginning of a distinguished name.
 * - `base`, `dir`, `ext`: last part of a path, what stands before it, and the ending of its name.
 * - `args`: the arguments of a command line, as a list.
 * - `ip`, `port`, `pid`, `number`: typed; what is none is left out, since Elasticsearch would refuse the document.
 * - `logonType`, `transport`, `direction`, `flow`, `service`: the word for a number of Windows.
 */
export const ecsKinds = [
  'text',
  'lower',
  'user',
  'domain',
  'account',
  'cn',
  'base',
  'dir',
  'ext',
  'args',
  'ip',
  'port',
  'pid',
  'number',
  'logonType',
  'transport',
  'direction',
  'flow',
  'service',
] as const;
export type EcsKind = (typeof ecsKinds)[number];

/**
 * Where fields of the event's data go besides `winlog.event_data`, which holds all of them: `path` or `path:kind`.
 * `A+B` is both values joined by a backslash, where both are there.
 */
export type EcsFields = Readonly<Record<string, string | readonly string[]>>;

/** What an event id is in the Elastic Common Schema, by the names that Winlogbeat's modules give. */
export interface EcsMapping {
  /** `event.module`: who else reads such records. */
  readonly module?: string | undefined;
  /** `event.kind`; `event` where absent. */
  readonly kind?: 'alert' | undefined;
  readonly action?: string;
  readonly category: readonly string[];
  readonly type: readonly string[];
  readonly fields: EcsFields;
}

export type EcsMappings = Readonly<Record<number, EcsMapping>>;

/** A mapping: action, categories and types (words with spaces between them), tables of fields (a later one has precedence). */
export function ecs(
  action: string | undefined,
  category: string,
  type: string,
  ...tables: readonly EcsFields[]
): EcsMapping {
  const words = (text: string): readonly string[] => text.split(' ').filter(Boolean);
  const fields = Object.assign({}, ...tables);
  return {
    ...(action === undefined ? {} : { action }),
    category: words(category),
    type: words(type),
    fields,
  };
}

/** Who did it, in most events of the Security channel. */
export const subject: EcsFields = {
  SubjectUserSid: 'user.id',
  SubjectUserName: 'user.name',
  SubjectDomainName: 'user.domain',
  SubjectLogonId: 'winlog.logon.id',
};

/** The program that acts, where an event names it so. */
export const actingProcess: EcsFields = {
  ProcessId: 'process.pid:pid',
  ProcessName: ['process.executable', 'process.name:base'],
};

/** The address that a request came from. */
export const peer: EcsFields = {
  IpAddress: 'source.ip:ip',
  IpPort: 'source.port:port',
  WorkstationName: 'source.domain',
};
