import type { ValueOf } from '../options/option.ts';
import type { MessageConfig } from './config.ts';
import { type destinationOptions, facilityNames } from './options.ts';
import { appNames, type Preset, presets, type TransportName } from './presets.ts';

/** A destination as read: what a preset decides may be missing. */
export type DestinationSettings = ValueOf<typeof destinationOptions>;

/** What may be set of a message; all of it is optional. */
export type MessageSettings = Partial<
  Pick<
    DestinationSettings,
    | 'preset'
    | 'type'
    | 'format'
    | 'decoding'
    | 'header'
    | 'facility'
    | 'appName'
    | 'hostname'
    | 'framing'
    | 'maxMessageBytes'
  >
> & { readonly cef?: DestinationSettings['cef']; readonly leef?: DestinationSettings['leef'] };

function presetOf(settings: MessageSettings): Preset {
  return presets[settings.preset ?? 'none'];
}

/** How events are written by `settings`, with the preset's choice for everything that is not set. */
export function applyPreset(settings: MessageSettings): MessageConfig {
  const preset = presetOf(settings);
  const toStdout = settings.type === 'stdout';
  const format = settings.format ?? preset.format;
  const framing = toStdout ? 'lf' : (settings.framing ?? preset.framing);
  const plainStdout = toStdout && (settings.preset ?? 'none') === 'none';
  const version = settings.leef?.version ?? preset.leef.version;
  const delimiter = settings.leef?.delimiter ?? preset.leef.delimiter;
  return {
    format,
    framing,
    decoding: settings.decoding ?? 'both',
    header: settings.header ?? (plainStdout ? 'none' : preset.header[framing][format]),
    facility: facilityNames.indexOf(settings.facility ?? 'local0'),
    appName: settings.appName ?? appNames[format],
    hostname: settings.hostname ?? 'event',
    maxMessageBytes:
      settings.maxMessageBytes ?? (plainStdout ? Number.POSITIVE_INFINITY : preset.maxMessageBytes),
    cef: { ...preset.cef, ...settings.cef },
    leef: {
      ...preset.leef,
      ...settings.leef,
      version,
      delimiter: version === '1.0' || delimiter === 'tab' ? '\t' : delimiter,
    },
  };
}

/** Where the receiver listens, by `settings` and its preset. */
export function presetTransport(settings: DestinationSettings): {
  readonly transport: TransportName;
  readonly port: number;
} {
  const preset = presetOf(settings);
  const transport = settings.transport ?? preset.transport;
  const framing = settings.framing ?? preset.framing;
  return { transport, port: settings.port ?? preset.port[framing][transport] };
}
