import type { ArtifactLike } from '../mapping/plan.js';
import { inspected } from '../model/message-text.js';
import { checkOptions, optionNames } from '../model/options.js';
import type { ListOptions } from './listing.js';
import type { TimeBounds } from './time-bounds.js';
import type { VerifyProblem } from './verification.js';

/** What `where` is given: the decoded values of the fields that say how an artifact was made, by the names of the properties. */
export type ArtifactInputs<T extends ArtifactLike> = Readonly<
  Pick<T, Extract<keyof T, 'inputParameters' | 'seed' | 'procedureVersion' | 'timestamp'>>
>;

/** Which artifacts of a class are wanted. An option that is not given matches every artifact. */
export interface QueryOptions<T extends ArtifactLike> extends TimeBounds {
  /**
   * The input parameters, all of them: an artifact with further parameters does not match. Two sets of parameters are equal if their
   * stored forms are: keys may come in any order; 0 and -0 differ, and so do the number NaN and the text "NaN".
   *
   * Only those files are opened whose names have the hash that this library or Python's json computes for the parameters. Python
   * distinguishes 1 from 1.0, so parameters with many integers have many hashes: if there are more than 8 for each file, or more than
   * 65,536, every file within the times is opened. A file under a wrong name is not found by its parameters; `verify` reports it.
   */
  readonly parameters?: T['inputParameters'];
  /** The seed. */
  readonly seed?: T extends { seed?: infer Seed } ? Seed : never;
  /** The version of the procedure. */
  readonly procedureVersion?: string;
  /**
   * Returns true for an artifact that is wanted. It is called before the arrays of the result are read, and must be synchronous.
   * An error that it throws ends the search.
   *
   * @example
   * ({ inputParameters: { windowSize } }) => windowSize >= 10 && windowSize <= 20
   */
  readonly where?: (inputs: ArtifactInputs<T>) => boolean;
  /**
   * Called for each file that may match and cannot be loaded; the search then goes on without that file.
   * @defaultValue the error of such a file ends the search
   */
  readonly onProblem?: (problem: VerifyProblem) => void;
}

/** Which artifacts of a class to find, in which order, and how many. */
export interface FindOptions<T extends ArtifactLike> extends QueryOptions<T>, Pick<ListOptions, 'order'> {
  /** The largest number of artifacts to find: the first ones in the order. */
  readonly limit?: number;
}

/** Which artifact to find, or to create if there is none. */
export type FindOrCreateOptions<T extends ArtifactLike> = Pick<FindOptions<T>, 'seed' | 'procedureVersion'> & {
  readonly parameters: T['inputParameters'];
};

const FIND_OR_CREATE_OPTIONS = optionNames<FindOrCreateOptions<ArtifactLike>>({
  parameters: true,
  seed: true,
  procedureVersion: true,
});

const QUERY_OPTIONS = optionNames<QueryOptions<ArtifactLike>>({
  parameters: true,
  seed: true,
  procedureVersion: true,
  where: true,
  since: true,
  until: true,
  onProblem: true,
});

const FIND_OPTIONS = optionNames<FindOptions<ArtifactLike>>({
  parameters: true,
  seed: true,
  procedureVersion: true,
  where: true,
  since: true,
  until: true,
  onProblem: true,
  order: true,
  limit: true,
});

/**
 * Checks the options of `findLatest` and `count`.
 *
 * @throws TypeError for wrong options.
 */
export function checkQueryOptions<T extends ArtifactLike>(options: QueryOptions<T>): void {
  checkOptions(options, QUERY_OPTIONS);
  checkFunctions(options);
}

/**
 * Checks the options of `find`.
 *
 * @throws TypeError for wrong options.
 * @throws RangeError for a limit that is not a count.
 */
export function checkFindOptions<T extends ArtifactLike>(options: FindOptions<T>): void {
  checkOptions(options, FIND_OPTIONS);
  const { limit } = options;
  if (limit !== undefined && !(Number.isSafeInteger(limit) && limit >= 0))
    throw new RangeError(`found limit: ${inspected(limit)}, expected a count`);
  checkFunctions(options);
}

/**
 * Checks the options of `findOrCreate`.
 *
 * @throws TypeError for wrong options.
 */
export function checkFindOrCreateOptions<T extends ArtifactLike>(options: FindOrCreateOptions<T>): void {
  checkOptions(options, FIND_OR_CREATE_OPTIONS);
  if (options?.parameters === undefined)
    throw new TypeError('found no parameters, expected those to find or create with');
}

function checkFunctions<T extends ArtifactLike>(options: QueryOptions<T>): void {
  for (const option of ['where', 'onProblem'] as const)
    if (options[option] !== undefined && typeof options[option] !== 'function')
      throw new TypeError(`found ${option}: ${inspected(options[option])}, expected a function`);
}
