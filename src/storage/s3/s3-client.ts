import { S3Client, type S3ClientConfig } from '@aws-sdk/client-s3';
import type { S3StorageOptions } from './s3-options.js';

/** The region in the signatures for a server that is not AWS, where nothing else says one: most servers do not look at it. */
const REGION_OF_ENDPOINTS = 'us-east-1';

const nothing = (): void => {};

/** A logger that says nothing. It has no `info`: to tell it, the SDK would copy each request and answer. */
export const SILENT = { debug: nothing, warn: nothing } as unknown as NonNullable<S3ClientConfig['logger']>;

/**
 * Makes a client. It takes credentials, and what the options leave out, from where the SDK looks for them: the environment, the
 * profile, the machine.
 */
export function newClient({ endpoint, region, forcePathStyle }: S3StorageOptions): S3Client {
  const { AWS_ENDPOINT_URL_S3, AWS_ENDPOINT_URL } = process.env;
  const hasEndpoint = [endpoint, AWS_ENDPOINT_URL_S3, AWS_ENDPOINT_URL].some(Boolean);
  const chosenRegion = region ?? (hasEndpoint ? regionOfEndpoint() : undefined);
  return new S3Client({
    ...(endpoint === undefined ? {} : { endpoint }),
    ...(chosenRegion === undefined ? {} : { region: chosenRegion }),
    forcePathStyle: forcePathStyle ?? hasEndpoint,
    // `Bucket` tries again, and knows what an answer that was lost means.
    maxAttempts: 1,
    // Some servers do not take the checksums that the SDK would append to a streamed body. Every body has its MD5.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    // Without one, the SDK writes warnings of its own to the console.
    logger: SILENT,
  });
}

/** Returns a function that finds the region once: where the SDK looks for it, or else the usual one. */
function regionOfEndpoint(): () => Promise<string> {
  let region: Promise<string> | undefined;
  return () => (region ??= new S3Client({}).config.region().catch(() => REGION_OF_ENDPOINTS));
}
