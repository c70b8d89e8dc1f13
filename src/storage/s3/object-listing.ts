import { setImmediate } from 'node:timers/promises';
import {
  ListMultipartUploadsCommand,
  ListObjectsV2Command,
  type ListObjectsV2CommandInput,
  type ListObjectsV2CommandOutput,
  type MultipartUpload,
} from '@aws-sdk/client-s3';
import { StorageError } from '../../model/errors.js';
import { mapInOrder } from '../../model/map-in-order.js';
import { isSafeName } from '../key.js';
import type { NameRange, SurveyProblem } from '../storage.js';
import type { Bucket } from './bucket.js';
import { PROBE_KEY } from './condition-probe.js';

/** How many folders are listed at the same time. */
const CONCURRENT_FOLDERS = 8;

/** Comes after every character of a safe name. */
const AFTER_ALL = '~';

/** An object as a listing names it. */
interface ListedObject {
  /** Its key without the prefix of the storage. */
  readonly key: string;
  readonly size: number | undefined;
}

/**
 * Lists the keys of all files, or of those in one folder. With a range, it asks the server only for the names in it: the listing begins
 * with the first one, and ends after the last one.
 *
 * @throws StorageError (`ARTIFACT_STORAGE`) if a page cannot be had, or the keys are not in their order.
 */
export function listKeys(bucket: Bucket, folder?: string, range: NameRange = {}): AsyncGenerator<string> {
  if (folder !== undefined) return isSafeName(folder) ? keysOf(bucket, `${folder}/`, range) : noKeys();
  const isBounded = range.from !== undefined || range.until !== undefined;
  return isBounded ? keysOfFolders(bucket, range) : keysOf(bucket, '', {});
}

async function* noKeys(): AsyncGenerator<string> {}

/** Lists the keys in a range of each folder, of several folders at the same time. */
async function* keysOfFolders(bucket: Bucket, range: NameRange): AsyncGenerator<string> {
  const keysIn = (folder: string) => collected(keysOf(bucket, `${folder}/`, range));
  for await (const keys of mapInOrder(listFolders(bucket), CONCURRENT_FOLDERS, keysIn)) yield* keys;
}

/**
 * Lists the keys of all files, and a problem for every other object, except for the probe and for the empty objects by which some
 * programs stand for folders.
 *
 * @throws StorageError (`ARTIFACT_STORAGE`) if a page cannot be had.
 */
export async function* surveyKeys(bucket: Bucket): AsyncGenerator<string | SurveyProblem> {
  for await (const page of pagesOf(bucket, {})) {
    for (const { key, size } of objectsOf(bucket, page)) {
      if (isKey(key)) yield key;
      else if (key !== PROBE_KEY && !(size === 0 && isFolder(key)))
        yield { path: bucket.pathOf(key), message: NO_FILE };
    }
  }
}

const NO_FILE =
  'found an object that is no artifact’s, expected a folder and a name, both with letters, digits, "_", "." and "-"';

/** Lists the uploads of files in parts that were begun and neither completed nor aborted. */
export async function* openUploads(bucket: Bucket): AsyncGenerator<MultipartUpload & { key: string }> {
  let markers = {};
  for (;;) {
    const page = await bucket.request('ListMultipartUploads', bucket.root, (exchange) =>
      exchange.send(
        new ListMultipartUploadsCommand({
          Bucket: bucket.name,
          Prefix: bucket.prefix,
          EncodingType: 'url',
          ...markers,
        }),
      ),
    );
    for (const upload of page.Uploads ?? []) {
      const key = decodedKey(upload.Key ?? '').slice(bucket.prefix.length);
      if (isKey(key) || key === PROBE_KEY) yield { ...upload, key };
    }
    if (!page.IsTruncated) return;
    markers = { KeyMarker: decodedKey(page.NextKeyMarker ?? ''), UploadIdMarker: page.NextUploadIdMarker };
  }
}

/** Lists the keys of files that begin with a text, whose rest is in a range. */
async function* keysOf(bucket: Bucket, beginning: string, { from, until }: NameRange): AsyncGenerator<string> {
  const after = from ? `${beginning}${lastBefore(from)}` : undefined;
  const isAfterRange = (key: string) => until !== undefined && key.slice(beginning.length) >= until;
  let last = '';
  for await (const page of pagesOf(bucket, { beginning, after, isAfterRange })) {
    for (const { key } of objectsOf(bucket, page)) {
      if (!isKey(key)) continue;
      // Where keys have no order, a range may leave out some of them, and a listing may never end.
      if (key <= last) throw outOfOrder(bucket, last, key);
      last = key;
      if (isAfterRange(key)) return;
      yield key;
    }
  }
}

/** Returns a text that comes before a name, and after all safe names before it. */
const lastBefore = (name: string): string =>
  name.slice(0, -1) + String.fromCharCode(name.charCodeAt(name.length - 1) - 1) + AFTER_ALL;

const outOfOrder = (bucket: Bucket, last: string, key: string): StorageError =>
  new StorageError(
    'ListObjectsV2',
    bucket.root,
    `found the key ${key} after ${last}, expected a server that lists keys in their order`,
  );

/** Lists the names of the folders, in their order. */
export async function* listFolders(bucket: Bucket): AsyncGenerator<string> {
  for await (const { CommonPrefixes = [] } of pagesOf(bucket, { delimiter: '/' })) {
    for (const { Prefix = '' } of CommonPrefixes) {
      const folder = decodedKey(Prefix).slice(bucket.prefix.length, -1);
      if (isSafeName(folder)) yield folder;
    }
  }
}

/** True if there is an object below the prefix. */
export const hasObjects = (bucket: Bucket): Promise<boolean> =>
  bucket.request('ListObjectsV2', bucket.root, async (exchange) => {
    const input = { Bucket: bucket.name, Prefix: bucket.prefix, EncodingType: 'url', MaxKeys: 1 } as const;
    const { Contents = [] } = await exchange.send(new ListObjectsV2Command(input));
    return Contents.length > 0;
  });

/** What is listed, by keys without the prefix of the storage. */
interface Listing {
  readonly beginning?: string;
  readonly after?: string | undefined;
  readonly delimiter?: string;
  /** True for a key after which none is wanted. */
  readonly isAfterRange?: (key: string) => boolean;
}

/** Requests a listing page by page, each page while the last one is used. */
async function* pagesOf(
  bucket: Bucket,
  { beginning = '', after, delimiter, isAfterRange = () => false }: Listing,
): AsyncGenerator<ListObjectsV2CommandOutput> {
  const input: ListObjectsV2CommandInput = {
    Bucket: bucket.name,
    Prefix: `${bucket.prefix}${beginning}`,
    // Some characters of keys cannot be in XML.
    EncodingType: 'url',
    ...(delimiter === undefined ? {} : { Delimiter: delimiter }),
    ...(after === undefined ? {} : { StartAfter: `${bucket.prefix}${after}` }),
  };
  const request = (token: object): Promise<ListObjectsV2CommandOutput> => {
    const page = bucket.request('ListObjectsV2', bucket.pathOf(beginning), (exchange) =>
      exchange.send(new ListObjectsV2Command({ ...input, ...token })),
    );
    // Its error is thrown when the page is due. Until then, Node must not take it for one that nobody handles.
    page.catch(() => undefined);
    return page;
  };
  let next: Promise<ListObjectsV2CommandOutput> | undefined = request({});
  let token: string | undefined;
  try {
    while (next !== undefined) {
      const page: ListObjectsV2CommandOutput = await next;
      const ContinuationToken = page.NextContinuationToken;
      if (page.IsTruncated && (ContinuationToken === undefined || ContinuationToken === token))
        throw new StorageError(
          'ListObjectsV2',
          bucket.root,
          'found a page without the next, expected all pages of the listing',
        );
      token = ContinuationToken;
      const lastKey = page.Contents?.at(-1)?.Key;
      const isEnough = lastKey !== undefined && isAfterRange(decodedKey(lastKey).slice(bucket.prefix.length));
      next = page.IsTruncated && !isEnough ? request({ ContinuationToken }) : undefined;
      // Node sends a request once this program waits for something, and a caller that uses the page may never wait.
      if (next !== undefined) await setImmediate();
      yield page;
    }
  } finally {
    await Promise.allSettled([next]);
  }
}

const objectsOf = (bucket: Bucket, { Contents = [] }: ListObjectsV2CommandOutput): ListedObject[] =>
  Contents.map(({ Key = '', Size }) => ({ key: decodedKey(Key).slice(bucket.prefix.length), size: Size }));

/** Returns the key that a listing encodes: with `+` or `%20` for a space, and `%2F` or `/` for a slash. */
function decodedKey(encoded: string): string {
  try {
    return decodeURIComponent(encoded.replaceAll('+', ' '));
  } catch {
    // The bytes of the key are not UTF-8.
    return encoded;
  }
}

/** The folder that was last found to be safe: the keys of a listing come folder by folder. */
let lastSafeFolder: string | undefined;

function isKey(key: string): boolean {
  const slash = key.indexOf('/');
  const folder = key.slice(0, Math.max(0, slash));
  if (folder !== lastSafeFolder) {
    if (!isSafeName(folder)) return false;
    lastSafeFolder = folder;
  }
  return isSafeName(key.slice(slash + 1));
}

/** True for the key of an object that stands for the prefix or for a folder. */
const isFolder = (key: string): boolean => key === '' || (key.endsWith('/') && isSafeName(key.slice(0, -1)));

async function collected<T>(items: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = [];
  for await (const item of items) list.push(item);
  return list;
}
