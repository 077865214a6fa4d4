import { type Fault, type Reading, unwrapPasted } from './reading.ts';
import { hidden, type JsonSchema, type ValueType, valueType } from './value-type.ts';

/** A value that is never shown, of at least so many characters, exactly as it is written. */
export function secret(what: string, least = 1): ValueType<string> {
  const secretPattern = new RegExp(`^[^\\r\\n]${least === 1 ? '+' : `{${least},}`}$`);
  return valueType({
    allowed: `${what}, one line of text; or \`{ env: NAME }\`, or \`{ file: PATH }\``,
    schema: secretSchema({ type: 'string', pattern: secretPattern.source }),
    accepts: (value): value is string => typeof value === 'string' && secretPattern.test(value),
    ...neverShown,
  });
}

/** A secret of a known form, understood however it was pasted. */
export function pastedSecret(what: string, reader: (text: string) => Reading<unknown>): ValueType<string> {
  return valueType({
    allowed: `${what}; or \`{ env: NAME }\`, or \`{ file: PATH }\``,
    schema: secretSchema({ type: 'string', pattern: '^\\s*\\S[^\\r\\n]*\\s*$' }),
    read: (value) => (typeof value === 'string' ? unwrapPasted(value) : value),
    accepts: (value): value is string => typeof value === 'string' && 'value' in reader(value),
    fault: (value) => (typeof value === 'string' ? faultOf(reader(value)) : undefined),
    ...neverShown,
  });
}

function faultOf(reading: Reading<unknown>): Fault | undefined {
  return 'fault' in reading ? reading.fault : undefined;
}

const neverShown = {
  show: () => hidden,
  secret: true,
  wholeIsSecret: true,
  mask: () => hidden,
  secretParts: (value: unknown) => (typeof value === 'string' ? secretPartsOf(value) : []),
} as const;

/** Schema of a secret that may be given by reference. */
export function secretSchema(plain: JsonSchema): JsonSchema {
  const reference = (key: string): JsonSchema => ({
    type: 'object',
    properties: { [key]: { type: 'string', minLength: 1 } },
    required: [key],
    additionalProperties: false,
  });
  return { anyOf: [plain, reference('env'), reference('file')] };
}

/** What a URL, signature or connection string has in it that is secret, in each spelling that it may be met in. */
export function secretPartsOf(value: string): readonly string[] {
  const found = [
    /^[a-z+]+:\/\/[^/]*?:(.*)@/s,
    /(?:^|[?&;=])sig=([^&;]+)/,
    /[?&]password=([^&#]+)/,
    /(?:^|;)\s*AccountKey\s*=\s*([^;]+)/i,
  ]
    .map((form) => form.exec(value)?.[1])
    .filter((part) => part !== undefined);
  return found.flatMap((part) => {
    try {
      return [part, decodeURIComponent(part)];
    } catch {
      return [part];
    }
  });
}
