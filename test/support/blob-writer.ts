import { createHmac } from 'node:crypto';
import type { Azurite } from './azurite.ts';

/** What writes blobs as Azure Monitor does: a second program, so that reading is not tested with itself. */
export interface BlobWriter {
  createContainer(container: string): Promise<void>;
  /** Appends to a blob, and creates it where it is not there. */
  append(container: string, blob: string, ...texts: readonly (string | Buffer)[]): Promise<void>;
  /** Puts a whole block blob in the place of what was there. */
  put(container: string, blob: string, body: string | Buffer): Promise<void>;
  /** A block blob of these blocks, as flow logs are written: a block put in twice is uploaded once. */
  putBlocks(container: string, blob: string, blocks: readonly string[]): Promise<void>;
  delete(container: string, blob: string): Promise<void>;
}

const version = '2021-12-02';

function sign(key: string, lines: readonly string[]): string {
  return createHmac('sha256', Buffer.from(key, 'base64')).update(lines.join('\n'), 'utf8').digest('base64');
}

export interface SasOptions {
  readonly permissions?: string;
  readonly types?: string;
  /** The signature of this container alone. */
  readonly container?: string;
  readonly expiry?: string;
}

/** A shared access signature of an account or of a container ("Create an account SAS", "Create a service SAS"). */
export function createSas({ account, accountKey }: Azurite, options: SasOptions = {}): string {
  const { permissions = 'rl', types = 'sco', container, expiry = '2999-01-01T00:00:00Z' } = options;
  if (container !== undefined) {
    const resource = `/blob/${account}/${container}`;
    const lines = [permissions, '', expiry, resource, '', '', '', version, 'c', '', '', '', '', '', '', ''];
    const parameters = { sv: version, sr: 'c', sp: permissions, se: expiry, sig: sign(accountKey, lines) };
    return new URLSearchParams(parameters).toString();
  }
  const lines = [account, permissions, 'b', types, '', expiry, '', '', version, '', ''];
  const parameters = { sv: version, ss: 'b', srt: types, sp: permissions, se: expiry };
  return new URLSearchParams({ ...parameters, sig: sign(accountKey, lines) }).toString();
}

export function createBlobWriter(azurite: Azurite): BlobWriter {
  const sas = createSas(azurite, { permissions: 'rwdlacup' });
  const existing = new Set<string>();
  const send = async (
    method: string,
    path: string,
    query: string,
    headers: Readonly<Record<string, string>> = {},
    body?: string | Buffer,
  ): Promise<void> => {
    const url = `${azurite.endpoint}/${path.split('/').map(encodeURIComponent).join('/')}?${query}${query === '' ? '' : '&'}${sas}`;
    const payload = body === undefined ? {} : { body: new Uint8Array(Buffer.from(body)) };
    const answer = await fetch(url, { method, headers: { 'x-ms-version': version, ...headers }, ...payload });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`);
  };
  return {
    createContainer: (container) => send('PUT', container, 'restype=container'),
    async append(container, blob, ...texts) {
      const path = `${container}/${blob}`;
      if (!existing.has(path)) {
        await send('PUT', path, '', { 'x-ms-blob-type': 'AppendBlob', 'content-length': '0' }, '');
        existing.add(path);
      }
      for (const text of texts) await send('PUT', path, 'comp=appendblock', {}, text);
    },
    put: (container, blob, body) =>
      send('PUT', `${container}/${blob}`, '', { 'x-ms-blob-type': 'BlockBlob' }, body),
    async putBlocks(container, blob, blocks) {
      const ids = blocks.map((_, index) =>
        Buffer.from(index === blocks.length - 1 ? 'last' : `b${String(index).padStart(3, '0')}`).toString(
          'base64',
        ),
      );
      for (const [index, block] of blocks.entries()) {
        const id = encodeURIComponent(ids[index] ?? '');
        await send('PUT', `${container}/${blob}`, `comp=block&blockid=${id}`, {}, block);
      }
      const list = ids.map((id) => `<Latest>${id}</Latest>`).join('');
      await send(
        'PUT',
        `${container}/${blob}`,
        'comp=blocklist',
        {},
        `<?xml version="1.0"?><BlockList>${list}</BlockList>`,
      );
    },
    async delete(container, blob) {
      await send('DELETE', `${container}/${blob}`, '');
      existing.delete(`${container}/${blob}`);
    },
  };
}
