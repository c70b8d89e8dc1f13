import { StorageError } from '../../model/errors.js';
import { thrownText } from '../../model/message-text.js';
import { NothingMoved } from './exchange.js';

// What the errors of the SDK mean. They are told by their names and by the status of the answer: some servers send no message.

/** What is used of an error that a client throws. */
interface ClientError {
  readonly name?: string;
  readonly message?: string;
  /** The code of a system call. */
  readonly code?: string;
  readonly errors?: readonly Error[];
  readonly $metadata?: { readonly httpStatusCode?: number };
  readonly $response?: { readonly headers?: Record<string, string> };
}

const asClientError = (error: unknown): ClientError => Object(error) as ClientError;

/** True if an error of the SDK has one of some names. */
export const isFault = (error: unknown, ...names: string[]): boolean => names.includes(asClientError(error).name ?? '');

/** True if the server answered that a condition of the request is not met. */
export const isConditionUnmet = (error: unknown): boolean => statusOf(error) === 412;

const statusOf = (error: unknown): number | undefined => asClientError(error).$metadata?.httpStatusCode;

/** Answers after which the same request may be answered otherwise: a conflict, too many requests, a server that fails. */
const TRANSIENT_STATUSES: readonly (number | undefined)[] = [408, 409, 429, 500, 502, 503, 504];

/** The same, by the name: a request that came too slowly, and bytes that were damaged on their way. */
const TRANSIENT_NAMES = ['RequestTimeout', 'BadDigest'];

/** System calls that may succeed the next time: the server is being started, or the connection was lost. */
const TRANSIENT_CODES = [
  'ECONNRESET',
  'ECONNREFUSED',
  'ECONNABORTED',
  'EPIPE',
  'ETIMEDOUT',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
];

/** An answer that ended before its time, or is no answer to what was asked. Its message says what was found and expected. */
export class WrongAnswer extends Error {}

/** True if the same request may succeed when it is made again. */
export const isTransient = (error: unknown): boolean =>
  error instanceof WrongAnswer ||
  TRANSIENT_STATUSES.includes(statusOf(error)) ||
  isFault(error, ...TRANSIENT_NAMES) ||
  TRANSIENT_CODES.includes(asClientError(error).code ?? '');

/** Where to look when the server or its address is wrong. */
const ADDRESS = 'see endpoint, AWS_ENDPOINT_URL_S3 and the network';

/** Where to look when the credentials are wrong. */
const CREDENTIALS = 'see AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_PROFILE';

/** What was found and what was expected, by the name of an error. */
const FAULTS: Record<string, (operation: string, bucket: string, error: ClientError) => string> = {
  InvalidAccessKeyId: () =>
    `found an access key that the server does not know, expected one of its users’: ${CREDENTIALS}`,
  SignatureDoesNotMatch: () => `found a secret key that is not the access key’s, expected its own: ${CREDENTIALS}`,
  ExpiredToken: () => `found credentials that have expired, expected new ones: sign in again; ${CREDENTIALS}`,
  CredentialsProviderError: () => `found no credentials, expected those of a user of the bucket: ${CREDENTIALS}`,
  AccessDenied: (operation) =>
    `found no permission for ${operation}, expected a user who may list the bucket, and read and write its objects`,
  NoSuchBucket: (_, bucket) =>
    `found no bucket ${bucket}, expected one that exists: create it, or see bucket and endpoint`,
  RequestTimeTooSkewed: () =>
    'found a clock that differs from the server’s by more than 15 minutes, expected the right time: set the clock, because it dates the artifacts, too',
  PermanentRedirect: (_operation, bucket, error) => otherRegion(bucket, error),
  AuthorizationHeaderMalformed: (_operation, bucket, error) => otherRegion(bucket, error),
  InvalidObjectState: () => 'found an object in an archive, expected one that can be read: restore it first',
};

function otherRegion(bucket: string, { $response }: ClientError): string {
  const region = $response?.headers?.['x-amz-bucket-region'];
  const where = region === undefined ? 'another region' : `the region ${region}`;
  return `found the bucket ${bucket} in ${where}, expected it in the region that is asked: see region and AWS_REGION`;
}

/**
 * Returns the StorageError for an error of a client, whose cause it is.
 *
 * @param tries - how often the request was made.
 */
export function storageErrorOf(
  operation: string,
  path: string,
  bucket: string,
  error: unknown,
  tries: number,
): StorageError {
  const after = tries === 1 ? '' : ` (tried ${tries} times)`;
  return new StorageError(operation, path, `${faultOf(operation, bucket, error)}${after}`, { cause: error });
}

function faultOf(operation: string, bucket: string, error: unknown): string {
  const { name = '', message, code, errors } = asClientError(error);
  if (error instanceof WrongAnswer) return error.message;
  if (error instanceof NothingMoved) return `found that ${error.message}, expected an answer of the server: ${ADDRESS}`;
  const known = FAULTS[name];
  if (known !== undefined) return known(operation, bucket, asClientError(error));
  if (message === 'Region is missing')
    return 'found no region, expected the one of the bucket: see region and AWS_REGION';
  const status = statusOf(error);
  if (status !== undefined) return `found the answer ${status} ${name}${messageText(message)}, expected success`;
  if (code === undefined) return `found ${thrownText(error)}, expected an answer of the server`;
  // For a host with several addresses, the error has one error for each of them, and no text.
  const reason = errors === undefined ? thrownText(message) : errors.map((each) => thrownText(each.message)).join(', ');
  return `found no connection: ${reason}; expected a server that answers: ${ADDRESS}`;
}

/** Returns the message of a server, unless it sent none: the SDK then says `UnknownError`. */
const messageText = (message: string | undefined): string =>
  message === undefined || message === '' || message === 'UnknownError' ? '' : `: ${thrownText(message)}`;
