import { addressOf } from '../../records/address.ts';
import type { EcsKind } from '../../records/ecs-mapping.ts';
import { logonTypes } from '../../records/windows/codes/logon-types.ts';
import { convert } from '../keyed/key-values.ts';

/** Service types (SERVICE_STATUS) by the names that Winlogbeat gives them. */
const serviceTypes: Readonly<Record<string, string>> = {
  '0x1': 'Kernel Driver',
  '0x2': 'File System Driver',
  '0x8': 'Recognizer Driver',
  '0x10': 'Win32 Own Process',
  '0x20': 'Win32 Share Process',
  '0x110': 'Interactive Own Process',
  '0x120': 'Interactive Share Process',
};

const directions: Readonly<Record<string, string>> = { '%%14592': 'inbound', '%%14593': 'outbound' };
const flows: Readonly<Record<string, string>> = { true: 'egress', false: 'ingress' };

function word(words: Readonly<Record<string, string>>, value: string): string | undefined {
  return Object.hasOwn(words, value) ? words[value] : undefined;
}

/** Kinds whose values stand in JSON as numbers. */
export const numberKinds: ReadonlySet<EcsKind> = new Set<EcsKind>(['port', 'pid', 'number']);

/** The value as the kind wants it; undefined where there is none, or one that does not fit. */
export function ecsValue(kind: Exclude<EcsKind, 'args'>, value: string): string | undefined {
  switch (kind) {
    case 'text':
      return value;
    case 'lower':
      return value.toLowerCase();
    case 'user': {
      const at = value.indexOf('@');
      return at > 0 ? value.slice(0, at) : value;
    }
    case 'domain': {
      const slash = value.indexOf('\\');
      return slash > 0 ? value.slice(0, slash) : undefined;
    }
    case 'account':
      return value.slice(value.indexOf('\\') + 1) || undefined;
    case 'cn': {
      const name = /^cn=((?:[^,\\]|\\.)+)/i.exec(value)?.[1] ?? value;
      return name.replace(/\\(.)/g, '$1');
    }
    case 'base':
      return value.slice(value.lastIndexOf('\\') + 1) || undefined;
    case 'dir': {
      const slash = value.lastIndexOf('\\');
      return slash > 0 ? value.slice(0, slash) : undefined;
    }
    case 'ext': {
      const dot = value.lastIndexOf('.');
      return dot > value.lastIndexOf('\\') ? value.slice(dot + 1) || undefined : undefined;
    }
    case 'ip':
      return addressOf(value);
    case 'port':
      return convert('port', value);
    case 'pid':
      return convert('pid', value);
    case 'number':
      return convert('long', value);
    case 'logonType':
      // Winlogbeat has the same names.
      return logonTypes.get(value);
    case 'transport':
      return convert('protocol', value)?.toLowerCase();
    case 'direction':
      return word(directions, value);
    case 'flow':
      return word(flows, value);
    case 'service':
      return word(serviceTypes, value);
  }
}
