/**
 * Texts behind the `%%NNNN` references that the mapped fields of the listed events hold. No text occurs twice, so a
 * decoded value can be read back. A reference that is not here stays as it is.
 */
export const messageTexts: ReadonlyMap<string, string> = new Map(
  Object.entries({
    // Access rights: standard
    '%%1537': 'DELETE',
    '%%1538': 'READ_CONTROL',
    '%%1539': 'WRITE_DAC',
    '%%1540': 'WRITE_OWNER',
    '%%1541': 'SYNCHRONIZE',
    '%%1542': 'ACCESS_SYS_SEC',
    '%%1543': 'MAX_ALLOWED',
    // Impersonation levels
    '%%1832': 'Identification',
    '%%1833': 'Impersonation',
    '%%1840': 'Delegation',
    '%%1842': 'Yes',
    '%%1843': 'No',
    '%%1844': 'System',
    // Token elevation
    '%%1936': 'TokenElevationTypeDefault (1)',
    '%%1937': 'TokenElevationTypeFull (2)',
    '%%1938': 'TokenElevationTypeLimited (3)',
    // Account control: a bit that was cleared
    '%%2048': 'Account Enabled',
    '%%2049': "'Home Directory Required' - Disabled",
    '%%2050': "'Password Not Required' - Disabled",
    '%%2051': "'Temp Duplicate Account' - Disabled",
    '%%2052': "'Normal Account' - Disabled",
    '%%2053': "'MNS Logon Account' - Disabled",
    '%%2054': "'Interdomain Trust Account' - Disabled",
    '%%2055': "'Workstation Trust Account' - Disabled",
    '%%2056': "'Server Trust Account' - Disabled",
    '%%2057': "'Don't Expire Password' - Disabled",
    '%%2058': 'Account Unlocked',
    '%%2059': "'Encrypted Text Password Allowed' - Disabled",
    '%%2060': "'Smartcard Required' - Disabled",
    '%%2061': "'Trusted For Delegation' - Disabled",
    '%%2062': "'Not Delegated' - Disabled",
    '%%2063': "'Use DES Key Only' - Disabled",
    '%%2064': "'Don't Require Preauth' - Disabled",
    '%%2065': "'Password Expired' - Disabled",
    '%%2066': "'Trusted To Authenticate For Delegation' - Disabled",
    '%%2067': "'Exclude Authorization Information' - Disabled",
    '%%2069': "'Protect Kerberos Service Tickets with AES Keys' - Disabled",
    // Account control: a bit that was set
    '%%2080': 'Account Disabled',
    '%%2081': "'Home Directory Required' - Enabled",
    '%%2082': "'Password Not Required' - Enabled",
    '%%2083': "'Temp Duplicate Account' - Enabled",
    '%%2084': "'Normal Account' - Enabled",
    '%%2085': "'MNS Logon Account' - Enabled",
    '%%2086': "'Interdomain Trust Account' - Enabled",
    '%%2087': "'Workstation Trust Account' - Enabled",
    '%%2088': "'Server Trust Account' - Enabled",
    '%%2089': "'Don't Expire Password' - Enabled",
    '%%2090': 'Account Locked',
    '%%2091': "'Encrypted Text Password Allowed' - Enabled",
    '%%2092': "'Smartcard Required' - Enabled",
    '%%2093': "'Trusted For Delegation' - Enabled",
    '%%2094': "'Not Delegated' - Enabled",
    '%%2095': "'Use DES Key Only' - Enabled",
    '%%2096': "'Don't Require Preauth' - Enabled",
    '%%2097': "'Password Expired' - Enabled",
    '%%2098': "'Trusted To Authenticate For Delegation' - Enabled",
    '%%2099': "'Exclude Authorization Information' - Enabled",
    // Why a logon failed
    '%%2304': 'An error occurred during logon.',
    '%%2305': 'The specified user account has expired.',
    '%%2306': 'The NetLogon component is not active.',
    '%%2307': 'Account locked out.',
    '%%2308': 'The user has not been granted the requested logon type at this machine.',
    '%%2309': "The specified account's password has expired.",
    '%%2310': 'Account currently disabled.',
    '%%2311': 'Account logon time restriction violation.',
    '%%2312': 'User not allowed to logon at this computer.',
    '%%2313': 'Unknown user name or bad password.',
    // Access rights: files and directories
    '%%4416': 'ReadData (or ListDirectory)',
    '%%4417': 'WriteData (or AddFile)',
    '%%4418': 'AppendData (or AddSubdirectory or CreatePipeInstance)',
    '%%4419': 'ReadEA',
    '%%4420': 'WriteEA',
    '%%4421': 'Execute/Traverse',
    '%%4422': 'DeleteChild',
    '%%4423': 'ReadAttributes',
    '%%4424': 'WriteAttributes',
    // Access rights: registry keys
    '%%4432': 'Query key value',
    '%%4433': 'Set key value',
    '%%4434': 'Create sub-key',
    '%%4435': 'Enumerate sub-keys',
    '%%4436': 'Notify about changes to keys',
    '%%4437': 'Create Link',
    // Access rights: processes
    '%%4480': 'Force process termination',
    '%%4481': 'Create new thread in process',
    '%%4482': 'Set process session ID',
    '%%4483': 'Perform virtual memory operation',
    '%%4484': 'Read from process memory',
    '%%4485': 'Write to process memory',
    '%%4486': 'Duplicate handle into or out of process',
    '%%4487': 'Create a subprocess of process',
    '%%4488': 'Set process quotas',
    '%%4489': 'Set process information',
    '%%4490': 'Query process information',
    '%%4491': 'Set process termination port',
    // Direction of a connection
    '%%14592': 'Inbound',
    '%%14593': 'Outbound',
  }),
);

/** Replaces each known `%%NNNN` of a value or of a list of values; entries of a list are separated by `, `. */
export function decodeReferences(value: string): string {
  const whole = messageTexts.get(value);
  if (whole !== undefined) return whole;
  if (!value.includes('%%')) return value;
  return value
    .replace(/(?<!,)\s+(?=%%\d)/g, ', ')
    .replace(/%%\d{3,5}/g, (reference) => messageTexts.get(reference) ?? reference);
}
