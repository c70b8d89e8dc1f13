import { escaped } from '../../display/escaping.js';
import { Failure } from '../../display/failure.js';
import { FileStorage } from '../../storage/file/file-storage.js';
import { areStoragesApart } from '../../storage/file/folders-apart.js';
import type { S3Storage } from '../../storage/s3/index.js';
import { isBucketUrl, placeOf } from './bucket-url.js';
import { checkIsFolder } from './root.js';

/** A storage that the command line works with: a folder, or a place in a bucket. */
export type ArtifactStorage = FileStorage | S3Storage;

/** How a storage is opened. */
export interface StorageAtOptions {
  /** Whether to follow the links in a folder. A bucket has none. */
  readonly followLinks: boolean;
  /** True if nothing need be there yet. */
  readonly mayBeNew?: boolean;
}

/**
 * Returns the storage that the user has named: a folder, or `s3://BUCKET/PREFIX`.
 *
 * @throws Failure (`NO_STORE`) if there is no such folder, or nothing in the bucket below the prefix, unless it may be new.
 * @throws Failure (`USAGE`) if the URL is written wrongly, and (`S3`) if the SDK of AWS is not installed.
 * @throws StorageError (`ARTIFACT_STORAGE`) if the server of the bucket refuses to say what is there.
 */
export async function storageAt(
  where: string,
  { followLinks, mayBeNew = false }: StorageAtOptions,
): Promise<ArtifactStorage> {
  if (!isBucketUrl(where)) {
    if (!mayBeNew) checkIsFolder(where);
    return new FileStorage(where, { followLinks });
  }
  const storage = await bucketStorage(where);
  if (mayBeNew || !(await storage.isEmpty())) return storage;
  throw new Failure(`There is nothing in ${escaped(storage.root)}.`, { code: 'NO_STORE', path: storage.root });
}

/** True if neither of two places is the other one, or lies in it. */
export function arePlacesApart(a: ArtifactStorage, b: ArtifactStorage): boolean {
  const isWithin = (one: ArtifactStorage, other: ArtifactStorage) =>
    isBucketUrl(one.root) && `${one.root}/`.startsWith(`${other.root}/`);
  return areStoragesApart(a, b) && !isWithin(a, b) && !isWithin(b, a);
}

async function bucketStorage(url: string): Promise<S3Storage> {
  const place = placeOf(url);
  // Otherwise the SDK writes among our lines that it will soon need a later Node.
  process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] ??= 'true';
  const { S3Storage } = await import('../../storage/s3/index.js').catch((error) => {
    const fault =
      error.code === 'ERR_MODULE_NOT_FOUND' ? 'is not installed' : `does not start: ${escaped(String(error))}`;
    throw new Failure(
      `Buckets are read by the SDK of AWS, which ${fault}. To install it:\n  npm install @aws-sdk/client-s3`,
      { code: 'S3', cause: error },
    );
  });
  try {
    return new S3Storage(place);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw new Failure(`${escaped(url)} is no place in a bucket: ${escaped(error.message)}.`, { cause: error });
  }
}
