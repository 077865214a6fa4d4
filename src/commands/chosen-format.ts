import { applyPreset } from '../config/apply-preset.ts';
import type { MessageConfig } from '../config/config.ts';
import { formatNames, presetNames } from '../config/presets.ts';
import type { Format } from '../formats/format.ts';
import { formats } from '../formats/formats.ts';

/** What `--format` and `--preset` say. */
export interface FormatChoice {
  readonly format?: string | undefined;
  readonly preset: string;
}

/** How messages are written by that choice, as a destination with nothing else set writes them. */
export function chosenMessage({ format, preset }: FormatChoice): MessageConfig {
  const chosen = formatNames.find((name) => name === format);
  return applyPreset({
    preset: presetNames.find((name) => name === preset) ?? 'none',
    type: 'syslog',
    ...(chosen === undefined ? {} : { format: chosen }),
  });
}

/** The format of such messages. */
export function formatOf({ format, cef, leef, decoding }: MessageConfig): Format {
  return format === 'cef' ? formats.cef({ ...cef, decoding }) : formats.leef({ ...leef, decoding });
}
