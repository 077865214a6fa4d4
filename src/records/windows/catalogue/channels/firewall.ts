import type { ChannelCatalogue } from './channel-catalogue.ts';

const change = 'ModifyingUser, ModifyingApplication';
const newer = 'SchemaVersion, RuleStatus, LocalOnlyMapped, ErrorCode';
const rule = `RuleId, RuleName, Origin, ApplicationPath, ServiceName, Direction, Protocol, LocalPorts, RemotePorts, Action, Profiles, LocalAddresses, RemoteAddresses, RemoteMachineAuthorizationList, RemoteUserAuthorizationList, EmbeddedContext, Flags, Active, EdgeTraversal, LooseSourceMapped, SecurityOptions, ${change}, ${newer}`;
const removed = `RuleId, RuleName, ${change}, ErrorCode`;
const setting = `SettingType, SettingValueSize, SettingValue, SettingValueDisplay, Origin, ${change}, ErrorCode`;
const profileSetting = `Profiles, SettingType, SettingValueSize, SettingValue, SettingValueString, Origin, ${change}, ErrorCode`;
const store = `StoreType, ${change}, ErrorCode`;

/** Windows Firewall with Advanced Security; ids from 2052 on are those of Windows 11. */
export const firewall: ChannelCatalogue = {
  providers: ['Microsoft-Windows-Windows Firewall With Advanced Security'],
  category: 'Firewall',
  subcategories: {
    Rule: {
      2004: ['A rule has been added to the Windows Firewall exception list.', rule, 'medium'],
      2005: ['A rule has been modified in the Windows Firewall exception list.', rule, 'medium'],
      2006: ['A rule has been deleted in the Windows Firewall exception list.', removed, 'medium'],
      2007: ['A rule was listed when the Windows Firewall started.', rule],
      2033: [
        'All rules have been deleted from the Windows Firewall configuration on this computer.',
        store,
        'mediumHigh',
      ],
      2052: ['A firewall rule has been deleted.', removed, 'medium'],
      2059: ['All firewall rules have been deleted.', store, 'mediumHigh'],
      2071: ['A firewall rule has been added.', rule, 'medium'],
      2073: ['A firewall rule has been modified.', rule, 'medium'],
      2097: ['A firewall rule has been added to the exception list.', rule, 'medium'],
      2099: ['A firewall rule has been modified in the exception list.', rule, 'medium'],
    },
    Setting: {
      2002: ['A Windows Firewall setting has changed.', setting, 'medium'],
      2003: ['A Windows Firewall setting of a profile has changed.', profileSetting, 'medium'],
      2008: ['The Windows Firewall Group Policy settings have changed and have been applied.', '', 'medium'],
      2009: ['The Windows Firewall failed to load Group Policy.', 'ErrorCode', 'medium'],
      2010: [
        'The network profile of an interface changed.',
        'InterfaceGuid, InterfaceName, OldProfile, NewProfile',
      ],
      2032: ['The Windows Firewall was reset to its default configuration.', change, 'mediumHigh'],
      2060: ['The firewall was reset to its default configuration.', `${change}, ErrorCode`, 'mediumHigh'],
      2082: ['A firewall setting of a profile has changed.', profileSetting, 'medium'],
      2083: ['A firewall setting has changed.', setting, 'medium'],
    },
    Notification: {
      2011: [
        'The Windows Firewall could not notify the user that it blocked an application from accepting incoming connections.',
        'ReasonCode, ApplicationPath, IPVersion, Protocol, Port, ProcessId, ModifyingUser',
        'medium',
      ],
    },
  },
};
