import { createHmac } from 'node:crypto';
import type { PipelineRequest } from '@azure/core-rest-pipeline';

/**
 * The header `Authorization` of a request with the key of a storage account: "Authorize with Shared Key", Blob service,
 * version 2015-02-21 and later. The request has no body, and says its time in `x-ms-date`.
 * @param key base64
 */
export function sharedKeyAuthorization(request: PipelineRequest, account: string, key: string): string {
  const { method, headers } = request;
  const url = new URL(request.url);
  const header = (name: string): string => headers.get(name) ?? '';
  const own = [...headers]
    .map(([name, value]) => [name.toLowerCase(), value.trim()] as const)
    .filter(([name]) => name.startsWith('x-ms-'))
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
    .map(([name, value]) => `${name}:${value}\n`);
  const parameters = [...url.searchParams]
    .map(([name, value]) => `\n${name.toLowerCase()}:${value}`)
    .toSorted();
  const text = [
    method,
    header('content-encoding'),
    header('content-language'),
    // Empty for a request without a body.
    '',
    header('content-md5'),
    header('content-type'),
    // `x-ms-date` stands in for it.
    '',
    header('if-modified-since'),
    header('if-match'),
    header('if-none-match'),
    header('if-unmodified-since'),
    header('range'),
    `${own.join('')}/${account}${url.pathname}${parameters.join('')}`,
  ].join('\n');
  const digest = createHmac('sha256', Buffer.from(key, 'base64')).update(text, 'utf8').digest('base64');
  return `SharedKey ${account}:${digest}`;
}
