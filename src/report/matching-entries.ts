import type { ConditionAdvice } from '../display/condition-advice.js';
import { type Condition, isCondition, parseCondition } from '../display/conditions.js';
import { escaped, escapedJson } from '../display/escaping.js';
import { Failure } from '../display/failure.js';
import { writtenName } from '../display/key-names.js';
import { search } from '../display/search.js';
import type { Store } from '../display/store.js';
import { someOf } from '../display/wording.js';
import type { ArtifactError } from '../model/errors.js';
import type { ListedEntry } from '../repository/listing.js';

/** Keys that a message lists. */
const MOST_LISTED_KEYS = 8;

const callWith = (condition: string): string => `conditions: [${escapedJson(JSON.stringify(condition))}]`;

/** What messages about conditions advise somebody who passes them to a function. */
const CALL_ADVICE: ConditionAdvice = {
  condition: callWith,
  name: writtenName,
  insteadOn: () => 'a condition on another key',
  times: "Times have options of their own. Write for example since: '2026-02', until: '2026-02-26T12:00'.",
  procedures: "Procedures have an option of their own. Write for example procedures: ['ChangePoints'].",
  keys: (names) => `Keys: ${someOf(Array.from(names, writtenName), MOST_LISTED_KEYS)}.`,
};

/**
 * Parses conditions, each as a word of the command line: `threshold>=0.5`.
 *
 * @throws TypeError for one that is none.
 */
export const parsedConditions = (words: readonly string[]): Condition[] =>
  words.map((word) => {
    // In a shell, the sign may have been lost; here it was not written.
    if (!isCondition(word))
      throw new TypeError(
        `"${escaped(word)}" is a key, not a condition. Write for example\n  ${callWith(`${word}=10..20`)}`,
      );
    try {
      return parseCondition(word, callWith);
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
  const found = await search(store, entries, conditions, undefined, CALL_ADVICE).catch((error) => {
    throw error instanceof Failure ? new RangeError(error.message) : error;
  });
  for (const error of found.unread) unread.push(error);
  return found.matches.map(({ entry }) => entry);
}
