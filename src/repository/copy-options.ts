import { addressOfKey } from '../format/address.js';
import { inspected } from '../model/message-text.js';
import { checkChoice, checkOptions, optionNames } from '../model/options.js';
import type { Storage, SurveyProblem } from '../storage/storage.js';
import { boundsFilter, nameRangeOf, type TimeBounds } from './time-bounds.js';
import type { VerifyProgressOptions } from './verify-progress.js';

/** Which artifacts are copied. */
export interface CopyOptions extends TimeBounds, VerifyProgressOptions {
  /**
   * The name of the only procedure whose artifacts are copied.
   * @defaultValue all procedures are copied
   */
  readonly procedure?: string;
  /**
   * Whether only those artifacts are copied whose names say that they are later than the newest one of their procedure in the target. So
   * the others are not looked at, which is much faster. It relies on the copies before: after one that was made without `newer` and did not
   * come to its end, run it to its end first.
   * @defaultValue false
   */
  readonly newer?: boolean;
}

const COPY_OPTIONS = optionNames<CopyOptions>({
  procedure: true,
  since: true,
  until: true,
  newer: true,
  signal: true,
  onProgress: true,
});

/**
 * Checks the options of `copyArtifacts`.
 *
 * @throws TypeError for wrong options, RangeError for a time that does not exist.
 */
export function checkCopyOptions(options: CopyOptions): void {
  checkOptions(options, COPY_OPTIONS);
  checkChoice('newer', options.newer, [true, false]);
  if (options.procedure !== undefined && typeof options.procedure !== 'string')
    throw new TypeError(`found procedure: ${inspected(options.procedure)}, expected a string`);
  boundsFilter(options);
}

/**
 * Returns the keys of the files that are copied, the oldest of each procedure first. If all are copied, returns also what is not a file,
 * and the keys of files that are no artifacts.
 *
 * @throws StorageError (`ARTIFACT_STORAGE`) if a storage cannot be listed.
 */
export async function entriesToCopy(
  from: Storage,
  to: Storage,
  options: CopyOptions,
): Promise<(string | SurveyProblem)[]> {
  const { procedure, since, until, newer = false } = options;
  const isAll = procedure === undefined && since === undefined && until === undefined && !newer;
  const entries: (string | SurveyProblem)[] = [];
  if (isAll) {
    for await (const entry of from.survey?.() ?? from.list()) entries.push(entry);
  } else {
    const isWithin = boundsFilter(options);
    const isNewer = newer ? await newerFilter(to, procedure) : () => true;
    for await (const key of from.list(procedure, nameRangeOf(options))) {
      const address = addressOfKey(key);
      if (address !== undefined && isWithin(address.timestamp) && isNewer(key)) entries.push(key);
    }
  }
  const nameOf = (entry: string | SurveyProblem) => (typeof entry === 'string' ? entry : entry.path);
  return entries.sort((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1));
}

/**
 * Returns a function that is true for the keys of artifacts that are later than the newest one of their procedure in a storage. The keys
 * of that very second are among them, if they are not in the storage: nobody can tell which of them are newer.
 *
 * @throws StorageError (`ARTIFACT_STORAGE`) if the storage cannot be listed.
 */
export async function newerFilter(to: Storage, procedure?: string): Promise<(key: string) => boolean> {
  const newest = new Map<string, { second: string; keys: Set<string> }>();
  for await (const key of to.list(procedure)) {
    const address = addressOfKey(key);
    if (address === undefined) continue;
    const { procedureName, timestamp } = address;
    const known = newest.get(procedureName);
    if (known === undefined || known.second < timestamp)
      newest.set(procedureName, { second: timestamp, keys: new Set([key]) });
    else if (known.second === timestamp) known.keys.add(key);
  }
  return (key) => {
    const address = addressOfKey(key);
    const known = newest.get(address?.procedureName ?? '');
    if (address === undefined || known === undefined) return true;
    return address.timestamp > known.second || (address.timestamp === known.second && !known.keys.has(key));
  };
}
