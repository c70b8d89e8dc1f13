import { type Condition, parseCondition } from '../display/conditions.js';
import { Failure } from '../display/failure.js';
import { readNamedValues } from '../display/open-artifact.js';
import { eachReadable } from '../display/readable.js';
import type { Store } from '../display/store.js';
import type { ArtifactError } from '../model/errors.js';
import type { ListedEntry } from '../repository/listing.js';

/**
 * Parses conditions, each as a word of the command line: `threshold>=0.5`.
 *
 * @throws TypeError for one that is none.
 */
export const parsedConditions = (words: readonly string[]): Condition[] =>
  words.map((word) => {
    try {
      return parseCondition(word, (condition) => `conditions: [${JSON.stringify(condition)}]`);
    } catch (error) {
      if (error instanceof Failure) throw new TypeError(error.message);
      throw error;
    }
  });

/**
 * Returns the entries whose artifacts match all conditions, in their order.
 *
 * @param unread - receives the errors of the files that cannot be read.
 * @throws RangeError if no artifact has the key of a condition, or none a value that it can be compared with.
 */
export async function matchingEntries(
  store: Store,
  entries: readonly ListedEntry[],
  conditions: readonly Condition[],
  unread: ArtifactError[],
): Promise<readonly ListedEntry[]> {
  if (conditions.length === 0 || entries.length === 0) return entries;
  const matching: ListedEntry[] = [];
  const compared = conditions.map(() => ({ isThere: false, isComparable: false }));
  const names = conditions.map(({ key }) => key);
  const read = async (entry: ListedEntry) => ({ entry, values: await readNamedValues(store, entry, names) });
  for await (const { entry, values } of eachReadable(entries, unread, read)) {
    const results = conditions.map((condition, index) => {
      const value = values[index]?.tree;
      const result = condition.test(value);
      const seen = compared[index] as { isThere: boolean; isComparable: boolean };
      seen.isThere ||= value !== undefined;
      seen.isComparable ||= value !== undefined && result !== 'incomparable';
      return result;
    });
    if (results.every((result) => result === 'match')) matching.push(entry);
  }
  if (unread.length === entries.length) return matching;
  for (const [index, { text, key }] of conditions.entries()) {
    const { isThere, isComparable } = compared[index] as { isThere: boolean; isComparable: boolean };
    if (!isThere) throw new RangeError(`found the condition ${text}, but no artifact here has the key ${key}`);
    if (!isComparable)
      throw new RangeError(`found the condition ${text}, but no artifact here has a ${key} to compare`);
  }
  return matching;
}
