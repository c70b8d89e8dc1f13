import { escaped } from '../../display/escaping.js';
import { Failure } from '../../display/failure.js';

/** A place in a bucket, as `S3Storage` takes it. */
export interface BucketPlace {
  readonly bucket: string;
  /** What the keys of all objects there begin with, without a slash at either end; nothing for the whole bucket. */
  readonly prefix: string;
}

/** True for a text that stands for a place in a bucket, be it written rightly or not. A folder of such a name is written `./s3:…`. */
export const isBucketUrl = (text: string): boolean => /^s3:/i.test(text);

/**
 * Returns the place that a URL names: `s3://BUCKET` or `s3://BUCKET/PREFIX`, with or without a slash at its end.
 *
 * @throws Failure (`USAGE`) if it is written wrongly.
 */
export function placeOf(url: string): BucketPlace {
  const [, bucket = '', path = ''] = /^s3:\/\/([^/]*)(.*)$/s.exec(url) ?? [];
  const [, ...names] = path.replace(/\/$/, '').split('/');
  const fault = faultOf(url, bucket, names);
  if (fault === undefined) return { bucket, prefix: names.join('/') };
  throw new Failure(`${escaped(url)} is no place in a bucket: ${fault}. Write for example s3://lab/artifacts.`);
}

function faultOf(url: string, bucket: string, names: readonly string[]): string | undefined {
  if (!url.startsWith('s3:')) return 'it begins with S3, and not with s3';
  if (!url.startsWith('s3://')) return 'it does not begin with s3:// and two slashes';
  if (/[?#]/.test(url)) return 'it has a ? or #, and a path in a bucket has neither a query nor a fragment';
  if (bucket === '') return 'it names no bucket';
  if (names.some((name) => ['', '.', '..'].includes(name))) return 'a name between its slashes is empty, "." or ".."';
  return undefined;
}

/**
 * Splits the URL of an artifact, `s3://BUCKET/PREFIX/PROCEDURE/NAME.json`.
 *
 * @returns the URL of the place that the artifact is in, and its key there; undefined for a URL that has no two names after the bucket.
 * @throws Failure (`USAGE`) if the URL is written wrongly.
 */
export function splitArtifactUrl(url: string): { readonly root: string; readonly key: string } | undefined {
  const { bucket, prefix } = placeOf(url);
  const names = prefix.split('/');
  if (names.length < 2) return undefined;
  return { root: ['s3:/', bucket, ...names.slice(0, -2)].join('/'), key: names.slice(-2).join('/') };
}
