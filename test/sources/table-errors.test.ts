import assert from 'node:assert/strict';
import { test } from 'node:test';
import { connectionError } from '../../src/sources/table-errors.ts';

const place = {
  source: 'vms',
  host: 'contoso.table.core.windows.net',
  table: 'T',
  sas: undefined,
  identity: undefined,
};

for (const [code, says, never] of [
  ['CERT_HAS_EXPIRED', /has expired, or that of an authority above it .*NODE_EXTRA_CA_CERTS.*clock/, /proxy/],
  ['CERT_NOT_YET_VALID', /not valid yet, or that of an authority above it.*clock/, /proxy|expired/],
  ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', /not trusted: is there a proxy in between/, /expired/],
  ['ERR_TLS_CERT_ALTNAME_INVALID', /is for another name: check the endpoint/, /expired|proxy/],
] as const) {
  test(`a certificate of the service that is refused: ${code}`, () => {
    const { message } = connectionError(place, code);
    assert.match(message, says);
    assert.doesNotMatch(message, never);
  });
}
