import type { EventMappings } from '../../event-mapping.ts';
import { errorCode, join, type Shape } from './shapes.ts';

/** A rule, by the id and the name that the firewall knows it by. */
const rule = {
  cef: { RuleId: 'cs5: Rule ID', RuleName: 'cs6: Rule Name' },
  leef: { RuleName: 'policy' },
} as const satisfies Shape;

/** The same label whichever field tells the profiles (domain, private, public) that an event is about. */
const profile = (field: string): Shape => ({ cef: { [field]: 'cs1: Profile' } });

const ruleChange = join(rule, profile('ProfileChanged'));

const serviceError = join(errorCode('ErrorCode'));

/** A product that filters in the firewall's place. */
const product = {
  cef: { ProductName: 'cs5: Product Name', Categories: 'cs6: Categories' },
  leef: { ProductName: 'resource' },
} as const;

/** Windows Firewall: its rules, settings and service. */
export const firewallMappings: EventMappings = {
  // The following policy was active when the Windows Firewall started
  4944: join(profile('Profile'), { cef: { OperationMode: 'cs6: Operation Mode' } }),
  // A rule was listed when the Windows Firewall started
  4945: join(rule, profile('ProfileUsed')),
  // A change has been made to Windows Firewall exception list. A rule was added
  4946: ruleChange,
  // A change has been made to Windows Firewall exception list. A rule was modified
  4947: ruleChange,
  // A change has been made to Windows Firewall exception list. A rule was deleted
  4948: ruleChange,
  // A Windows Firewall setting has changed
  4950: join(profile('ProfileChanged'), {
    cef: { SettingType: 'cs5: Setting Type', SettingValue: 'cs6: Setting Value' },
    leef: { SettingType: 'policy' },
  }),
  // A rule has been ignored because its major version number was not recognized by Windows Firewall
  4951: join(rule, profile('Profile')),
  // Parts of a rule have been ignored because its minor version number was not recognized by Windows Firewall
  4952: join(rule, profile('Profile')),
  // Windows Firewall ignored a rule because it could not be parsed
  4953: join(rule, profile('Profile'), {
    cef: { ReasonForRejection: 'msg' },
    leef: { ReasonForRejection: 'msg' },
  }),
  // Windows Firewall has changed the active profile
  4956: join(profile('ActiveProfile')),
  // Windows Firewall did not apply the following rule.
  // What of the rule could not be resolved on this computer.
  4957: join(rule, { cef: { RuleAttr: 'cs4: Rule Attribute' } }),
  // Windows Firewall did not apply the following rule because the rule referred to items not configured on this computer
  4958: join(rule, errorCode('Error'), { cef: { Reason: 'msg' }, leef: { Reason: 'msg' } }),
  // The Windows Firewall Service was unable to retrieve the security policy from the local storage
  5027: serviceError,
  // The Windows Firewall Service was unable to parse the new security policy
  5028: serviceError,
  // The Windows Firewall Service failed to initialize the driver
  5029: serviceError,
  // The Windows Firewall Service failed to start
  5030: serviceError,
  // The Windows Firewall Service blocked an application from accepting incoming connections on the network
  5031: join(profile('Profiles'), {
    cef: { Application: 'dproc' },
    leef: { Application: 'resource' },
    constants: { act: 'blocked' },
  }),
  // Windows Firewall was unable to notify the user that it blocked an application from accepting incoming connections on the network
  5032: serviceError,
  // The Windows Firewall Driver failed to start
  5035: serviceError,
  // The Windows Firewall Driver detected critical runtime error
  5037: serviceError,
  // An attempt to programmatically disable the Windows Firewall
  5050: {
    cef: { CallerProcessName: 'dproc', ProcessId: 'cs3: Process ID', Publisher: 'cs6: Publisher' },
    leef: { CallerProcessName: 'resource' },
  },
  // A product registered to Windows Firewall to control filtering
  6406: product,
  // A product of Windows Firewall: message
  6407: { cef: { Message: 'msg' }, leef: { Message: 'msg' } },
  // A registered product failed and Windows Firewall controls the filtering now
  6408: product,
};
