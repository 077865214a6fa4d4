/** Syntaxes of attributes of the directory by their object identifiers ([MS-ADTS] section 3.1.1.2.2.2). */
export const ldapSyntaxes: ReadonlyMap<string, string> = new Map(
  Object.entries({
    '2.5.5.0': 'Undefined',
    '2.5.5.1': 'Object(DN-DN)',
    '2.5.5.2': 'String(Object-Identifier)',
    '2.5.5.3': 'Case-Sensitive String',
    '2.5.5.4': 'CaseIgnoreString(Teletex)',
    '2.5.5.5': 'String(Printable), String(IA5)',
    '2.5.5.6': 'String(Numeric)',
    '2.5.5.7': 'Object(DN-Binary)',
    '2.5.5.8': 'Boolean',
    '2.5.5.9': 'Integer, Enumeration',
    '2.5.5.10': 'String(Octet)',
    '2.5.5.11': 'String(UTC-Time), String(Generalized-Time)',
    '2.5.5.12': 'String(Unicode)',
    '2.5.5.13': 'Object(Presentation-Address)',
    '2.5.5.14': 'Object(DN-String)',
    '2.5.5.15': 'String(NT-Sec-Desc)',
    '2.5.5.16': 'LargeInteger',
    '2.5.5.17': 'String(Sid)',
  }),
);
