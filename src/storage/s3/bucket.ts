import { setTimeout } from 'node:timers/promises';
import type { S3Client } from '@aws-sdk/client-s3';
import { ArtifactError } from '../../model/errors.js';
import { Semaphore } from '../../model/semaphore.js';
import { Exchange, NothingMoved } from './exchange.js';
import { newClient } from './s3-client.js';
import { isTransient, storageErrorOf } from './s3-faults.js';
import type { S3StorageOptions } from './s3-options.js';

/** How often a request is made before its error is thrown. */
const TRIES = 6;

/** How often a request is made to which nothing is answered: the connection may have been lost while it was idle. */
const TRIES_IN_SILENCE = 2;

/** The longest wait before the second try; it doubles with each further one. Units: milliseconds. */
const FIRST_WAIT = 200;

/** How long to wait while nothing moves. Units: milliseconds. */
const TIMEOUT = 30_000;

/** How many requests are pending at the same time. The SDK opens 50 connections, and a request that waits for one does not move. */
const CONCURRENT_REQUESTS = 40;

/** The objects of a bucket whose keys begin with a prefix, and the requests for them. */
export class Bucket {
  readonly name: string;
  /** The beginning of all keys of objects: nothing, or a text that ends in a slash. */
  readonly prefix: string;
  /** The path of what is below the prefix, with a slash at its end. */
  readonly root: string;
  readonly #client: S3Client;
  readonly #timeout: number;
  readonly #places = new Semaphore(CONCURRENT_REQUESTS);

  constructor(options: S3StorageOptions) {
    this.name = options.bucket;
    this.prefix = options.prefix ? `${options.prefix}/` : '';
    this.root = `s3://${this.name}/${this.prefix}`;
    this.#client = options.client ?? newClient(options);
    this.#timeout = options.timeout ?? TIMEOUT;
  }

  /** Returns the path of a key of the storage. */
  pathOf(key: string): string {
    return `${this.root}${key}`;
  }

  /** Returns what names the object of a key of the storage in a request. */
  object(key: string): { Bucket: string; Key: string } {
    return { Bucket: this.name, Key: `${this.prefix}${key}` };
  }

  /**
   * Makes a request, and makes it again where that may help: after waits of random lengths, up to a limit that doubles each time, so
   * that the programs that a busy server has turned away do not come back together.
   *
   * @param operation - the name of the request, for the error.
   * @param path - what it is about, for the error.
   * @param request - makes it once, and reads its whole answer. It must allow for having had success before, without an answer.
   * @param patience - how many times longer than usual to wait while nothing moves.
   * @throws StorageError (`ARTIFACT_STORAGE`) if it failed to the end; an `ArtifactError` of the function at once.
   * @see https://aws.amazon.com/builders-library/timeouts-retries-and-backoff-with-jitter/
   */
  async request<Result>(
    operation: string,
    path: string,
    request: (exchange: Exchange) => Promise<Result>,
    patience = 1,
  ): Promise<Result> {
    for (let tries = 1; ; tries++) {
      try {
        return await this.#places.run(() => new Exchange(this.#client).run(patience * this.#timeout, request));
      } catch (error) {
        if (error instanceof ArtifactError) throw error;
        const mayHelp = error instanceof NothingMoved ? tries < TRIES_IN_SILENCE : tries < TRIES && isTransient(error);
        if (!mayHelp) throw storageErrorOf(operation, path, this.name, error, tries);
      }
      await setTimeout(Math.random() * FIRST_WAIT * 2 ** (tries - 1));
    }
  }
}
