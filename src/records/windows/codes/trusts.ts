/** Kinds of a trusted domain ([MS-ADTS] section 6.1.6.7.15). */
export const trustTypes: ReadonlyMap<string, string> = new Map(
  Object.entries({
    '1': 'TRUST_TYPE_DOWNLEVEL',
    '2': 'TRUST_TYPE_UPLEVEL',
    '3': 'TRUST_TYPE_MIT',
    '4': 'TRUST_TYPE_DCE',
  }),
);

/** Who trusts whom ([MS-ADTS] section 6.1.6.7.12). */
export const trustDirections: ReadonlyMap<string, string> = new Map(
  Object.entries({
    '0': 'TRUST_DIRECTION_DISABLED',
    '1': 'TRUST_DIRECTION_INBOUND',
    '2': 'TRUST_DIRECTION_OUTBOUND',
    '3': 'TRUST_DIRECTION_BIDIRECTIONAL',
  }),
);

/** Bits of a trust's attributes ([MS-ADTS] section 6.1.6.7.9). */
export const trustAttributeBits: readonly (readonly [mask: number, name: string])[] = [
  [0x1, 'TRUST_ATTRIBUTE_NON_TRANSITIVE'],
  [0x2, 'TRUST_ATTRIBUTE_UPLEVEL_ONLY'],
  [0x4, 'TRUST_ATTRIBUTE_QUARANTINED_DOMAIN'],
  [0x8, 'TRUST_ATTRIBUTE_FOREST_TRANSITIVE'],
  [0x10, 'TRUST_ATTRIBUTE_CROSS_ORGANIZATION'],
  [0x20, 'TRUST_ATTRIBUTE_WITHIN_FOREST'],
  [0x40, 'TRUST_ATTRIBUTE_TREAT_AS_EXTERNAL'],
  [0x80, 'TRUST_ATTRIBUTE_USES_RC4_ENCRYPTION'],
  [0x200, 'TRUST_ATTRIBUTE_CROSS_ORGANIZATION_NO_TGT_DELEGATION'],
  [0x400, 'TRUST_ATTRIBUTE_PIM_TRUST'],
];
