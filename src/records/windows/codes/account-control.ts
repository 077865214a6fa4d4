import { messageTexts } from './message-texts.ts';

/**
 * Texts of the bits of OldUacValue and NewUacValue. These are the bits that the Security Account Manager keeps
 * ([MS-SAMR] section 2.2.1.12), not those of the attribute userAccountControl: bit n is what message 2080 + n tells.
 */
export const samAccountBits: readonly (string | undefined)[] = Array.from({ length: 32 }, (_, bit) =>
  messageTexts.get(2080 + bit)?.replace(/^'(.*)' - Enabled$/, '$1'),
);

/** Bits of the attribute userAccountControl of the directory ([MS-ADTS] section 2.2.16). */
export const directoryAccountBits: readonly (readonly [mask: number, name: string])[] = [
  [0x1, 'SCRIPT'],
  [0x2, 'ACCOUNTDISABLE'],
  [0x8, 'HOMEDIR_REQUIRED'],
  [0x10, 'LOCKOUT'],
  [0x20, 'PASSWD_NOTREQD'],
  [0x40, 'PASSWD_CANT_CHANGE'],
  [0x80, 'ENCRYPTED_TEXT_PWD_ALLOWED'],
  [0x100, 'TEMP_DUPLICATE_ACCOUNT'],
  [0x200, 'NORMAL_ACCOUNT'],
  [0x800, 'INTERDOMAIN_TRUST_ACCOUNT'],
  [0x1000, 'WORKSTATION_TRUST_ACCOUNT'],
  [0x2000, 'SERVER_TRUST_ACCOUNT'],
  [0x10000, 'DONT_EXPIRE_PASSWORD'],
  [0x20000, 'MNS_LOGON_ACCOUNT'],
  [0x40000, 'SMARTCARD_REQUIRED'],
  [0x80000, 'TRUSTED_FOR_DELEGATION'],
  [0x100000, 'NOT_DELEGATED'],
  [0x200000, 'USE_DES_KEY_ONLY'],
  [0x400000, 'DONT_REQ_PREAUTH'],
  [0x800000, 'PASSWORD_EXPIRED'],
  [0x1000000, 'TRUSTED_TO_AUTH_FOR_DELEGATION'],
  [0x2000000, 'NO_AUTH_DATA_REQUIRED'],
  [0x4000000, 'PARTIAL_SECRETS_ACCOUNT'],
  [0x8000000, 'USE_AES_KEYS'],
];
