import { fault, lineFault, type Reading, unwrapPasted } from './reading.ts';

const copyKey = 'Copy key1 or key2 of the storage account (Access keys).';

/** Reads the key of a storage account: base64. Quotes, spaces and line breaks around it are understood. */
export function readAccountKey(text: string): Reading<string> {
  const lines = lineFault(text);
  if (lines !== undefined) return { fault: { ...lines, fix: `${lines.fix} ${copyKey}` } };
  const key = unwrapPasted(text).replace(/^AccountKey=/i, '');
  if (/^[A-Za-z0-9+/]+={0,2}$/.test(key)) return { value: key };
  if (/(^|;)\s*(AccountName|AccountKey|SharedAccessSignature)\s*=/i.test(key)) {
    return fault('this is a connection string', 'Set it as `connectionString`.');
  }
  if (/(^|[?&])sig=/.test(key)) {
    return fault('this is a shared access signature', 'Set it as `sas`.');
  }
  return fault('this is not an account key: it is not base64', copyKey);
}
