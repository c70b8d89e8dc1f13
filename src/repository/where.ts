import { types } from 'node:util';
import { describeValue } from '../codecs/describe-value.js';
import type { ArtifactLike } from '../mapping/plan.js';
import { ignoreRejection } from '../model/ignore-rejection.js';
import type { ArtifactInputs } from './query-options.js';

/** Wraps what `where` threw: an error of the user's code, whatever its class, ends a search and is not the problem of a file. */
export class WhereError {
  constructor(readonly cause: unknown) {}
}

/**
 * Calls the user's `where` and returns its answer.
 *
 * @throws WhereError with what `where` threw.
 * @throws TypeError if it returned neither true nor false.
 */
export function askWhere<T extends ArtifactLike>(
  where: (inputs: ArtifactInputs<T>) => boolean,
  inputs: ArtifactInputs<T>,
): boolean {
  let answer: unknown;
  try {
    answer = where(inputs);
  } catch (error) {
    throw new WhereError(error);
  }
  if (typeof answer === 'boolean') return answer;
  ignoreRejection(answer);
  const hint = types.isPromise(answer) ? ': it is not waited for' : '';
  throw new TypeError(`where answers ${describeValue(answer)}, expected true or false${hint}`);
}
