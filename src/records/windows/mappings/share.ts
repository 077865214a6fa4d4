import type { EventMappings } from '../../event-mapping.ts';
import { actor, errorCode, join, peer, type Shape } from './shapes.ts';

const share = join(actor, { cef: { ShareName: 'filePath' }, leef: { ShareName: 'resource' } });

const kind = { cef: { ObjectType: 'fileType' } } as const satisfies Shape;

const access = join(share, kind, peer, {
  cef: { AccessList: 'cs1: Accesses' },
  leef: { AccessList: 'accesses' },
});

/** Shared folders: the other end is the source, who acts is the destination user. */
export const shareMappings: EventMappings = {
  // A network share object was accessed
  5140: access,
  // A network share object was added
  5142: share,
  // A network share object was modified
  5143: join(share, kind, { cef: { OldSD: 'oldFilePermission', NewSD: 'filePermission' } }),
  // A network share object was deleted
  5144: share,
  // A network share object was checked to see whether client can be granted desired access
  5145: join(access, { cef: { RelativeTargetName: 'fname' } }),
  // SPN check for SMB/SMB2 failed
  5168: join(actor, errorCode('ErrorCode'), {
    cef: { SpnName: 'destinationServiceName', ServerNames: 'cs5: Server Names' },
    leef: { SpnName: 'resource' },
  }),
};
