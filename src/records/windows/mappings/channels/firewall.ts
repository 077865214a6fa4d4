import type { EventMapping, EventMappings } from '../../../event-mapping.ts';

/** Who changed it: an account by its SID, and the program it used. */
const change = { ModifyingUser: 'duser', ModifyingApplication: 'dproc' } as const;
const changeLeef = { ModifyingUser: 'usrName' } as const;

/** A rule with what it matches. `Direction` (1 in, 2 out) is the rule's, not that of a connection. */
const rule: EventMapping = {
  cef: {
    ...change,
    RuleId: 'cs5: Rule ID',
    RuleName: 'cs6: Rule Name',
    ApplicationPath: ['fname', 'filePath'],
    ServiceName: 'destinationServiceName',
    Protocol: 'proto',
    LocalPorts: 'cs3: Local Ports',
    RemoteAddresses: 'cs4: Remote Addresses',
    RemotePorts: 'cs1: Remote Ports',
    Direction: 'cn1: Rule Direction',
    Action: 'cn2: Rule Action',
    Profiles: 'cn3: Profiles',
  },
  leef: { ...changeLeef, RuleName: 'policy', ApplicationPath: 'resource', Protocol: 'proto' },
};

const ruleRemoved: EventMapping = {
  cef: { ...change, RuleId: 'cs5: Rule ID', RuleName: 'cs6: Rule Name' },
  leef: { ...changeLeef, RuleName: 'policy' },
};

const setting: EventMapping = {
  cef: { ...change, SettingType: 'cn1: Setting Type', SettingValueDisplay: 'cs6: Setting Value' },
  leef: changeLeef,
};

const profileSetting: EventMapping = {
  cef: {
    ...change,
    Profiles: 'cn3: Profiles',
    SettingType: 'cn1: Setting Type',
    SettingValueString: 'cs6: Setting Value',
  },
  leef: changeLeef,
};

const reset: EventMapping = { cef: change, leef: changeLeef };
const store: EventMapping = { cef: { ...change, StoreType: 'cn1: Store Type' }, leef: changeLeef };

/** Windows Firewall with Advanced Security. Windows 11 writes the same under newer ids. */
export const firewallMappings: EventMappings = {
  // A setting was changed, of all profiles or of one
  2002: setting,
  2083: setting,
  2003: profileSetting,
  2082: profileSetting,
  // A rule was added
  2004: rule,
  2071: rule,
  2097: rule,
  // A rule was changed
  2005: rule,
  2073: rule,
  2099: rule,
  // A rule was deleted
  2006: ruleRemoved,
  2052: ruleRemoved,
  // A rule was listed when the service started
  2007: rule,
  // Group Policy could not be loaded
  2009: { cef: { ErrorCode: 'reason' }, leef: {} },
  // An interface changed its profile
  2010: {
    cef: {
      InterfaceGuid: 'cs3: Interface GUID',
      InterfaceName: 'cs5: Interface Name',
      OldProfile: 'cn1: Old Profile',
      NewProfile: 'cn2: New Profile',
    },
    leef: { InterfaceName: 'resource' },
  },
  // A user could not be told that an application was blocked
  2011: {
    cef: {
      ReasonCode: 'reason',
      ApplicationPath: ['fname', 'filePath'],
      Protocol: 'proto',
      Port: 'dpt',
      ProcessId: 'dpid',
      ModifyingUser: 'duser',
    },
    leef: { ...changeLeef, ApplicationPath: 'resource', Protocol: 'proto', Port: 'dstPort' },
  },
  // Reset to defaults
  2032: reset,
  2060: reset,
  // All rules were deleted
  2033: store,
  2059: store,
};
