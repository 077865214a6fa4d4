import type { ChannelCatalogue } from './channel-catalogue.ts';

const product = 'Product Name, Product Version';
const account = 'Domain, User, SID';
const versions = 'Security intelligence Version, Signature Version, Engine Version';
const scan = `${product}, Scan ID, Scan Type Index, Scan Type, Scan Parameters Index, Scan Parameters, ${account}`;
const names = 'Threat Name, Threat ID, Severity ID, Category ID, FWLink';
const found = `${product}, Detection ID, Detection Source Index, Detection Source, Unused, Process Name, ${account}, ${names}, Path Found, Detection Origin Index, Detection Origin, Execution Status Index, Execution Status, Detection Type Index, Detection Type, Unused2, Unused3, Severity Name, Category Name, ${versions}`;
const acted = `${product}, Detection ID, Unused, Unused2, Status Code, Status Description, ${account}, ${names}, Path, Unused3, Unused4, Cleaning Action Index, Cleaning Action, Error Code, Error Description, Unused5, Unused6, Unused7, Unused8, Severity Name, Category Name, ${versions}`;
const quarantine = `${product}, Error Code, Error Description, Detection ID, Unused, Unused2, Unused3, Unused4, Unused5, ${account}, ${names}, Path, Unused6, Unused7, Unused8, Unused9, Unused10, Unused11, Unused12, Unused13, Severity Name, Category Name, Detection Source, Process Name, Cleaning Action, ${versions}`;
const threat = `${product}, Detection ID, Detection Time, Unused, Unused2, Threat ID, Threat Name, Severity ID, Severity Name, Category ID, Category Name, FWLink, Status Code, Status Description, State, Source ID, Source Name, Process Name, Detection User, Unused3, Path, Origin ID, Origin Name, Execution ID, Execution Name, Type ID, Type Name, Pre Execution Status, Action ID, Action Name, Unused4, Error Code, Error Description, Unused5, Post Clean Status, Additional Actions ID, Additional Actions String, Remediation User, Unused6, ${versions}`;
const guard = `${product}, Unused, ID, Detection Time, User, Path, Process Name, ${versions}, RuleType, Target Commandline, Parent Commandline, Involved File, Inhertiance Flags`;
const network = `${product}, ID, Detection Time, User, Destination, Process Name`;
const unused = Array.from({ length: 12 }, (_, index) => `Unused${index === 0 ? '' : index + 1}`).join(', ');
const update = `${product}, Current security intelligence Version, Previous security intelligence Version, Current Signature Version, Previous Signature Version, Update Source Index, Update Source, ${unused}, ${account}, Security intelligence Type Index, Security intelligence Type, Signature Type Index, Signature Type, Update Type Index, Update Type, Current Engine Version, Previous Engine Version, Error Code, Error Description, Update State Index, Update State, Source Path, Feature Index, Feature Name`;
const dynamic = `${update}, Dynamic security intelligence Type Index, Dynamic security intelligence Type, Dynamic Signature Type Index, Dynamic Signature Type, Persistence Path, Dynamic security intelligence Version, Dynamic Signature Version, Dynamic security intelligence Compilation Timestamp, Dynamic Signature Compilation Timestamp, Persistence Limit Type Index, Persistence Limit Type, Persistence Limit Value, Removal Reason Index, Removal Reason Value`;
const feature = `${product}, Feature Name, Reason, Configuration, Error Code, Error Description, Unused, Unused2, Feature ID`;
const expiry = `${product}, Unused3, Expiration Reason, Expiration Date (UTC), Error Code, Error Description`;

/** Microsoft Defender Antivirus; both names that a version of its signatures has had stand in the lists. */
export const defender: ChannelCatalogue = {
  providers: ['Microsoft-Windows-Windows Defender', 'Microsoft Antimalware'],
  category: 'Defender',
  subcategories: {
    Scan: {
      1000: ['An antimalware scan started.', `${scan}, Scan Resources`],
      1001: [
        'An antimalware scan finished.',
        `${scan}, Scan Time Hours, Scan Time Minutes, Scan Time Seconds`,
      ],
      1002: ['An antimalware scan was stopped before it finished.', scan, 'medium'],
      1003: ['An antimalware scan was paused.', scan],
      1004: ['An antimalware scan was resumed.', scan],
      1005: ['An antimalware scan failed.', `${scan}, Error Code, Error Description`, 'medium'],
    },
    Threat: {
      1006: ['The antimalware engine found malware or other potentially unwanted software.', found, 'high'],
      1007: [
        'The antimalware platform performed an action to protect the system from malware or other potentially unwanted software.',
        acted,
        'high',
      ],
      1008: [
        'The antimalware platform attempted to act on malware or other potentially unwanted software, but the action failed.',
        acted,
        'high',
      ],
      1015: [
        'The antimalware platform detected suspicious behavior.',
        `${found}, Process ID, Signature ID, Fidelity Value, Fidelity Label, Image File Hash, Cleaning Action, Error Code, Error Description, Unused4, Unused5, Target File Name, Target File Hash`,
        'high',
      ],
      1116: [
        'The antimalware platform detected malware or other potentially unwanted software.',
        threat,
        'high',
      ],
      1117: [
        'The antimalware platform performed an action to protect the system from detected malware.',
        threat,
        'high',
      ],
      1118: [
        'The antimalware platform attempted an action against detected malware, but the action failed.',
        threat,
        'high',
      ],
      1119: [
        'The antimalware platform had a critical error when acting on detected malware.',
        threat,
        'high',
      ],
      1120: [
        'The antimalware platform deduced the hashes of a threat resource.',
        `${product}, Unused, Threat resource path, Hashes`,
        'medium',
      ],
      1160: ['The antimalware platform detected potentially unwanted software.', threat, 'high'],
    },
    Quarantine: {
      1009: ['The antimalware platform restored an item from quarantine.', quarantine, 'mediumHigh'],
      1010: ['The antimalware platform could not restore an item from quarantine.', quarantine, 'medium'],
      1011: ['The antimalware platform deleted an item from quarantine.', quarantine],
      1012: ['The antimalware platform could not delete an item from quarantine.', quarantine, 'medium'],
      1013: [
        'The antimalware platform deleted the history of malware and other potentially unwanted software.',
        `${product}, Timestamp, Unused, Unused2, Unused3, Unused4, ${account}`,
        'medium',
      ],
      1014: [
        'The antimalware platform could not delete the history of malware and other potentially unwanted software.',
        `${product}, Timestamp, Error Code, Error Description, Unused, Unused2, ${account}`,
        'medium',
      ],
    },
    'Attack Surface Reduction': {
      1121: ['An attack surface reduction rule blocked an operation.', guard, 'high'],
      1122: ['An attack surface reduction rule audited an operation.', guard, 'medium'],
      1123: ['Controlled folder access blocked a change.', guard, 'high'],
      1124: ['Controlled folder access audited a change.', guard, 'medium'],
      1125: ['Network protection audited a connection.', network, 'medium'],
      1126: ['Network protection blocked a connection.', network, 'high'],
      1127: ['Controlled folder access blocked a write to a disk sector.', guard, 'high'],
      1128: ['Controlled folder access audited a write to a disk sector.', guard, 'medium'],
    },
    Health: {
      101: ['The state of the antimalware client was told to Windows Security.', 'hc_stateid'],
      1150: [
        'The antimalware client is healthy.',
        `Product Name, Platform version, Unused, Engine version, Security intelligence version, Signature version`,
      ],
      1151: ['A report of the health of the antimalware client.'],
    },
    Update: {
      2000: ['The antimalware definitions were updated.', update],
      2001: ['The update of the antimalware definitions failed.', update, 'medium'],
      2002: ['The antimalware engine was updated.', update],
      2003: ['The update of the antimalware engine failed.', update, 'medium'],
      2004: [
        'The antimalware definitions could not be loaded, and a known good set is tried.',
        undefined,
        'medium',
      ],
      2005: [
        'The antimalware engine could not be loaded because the platform is out of date.',
        product,
        'medium',
      ],
      2006: [
        'The update of the antimalware platform failed.',
        `${product}, Unused, Error Code, Error Description`,
        'medium',
      ],
      2007: ['The antimalware platform will soon be out of date.', product, 'medium'],
      2010: ['The antimalware engine used a dynamic definition.', dynamic],
      2011: ['The antimalware platform deleted a dynamic definition that is out of date.', dynamic],
      2012: ['The antimalware engine could not use a dynamic definition.', dynamic, 'medium'],
      2013: ['The antimalware platform deleted all dynamic definitions.', dynamic],
      2020: ['The antimalware engine downloaded a clean file.'],
      2021: ['The antimalware engine could not download a clean file.', undefined, 'medium'],
      2030: ['The offline antimalware scan was downloaded and will run at the next start.', product],
      2031: [
        'The offline antimalware scan could not be downloaded.',
        `${product}, Unused, Error Code, Error Description`,
        'medium',
      ],
      2040: [
        'Antimalware support for this version of the operating system will soon end.',
        undefined,
        'medium',
      ],
      2041: [
        'Antimalware support for this version of the operating system has ended.',
        undefined,
        'mediumHigh',
      ],
      2042: ['The antimalware engine no longer supports this operating system.', undefined, 'mediumHigh'],
      2050: ['The antimalware engine uploaded a file for analysis.', `${product}, Filename, Sha256`],
      2051: [
        'The antimalware engine could not upload a file for analysis.',
        `${product}, Filename, Sha256, Current security intelligence Version, Current Signature Version, Current Engine Version, Error Code`,
      ],
    },
    Protection: {
      3002: ['Real-time protection had an error.', feature, 'mediumHigh'],
      3007: ['Real-time protection recovered from a failure.', feature],
      5000: ['Real-time protection was enabled.', product],
      5001: ['Real-time protection was disabled.', product, 'high'],
      5004: ['The configuration of real-time protection was changed.', feature, 'medium'],
      5007: [
        'The configuration of the antimalware platform was changed.',
        `${product}, Old Value, New Value`,
        'medium',
      ],
      5008: [
        'The antimalware engine failed.',
        `${product}, Resource, Failure Type Index, Failure Type, Exception Code`,
        'mediumHigh',
      ],
      5009: ['Scanning for malware was enabled.', product],
      5010: ['Scanning for malware was disabled.', product, 'high'],
      5011: ['Scanning for viruses was enabled.', product],
      5012: ['Scanning for viruses was disabled.', product, 'high'],
      5013: ['Tamper protection blocked a change.', `${product}, Changed Type, Value`, 'high'],
      5100: ['The antimalware platform will soon expire.', expiry, 'medium'],
      5101: ['The antimalware platform has expired.', expiry, 'mediumHigh'],
    },
  },
};
