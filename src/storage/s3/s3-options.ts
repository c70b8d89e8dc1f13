import type { S3Client } from '@aws-sdk/client-s3';
import { inspected } from '../../model/message-text.js';
import { checkChoice, checkOptions, optionNames } from '../../model/options.js';

/** Options of an `S3Storage`. */
export interface S3StorageOptions {
  /** The name of the bucket. It has to exist. */
  readonly bucket: string;
  /**
   * What the keys of all files begin with, without a slash at either end: 'artifacts/exploratory'.
   * @defaultValue nothing: the folders of the procedures are at the top of the bucket
   */
  readonly prefix?: string | undefined;
  /**
   * The URL of the server, unless it is AWS.
   * @defaultValue AWS_ENDPOINT_URL_S3, AWS_ENDPOINT_URL or the profile; AWS if these say nothing
   */
  readonly endpoint?: string | undefined;
  /**
   * The region of the bucket.
   * @defaultValue AWS_REGION or the profile; 'us-east-1' if these say nothing and there is an endpoint
   */
  readonly region?: string | undefined;
  /**
   * Whether URLs have the bucket in their path, and not in the name of the host.
   * @defaultValue true if there is an `endpoint`, or one of its two variables is set
   */
  readonly forcePathStyle?: boolean | undefined;
  /** A client of the caller's, in place of one with `endpoint`, `region` and `forcePathStyle`. */
  readonly client?: S3Client | undefined;
  /**
   * How long to wait while no byte moves between the server and this program. A request is then ended, and tried once more.
   * Units: milliseconds.
   * @defaultValue 30,000
   */
  readonly timeout?: number | undefined;
}

const S3_STORAGE_OPTIONS = optionNames<S3StorageOptions>({
  bucket: true,
  prefix: true,
  endpoint: true,
  region: true,
  forcePathStyle: true,
  client: true,
  timeout: true,
});

/** The options that say how to make a client. */
const OF_A_CLIENT = ['endpoint', 'region', 'forcePathStyle'] as const;

/** What a bucket may be named: more than AWS allows, because other servers do. A slash would be a part of the prefix. */
const BUCKET = /^[A-Za-z0-9][A-Za-z0-9._-]{1,254}$/;

/** The end of the name of each directory bucket of AWS (S3 Express). */
const DIRECTORY_BUCKET = '--x-s3';

/** A key has at most 1,024 bytes, of which a folder, a name and their slashes take 258. Units: bytes. */
const MAX_PREFIX = 766;

/** A timer of Node waits no longer than this. Units: milliseconds. */
const MAX_TIMEOUT = 2 ** 31 - 1;

/**
 * Checks the options of an `S3Storage`.
 *
 * @throws TypeError for an unknown option, or a wrong value of one.
 */
export function checkS3Options(options: S3StorageOptions): void {
  checkOptions(options, S3_STORAGE_OPTIONS);
  const { bucket, prefix, endpoint, region, client, timeout } = Object(options) as S3StorageOptions;
  const check = (name: string, value: unknown, isRight: boolean, expected: string): void => {
    if (!isRight) throw new TypeError(`found ${name}: ${inspected(value)}, expected ${expected}`);
  };
  const isBucket = typeof bucket === 'string' && BUCKET.test(bucket);
  check('bucket', bucket, isBucket, 'the name of a bucket: letters, digits, "-", "." and "_"');
  check(
    'bucket',
    bucket,
    !bucket.endsWith(DIRECTORY_BUCKET),
    'a general purpose bucket: a directory bucket does not list its keys in their order',
  );
  check('prefix', prefix, prefix === undefined || prefix === '' || isPrefix(prefix), PREFIX);
  check('endpoint', endpoint, endpoint === undefined || isHttpUrl(endpoint), 'a URL that begins with https: or http:');
  check(
    'region',
    region,
    region === undefined || (typeof region === 'string' && region !== ''),
    'the name of a region',
  );
  checkChoice('forcePathStyle', options.forcePathStyle, [true, false]);
  check('client', client, client === undefined || typeof Object(client).send === 'function', 'an S3Client');
  const isTimeout = Number.isSafeInteger(timeout) && Number(timeout) > 0 && Number(timeout) <= MAX_TIMEOUT;
  check('timeout', timeout, timeout === undefined || isTimeout, 'a number of milliseconds');
  const unused = OF_A_CLIENT.filter((name) => client !== undefined && options[name] !== undefined);
  if (unused.length > 0)
    throw new TypeError(`found client and ${unused.join(', ')}, expected one of the two: a client has its own`);
}

const PREFIX = `names with slashes between them, none of them empty, "." or "..", and at most ${MAX_PREFIX} bytes`;

// Lone surrogates have no UTF-8, and XML has no control characters.
const UNWRITABLE = /\p{Cc}|\p{Cs}/u;

const isPrefix = (prefix: unknown): boolean =>
  typeof prefix === 'string' &&
  Buffer.byteLength(prefix) <= MAX_PREFIX &&
  !UNWRITABLE.test(prefix) &&
  prefix.split('/').every((name) => !['', '.', '..'].includes(name));

const isHttpUrl = (endpoint: unknown): boolean =>
  typeof endpoint === 'string' && URL.canParse(endpoint) && ['https:', 'http:'].includes(new URL(endpoint).protocol);
