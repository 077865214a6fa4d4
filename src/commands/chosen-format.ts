import { applyPreset } from '../config/apply-preset.ts';
import type { MessageConfig } from '../config/config.ts';
import { formatNames, presetNames } from '../config/presets.ts';

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
