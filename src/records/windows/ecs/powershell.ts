import { type EcsFields, type EcsMappings, ecs } from '../../ecs-mapping.ts';

const script: EcsFields = {
  ScriptBlockText: 'powershell.file.script_block_text',
  ScriptBlockId: 'powershell.file.script_block_id',
  MessageNumber: 'powershell.sequence:number',
  MessageTotal: 'powershell.total:number',
  Path: ['file.path', 'file.name:base', 'file.directory:dir', 'file.extension:ext'],
};
const runspace: EcsFields = {
  RunspaceId: 'powershell.runspace_id',
  ScriptBlockId: script['ScriptBlockId'] ?? [],
};

/** Microsoft-Windows-PowerShell. The parts of a long script are numbered, and joined in the SIEM. */
export const powershellEcs: EcsMappings = {
  4103: ecs(undefined, 'process', 'info'),
  4104: ecs(undefined, 'process', 'info', script),
  4105: ecs(undefined, 'process', 'start', runspace),
  4106: ecs(undefined, 'process', 'end', runspace),
};
