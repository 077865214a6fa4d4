import type { Destination } from './destination.ts';
import type { DestinationTelemetry } from './destination-telemetry.ts';
import { createStdoutDestination, type StdoutOptions } from './stdout.ts';
import { createSyslogDestination } from './syslog.ts';
import type { SyslogOptions } from './syslog-options.ts';

export type DestinationOptions =
  | ({ readonly type: 'syslog' } & SyslogOptions)
  | ({ readonly type: 'stdout' } & StdoutOptions);

export type DestinationType = DestinationOptions['type'];

type Registry = {
  readonly [Type in DestinationType]: (
    options: Extract<DestinationOptions, { readonly type: Type }>,
    telemetry: DestinationTelemetry,
  ) => Destination;
};

/** Every kind of destination; a new one is one file and one line here. */
export const destinationTypes = {
  syslog: (options, telemetry) => createSyslogDestination(options, telemetry),
  stdout: (options, telemetry) => createStdoutDestination(options, telemetry),
} as const satisfies Registry;

/** @throws AzlogError of kind `config` when the options cannot work on this system. */
export function createDestination(options: DestinationOptions, telemetry: DestinationTelemetry): Destination {
  return options.type === 'syslog'
    ? destinationTypes.syslog(options, telemetry)
    : destinationTypes.stdout(options, telemetry);
}
