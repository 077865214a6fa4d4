import { messageTexts } from './message-texts.ts';

/**
 * Subcategories of the audit policy by their GUIDs, of which the last two digits of the first part differ:
 * `{0cce92xx-69ae-11d9-bed3-505054503030}` ([MS-GPAC] section 2.2.1.2). The number is that of the message with the name.
 */
const messages: Readonly<Record<string, number>> = {
  '10': 12288,
  '11': 12289,
  '12': 12290,
  '13': 12291,
  '14': 12292,
  '15': 12544,
  '16': 12545,
  '17': 12546,
  '18': 12547,
  '19': 12549,
  '1a': 12550,
  '1b': 12548,
  '1c': 12551,
  '1d': 12800,
  '1e': 12801,
  '1f': 12802,
  '20': 12803,
  '21': 12805,
  '22': 12806,
  '23': 12807,
  '24': 12808,
  '25': 12809,
  '26': 12810,
  '27': 12804,
  '28': 13056,
  '29': 13057,
  '2a': 13058,
  '2b': 13312,
  '2c': 13313,
  '2d': 13314,
  '2e': 13315,
  '2f': 13568,
  '30': 13569,
  '31': 13570,
  '32': 13571,
  '33': 13572,
  '34': 13573,
  '35': 13824,
  '36': 13825,
  '37': 13826,
  '38': 13827,
  '39': 13828,
  '3a': 13829,
  '3b': 14080,
  '3c': 14081,
  '3d': 14082,
  '3e': 14083,
  '3f': 14336,
  '40': 14337,
  '41': 14338,
  '42': 14339,
  '43': 12552,
  '44': 12811,
  '45': 12812,
  '46': 12813,
  '47': 12553,
  '48': 13316,
  '49': 12554,
  '4a': 13317,
};

function* names(): Generator<readonly [string, string]> {
  for (const [digits, message] of Object.entries(messages)) {
    const name = messageTexts.get(message);
    if (name !== undefined) yield [`0cce92${digits}-69ae-11d9-bed3-505054503030`, name];
  }
}

/** Name of each subcategory by its GUID in small letters, without braces. */
export const auditSubcategories: ReadonlyMap<string, string> = new Map(names());
