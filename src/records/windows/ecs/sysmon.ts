import { type EcsFields, type EcsMappings, ecs } from '../../ecs-mapping.ts';

/** Who and what, in every event of Sysmon. */
const acting: EcsFields = {
  RuleName: 'rule.name',
  ProcessGuid: 'process.entity_id',
  ProcessId: 'process.pid:pid',
  Image: ['process.executable', 'process.name:base'],
  User: ['user.name:account', 'user.domain:domain'],
};
const started: EcsFields = {
  ...acting,
  CommandLine: ['process.command_line', 'process.args:args'],
  CurrentDirectory: 'process.working_directory',
  ParentProcessGuid: 'process.parent.entity_id',
  ParentProcessId: 'process.parent.pid:pid',
  ParentImage: ['process.parent.executable', 'process.parent.name:base'],
  ParentCommandLine: ['process.parent.command_line', 'process.parent.args:args'],
  OriginalFileName: 'process.pe.original_file_name',
  Company: 'process.pe.company',
  Description: 'process.pe.description',
  FileVersion: 'process.pe.file_version',
  Product: 'process.pe.product',
};
const path = ['file.path', 'file.name:base', 'file.directory:dir', 'file.extension:ext'] as const;
const file: EcsFields = { ...acting, TargetFilename: path };
const loaded: EcsFields = {
  ...acting,
  ImageLoaded: path,
  OriginalFileName: 'file.pe.original_file_name',
  Company: 'file.pe.company',
  Description: 'file.pe.description',
  FileVersion: 'file.pe.file_version',
  Product: 'file.pe.product',
  Signature: 'file.code_signature.subject_name',
  SignatureStatus: 'file.code_signature.status',
};
const connection: EcsFields = {
  ...acting,
  Protocol: 'network.transport:lower',
  Initiated: 'network.direction:flow',
  SourceIp: 'source.ip:ip',
  SourceHostname: 'source.domain',
  SourcePort: 'source.port:port',
  DestinationIp: 'destination.ip:ip',
  DestinationHostname: 'destination.domain',
  DestinationPort: 'destination.port:port',
};
/** One process does something to another. */
const other: EcsFields = {
  RuleName: 'rule.name',
  SourceProcessGuid: 'process.entity_id',
  SourceProcessGUID: 'process.entity_id',
  SourceProcessId: 'process.pid:pid',
  SourceThreadId: 'process.thread.id:number',
  SourceImage: ['process.executable', 'process.name:base'],
  SourceUser: ['user.name:account', 'user.domain:domain'],
};
const registry: EcsFields = { ...acting, TargetObject: ['registry.path', 'registry.value:base'] };
const pipe: EcsFields = { ...acting, PipeName: 'file.name' };
const driver: EcsFields = { ...loaded, RuleName: 'rule.name' };

/** Microsoft-Windows-Sysmon. */
export const sysmonEcs: EcsMappings = {
  1: ecs('Process creation', 'process', 'start', started),
  2: ecs('A process changed a file creation time', 'file', 'change', file),
  3: ecs('Network connection', 'network', 'start connection protocol', connection),
  4: ecs('Sysmon service state changed', 'process', 'change'),
  5: ecs('Process terminated', 'process', 'end', acting),
  6: ecs('Driver loaded', 'driver', 'start', driver),
  7: ecs('Image loaded', 'process', 'change', loaded),
  8: ecs('CreateRemoteThread', 'process', 'change', other),
  9: ecs('RawAccessRead', 'process', 'access', acting, { Device: 'file.path' }),
  10: ecs('ProcessAccess', 'process', 'access', other),
  11: ecs('FileCreate', 'file', 'creation', file),
  12: ecs('RegistryEvent (Object create and delete)', 'configuration registry', 'change', registry),
  13: ecs('RegistryEvent (Value Set)', 'configuration registry', 'change', registry, {
    Details: 'registry.data.strings',
  }),
  14: ecs('RegistryEvent (Key and Value Rename)', 'configuration registry', 'change', registry),
  15: ecs('FileCreateStreamHash', 'file', 'access', file),
  16: ecs('ServiceConfigurationChange', 'configuration', 'change'),
  17: ecs('PipeEvent (Pipe Created)', 'file', 'creation', pipe),
  18: ecs('PipeEvent (Pipe Connected)', 'file', 'access', pipe),
  19: ecs('WmiEvent (WmiEventFilter activity detected)', 'process', 'info', acting),
  20: ecs('WmiEvent (WmiEventConsumer activity detected)', 'process', 'change', acting),
  21: ecs('WmiEvent (WmiEventConsumerToFilter activity detected)', 'process', 'access', acting),
  22: ecs('DNSEvent (DNS query)', 'network', 'connection protocol info', acting, {
    QueryName: 'dns.question.name',
  }),
  23: ecs('FileDelete (File Delete archived)', 'file', 'deletion', file),
  24: ecs('ClipboardChange (New content in the clipboard)', '', 'change', acting),
  25: ecs('ProcessTampering (Process image change)', 'process', 'change', acting),
  26: ecs('FileDeleteDetected (File Delete logged)', 'file', 'deletion', file),
  27: ecs('FileBlockExecutable', 'file', 'creation', file),
  28: ecs('FileBlockShredding', 'file', 'deletion', file),
  29: ecs('FileExecutableDetected', 'file', 'creation', file),
  255: ecs('Error', 'process', '', { ID: 'error.code' }),
};
