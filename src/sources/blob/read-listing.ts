import { SaxesParser } from 'saxes';

export interface ListedBlob {
  readonly name: string;
  readonly size: number;
  /** Without quotes, as listings have it; the header has them. */
  readonly etag: string;
  /** When it was created, in seconds since 1970; 0 where the service does not say. */
  readonly created: number;
  /** When it was last written, in milliseconds since 1970. */
  readonly modified: number;
  readonly type: 'append' | 'block' | 'page';
}

export interface ListedContainer {
  readonly name: string;
  /** When its properties were last written, in milliseconds since 1970: usually when it was created. */
  readonly modified: number;
}

/** One answer to List Blobs or List Containers. */
export interface Listing {
  readonly blobs: readonly ListedBlob[];
  /** What stands for several blobs, with a delimiter only. */
  readonly prefixes: readonly string[];
  readonly containers: readonly ListedContainer[];
  /** Where the next page begins; undefined at the end. It may follow an empty page. */
  readonly marker: string | undefined;
}

const types = { AppendBlob: 'append', BlockBlob: 'block', PageBlob: 'page' } as const;

/**
 * Reads the body of an answer to List Blobs or List Containers.
 * @returns undefined where it is not a whole listing
 */
export function readListing(xml: string): Listing | undefined {
  const parser = new SaxesParser();
  const blobs: ListedBlob[] = [];
  const prefixes: string[] = [];
  const containers: ListedContainer[] = [];
  let marker = '';
  let isWhole = false;
  let hasFailed = false;
  let text = '';
  let isEncoded = false;
  let fields = new Map<string, string>();
  parser.on('error', () => {
    hasFailed = true;
  });
  parser.on('opentag', ({ name, attributes }) => {
    text = '';
    if (name === 'Name') isEncoded = attributes['Encoded'] === 'true';
    if (name === 'Blob' || name === 'BlobPrefix' || name === 'Container') fields = new Map();
  });
  parser.on('text', (part) => {
    text += part;
  });
  parser.on('closetag', ({ name }) => {
    const field = (key: string): string => fields.get(key) ?? '';
    switch (name) {
      case 'EnumerationResults':
        isWhole = true;
        return;
      case 'NextMarker':
        marker = text;
        return;
      case 'BlobPrefix':
        prefixes.push(field('Name'));
        return;
      case 'Container':
        containers.push({ name: field('Name'), modified: timeOf(field('Last-Modified')) });
        return;
      case 'Blob': {
        const type = Object.entries(types).find(([key]) => key === field('BlobType'))?.[1];
        if (type === undefined) return;
        blobs.push({
          name: field('Name'),
          size: Number(field('Content-Length')),
          etag: bareEtag(field('Etag')),
          created: Math.floor(timeOf(field('Creation-Time')) / 1000),
          modified: timeOf(field('Last-Modified')),
          type,
        });
        return;
      }
      default:
        // A name that XML cannot hold comes percent-encoded.
        fields.set(name, name === 'Name' && isEncoded ? decodeName(text) : text);
    }
  });
  parser.write(xml).close();
  if (hasFailed || !isWhole) return undefined;
  return { blobs, prefixes, containers, marker: marker === '' ? undefined : marker };
}

/** Listings have an ETag without quotes, headers have it with them. */
export function bareEtag(etag: string): string {
  return etag.replace(/^(?:W\/)?"(.*)"$/, '$1');
}

function timeOf(text: string): number {
  const time = Date.parse(text);
  return Number.isNaN(time) ? 0 : time;
}

function decodeName(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
