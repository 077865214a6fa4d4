import { createSecureContext } from 'node:tls';
import { OperatorFileError, readBytes } from '../files/text-file.ts';
import { inspectTlsFiles, type ReadFile, type TlsFileKey, type TlsFileProblem } from '../files/tls-files.ts';
import type { DestinationSettings } from './apply-preset.ts';

export interface TlsFindings {
  readonly faults: readonly TlsFileProblem[];
  readonly warnings: readonly TlsFileProblem[];
}

type Tls = Pick<DestinationSettings['tls'], TlsFileKey | 'keyPassphrase'> &
  Partial<Pick<DestinationSettings['tls'], 'verify' | 'fingerprint256'>>;

/**
 * Reads the files of a `tls` section as a connection would, and reports what cannot be used.
 * @param now milliseconds since 1970
 */
export function checkTlsFiles(tls: Tls, now: number): TlsFindings {
  const { caFile, certFile, keyFile, keyPassphrase: passphrase, verify = true, fingerprint256 } = tls;
  const { ca, cert, key, faults, warnings } = inspectTlsFiles(
    { ...read('caFile', caFile), ...read('certFile', certFile), ...read('keyFile', keyFile) },
    { passphrase, usesCa: verify && fingerprint256 === undefined, now },
  );
  if (faults.length > 0) return { faults, warnings };
  try {
    createSecureContext({
      ...(ca === undefined ? {} : { ca }),
      ...(cert === undefined ? {} : { cert }),
      ...(key === undefined ? {} : { key }),
      ...(passphrase === undefined ? {} : { passphrase }),
    });
    return { faults, warnings };
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown reason';
    const blamed = keyFile !== undefined ? 'keyFile' : certFile !== undefined ? 'certFile' : 'caFile';
    const fault = {
      key: blamed,
      what: `the file ${tls[blamed]} cannot be used: OpenSSL refuses it (${code})`,
      mend: 'Name files that belong together and are not damaged, with keys of a length that OpenSSL accepts today.',
    } as const;
    return { faults: [fault], warnings };
  }
}

function read(key: TlsFileKey, path: string | undefined): Readonly<Partial<Record<TlsFileKey, ReadFile>>> {
  if (path === undefined) return {};
  try {
    return { [key]: { path, content: readBytes(path) } };
  } catch (error) {
    if (!(error instanceof OperatorFileError)) throw error;
    return { [key]: { path, content: error } };
  }
}
