import type { EventMappings } from '../../event-mapping.ts';
import { actor, join } from './shapes.ts';

/** A device, by the name of its instance. The lists of ids that its driver is found by stay under own keys. */
const device = join(actor, {
  cef: {
    DeviceId: 'cs6: Device ID',
    DeviceDescription: 'cs5: Device Description',
    ClassName: 'cs1: Device Class',
  },
  leef: { DeviceId: 'resource' },
});

/** Plug and play, removable storage with it. */
export const deviceMappings: EventMappings = {
  // A new external device was recognized by the System
  6416: device,
  // A request was made to disable a device
  6419: device,
  // A device was disabled
  6420: device,
  // A request was made to enable a device
  6421: device,
  // A device was enabled
  6422: device,
  // The installation of this device is forbidden by system policy
  6423: device,
  // The installation of this device was allowed, after having previously been forbidden by policy
  6424: device,
};
