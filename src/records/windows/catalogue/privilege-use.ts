import type { CompactCatalogue } from './compact.ts';

/** Events of the audit category Privilege Use. */
export const privilegeUse: CompactCatalogue = {
  provider: 'Microsoft-Windows-Security-Auditing',
  category: 'Privilege Use',
  subcategories: {
    'Sensitive Privilege Use': {
      4673: {
        title: 'A privileged service was called.',
        also: ['Non Sensitive Privilege Use'],
        v0: 'S4 ObjectServer Service PrivilegeList P2',
      },
      4674: {
        title: 'An operation was attempted on a privileged object.',
        also: ['Non Sensitive Privilege Use'],
        v0: 'S4 ObjectServer ObjectType ObjectName HandleId AccessMask PrivilegeList P2',
      },
    },
  },
};
