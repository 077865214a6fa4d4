import { AzureNamedKeyCredential, AzureSASCredential, type NamedKeyCredential } from '@azure/data-tables';
import type { TokenCredential } from '@azure/identity';
import { AzlogError } from '../errors.ts';
import type { Sas } from '../options/sas.ts';
import { type IdentityKind, readTableAccess, type TableAccess } from '../options/table-access.ts';
import { createIdentity } from './identity.ts';

export type { TableAccess };

/** A table, and what signs in there. */
export interface TableEndpoint {
  /** Of the account, without query and without a slash at the end. */
  readonly url: string;
  readonly isHttp: boolean;
  readonly table: string;
  readonly credential: NamedKeyCredential | AzureSASCredential | TokenCredential;
  /** The parameters of the SAS, but its signature. */
  readonly sas: ReadonlyMap<string, string> | undefined;
  /** What the SAS says of its own validity. */
  readonly validity: Pick<Sas, 'startsAt' | 'expiresAt' | 'policy'> | undefined;
  readonly identity: IdentityKind | undefined;
}

/** @throws AzlogError `CONFIG_INVALID`; its message names no secret. */
export function resolveEndpoint(source: string, access: TableAccess): TableEndpoint {
  const { faults, target } = readTableAccess(access);
  if (target === undefined) {
    const problems = faults.map(({ at, what, fix }) => `${at}: ${what}. ${fix}`);
    throw new AzlogError('CONFIG_INVALID', `source "${source}": ${problems.join(' ')}`);
  }
  const { endpoint, cloud, table, signIn } = target;
  const place = {
    url: endpoint.url,
    isHttp: endpoint.isHttp,
    table,
    sas: undefined,
    validity: undefined,
    identity: undefined,
  };
  switch (signIn.by) {
    case 'identity': {
      const { identity, clientId, tenantId } = signIn;
      const credential = createIdentity(source, { kind: identity, cloud, clientId, tenantId });
      return { ...place, identity, credential };
    }
    case 'sas': {
      const { token, parameters, startsAt, expiresAt, policy } = signIn.sas;
      const validity = { startsAt, expiresAt, policy };
      return { ...place, sas: parameters, validity, credential: new AzureSASCredential(token) };
    }
    case 'key':
      return { ...place, credential: new AzureNamedKeyCredential(signIn.account, signIn.key) };
  }
}
