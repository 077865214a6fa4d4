import { messageTexts } from './message-texts.ts';

/** First message of the access rights of each kind of object: bit n of an access mask is the n-th right after it. */
const specificRights = {
  Directory: 4368,
  Event: 4384,
  File: 4416,
  Key: 4432,
  Mutant: 4448,
  'ALPC Port': 4464,
  Process: 4480,
  Section: 4512,
  Semaphore: 4528,
  SymbolicLink: 4544,
  Thread: 4560,
  Timer: 4576,
  Token: 4592,
  Job: 5136,
  SAM_SERVER: 5376,
  SAM_DOMAIN: 5392,
  SAM_GROUP: 5408,
  SAM_ALIAS: 5424,
  SAM_USER: 5440,
  PolicyObject: 5632,
  SecretObject: 5648,
  TrustedDomainObject: 5664,
  UserAccountObject: 5680,
  WindowStation: 6656,
  Desktop: 6672,
  'SC_MANAGER OBJECT': 7168,
  'SERVICE OBJECT': 7184,
  DS: 7680,
} as const;

/** Rights that every object has, by the bit of the access mask ([MS-DTYP] section 2.4.3). */
const commonRights: readonly (readonly [bit: number, text: string])[] = [
  [16, 'DELETE'],
  [17, 'READ_CONTROL'],
  [18, 'WRITE_DAC'],
  [19, 'WRITE_OWNER'],
  [20, 'SYNCHRONIZE'],
  [24, 'ACCESS_SYS_SEC'],
  [25, 'MAX_ALLOWED'],
  [28, 'GENERIC_ALL'],
  [29, 'GENERIC_EXECUTE'],
  [30, 'GENERIC_WRITE'],
  [31, 'GENERIC_READ'],
];

/** Bits of an access mask with their texts, in the order in which Windows lists rights: the common ones first. */
export type RightBits = readonly (readonly [mask: number, text: string])[];

const commonBits: RightBits = commonRights.map(([bit, text]) => [1 << bit, text]);

function rightBits(first: number): RightBits {
  const bits = [...commonBits];
  for (let bit = 0; bit < 16; bit += 1) {
    const text = messageTexts.get(first + bit);
    if (text !== undefined) bits.push([1 << bit, text]);
  }
  return bits;
}

const byObject: ReadonlyMap<string, RightBits> = new Map(
  Object.entries(specificRights).map(([kind, first]) => [kind, rightBits(first)]),
);

/** Rights that processes have since Windows Vista, and that the messages of the audit do not know. */
const laterProcessRights: ReadonlyMap<number, string> = new Map([
  [0x800, 'Suspend or resume process'],
  [0x1000, 'Query limited process information'],
  [0x2000, 'Set limited process information'],
]);

/** The rights of a process, all of them. */
export const processRights: RightBits = rightBits(specificRights.Process).map(([mask, text]) => [
  mask,
  laterProcessRights.get(mask) ?? text,
]);

/**
 * The rights of an object; of a kind that is not known, those that every object has.
 * @param objectType as audit events name it; `%{…}`, a class of the directory, has the rights of directory objects
 */
export function rightsOf(objectType: string): RightBits {
  return byObject.get(objectType.startsWith('%{') ? 'DS' : objectType) ?? commonBits;
}
