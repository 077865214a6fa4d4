import { directoryNames } from './directory-names.ts';
import { sidText } from './sid-text.ts';

/** Trustees that the security descriptor language abbreviates ([MS-DTYP] section 2.5.1.1). */
export const sddlTrustees: ReadonlyMap<string, string> = new Map(
  Object.entries({
    AA: 'Access Control Assistance Operators',
    AC: 'All Application Packages',
    AN: 'Anonymous Logon',
    AO: 'Account Operators',
    AU: 'Authenticated Users',
    BA: 'Administrators',
    BG: 'Guests',
    BO: 'Backup Operators',
    BU: 'Users',
    CA: 'Cert Publishers',
    CD: 'Certificate Service DCOM Access',
    CG: 'Creator Group',
    CO: 'Creator Owner',
    DA: 'Domain Admins',
    DC: 'Domain Computers',
    DD: 'Domain Controllers',
    DG: 'Domain Guests',
    DU: 'Domain Users',
    EA: 'Enterprise Admins',
    ED: 'Enterprise Domain Controllers',
    ER: 'Event Log Readers',
    HI: 'High Mandatory Level',
    IS: 'IIS_IUSRS',
    IU: 'Interactive',
    LA: 'Administrator',
    LG: 'Guest',
    LS: 'Local Service',
    LW: 'Low Mandatory Level',
    ME: 'Medium Mandatory Level',
    MU: 'Performance Monitor Users',
    NO: 'Network Configuration Operators',
    NS: 'Network Service',
    NU: 'Network',
    OW: 'Owner Rights',
    PA: 'Group Policy Creator Owners',
    PO: 'Print Operators',
    PS: 'Principal Self',
    PU: 'Power Users',
    RC: 'Restricted Code',
    RD: 'Remote Desktop Users',
    RE: 'Replicators',
    RO: 'Enterprise Read-only Domain Controllers',
    RS: 'RAS and IAS Servers',
    RU: 'Pre-Windows 2000 Compatible Access',
    SA: 'Schema Admins',
    SI: 'System Mandatory Level',
    SO: 'Server Operators',
    SU: 'Service',
    SY: 'Local System',
    WD: 'Everyone',
  }),
);

/** Kinds of entries of an access control list. */
const entryKinds: ReadonlyMap<string, string> = new Map(
  Object.entries({
    A: 'Allow',
    D: 'Deny',
    OA: 'Allow',
    OD: 'Deny',
    XA: 'Allow',
    XD: 'Deny',
    AU: 'Audit',
    OU: 'Audit',
    XU: 'Audit',
    ML: 'Label',
    RA: 'Attribute',
    SP: 'Central policy',
  }),
);

/** The rights that mean the same for every object; those of two letters that differ by object stay as they are. */
const rights: ReadonlyMap<string, string> = new Map(
  Object.entries({
    GA: 'GENERIC_ALL',
    GR: 'GENERIC_READ',
    GW: 'GENERIC_WRITE',
    GX: 'GENERIC_EXECUTE',
    RC: 'READ_CONTROL',
    SD: 'DELETE',
    WD: 'WRITE_DAC',
    WO: 'WRITE_OWNER',
    FA: 'File all',
    FR: 'File read',
    FW: 'File write',
    FX: 'File execute',
    KA: 'Key all',
    KR: 'Key read',
    KW: 'Key write',
    KX: 'Key execute',
  }),
);

const trusteeText = (trustee: string): string => sddlTrustees.get(trustee) ?? sidText(trustee) ?? trustee;

function rightsText(mask: string): string {
  if (!/^(?:[A-Z]{2})+$/.test(mask)) return mask;
  return (mask.match(/../g) ?? []).map((right) => rights.get(right) ?? right).join('+');
}

/** `Allow Everyone: GENERIC_READ`, with what the right is for; undefined for an entry of another shape. */
function entryText(entry: string): string | undefined {
  const [kind = '', , mask = '', object = '', , trustee = ''] = entry.split(';');
  const name = entryKinds.get(kind);
  if (name === undefined || trustee === '') return undefined;
  const who = `${name} ${trusteeText(trustee)}`;
  const what =
    object === '' ? rightsText(mask) : `${rightsText(mask)} ${directoryNames.get(object) ?? object}`;
  return what === '' ? who : `${who}: ${what}`;
}

/**
 * A security descriptor (SDDL, [MS-DTYP] section 2.5.1) in words: owner, group and each entry of its lists.
 * Undefined where any part of it is of a shape that is not known, or where it has no entry.
 */
export function sddlText(sddl: string): string | undefined {
  const parts: string[] = [];
  const shape = /(?:([OG]):((?:S-[\d-]+|[A-Z]{2})))|(?:[DS]:([A-Z_]*))|\(([^()]*)\)/gy;
  let at = 0;
  while (at < sddl.length) {
    shape.lastIndex = at;
    const found = shape.exec(sddl);
    if (found === null) return undefined;
    at = shape.lastIndex;
    const [, role, trustee, , entry] = found;
    if (role !== undefined && trustee !== undefined) {
      parts.push(`${role === 'O' ? 'Owner' : 'Group'} ${trusteeText(trustee)}`);
    }
    if (entry !== undefined) {
      const text = entryText(entry);
      if (text === undefined) return undefined;
      parts.push(text);
    }
  }
  return parts.length === 0 ? undefined : parts.join(', ');
}
