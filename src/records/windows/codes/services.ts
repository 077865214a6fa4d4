/** Bits of a service's type (SERVICE_* of winnt.h). */
export const serviceTypeBits: readonly (readonly [mask: number, name: string])[] = [
  [0x1, 'Kernel Driver'],
  [0x2, 'File System Driver'],
  [0x8, 'Recognizer Driver'],
  [0x10, 'Win32 Own Process'],
  [0x20, 'Win32 Share Process'],
  [0x40, 'User Service'],
  [0x80, 'User Service Instance'],
  [0x100, 'Interactive'],
];

/** Types of more than one bit that have a name of their own. */
export const serviceTypes: ReadonlyMap<number, string> = new Map([
  [0x110, 'Interactive Own Process'],
  [0x120, 'Interactive Share Process'],
]);

/** When a service starts. */
export const serviceStartTypes: ReadonlyMap<string, string> = new Map(
  Object.entries({ '0': 'Boot', '1': 'System', '2': 'Automatic', '3': 'Manual', '4': 'Disabled' }),
);
