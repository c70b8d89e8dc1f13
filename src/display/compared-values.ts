import type { StoredTree } from '../format/stored-tree.js';
import type { Condition } from './conditions.js';
import { escaped } from './escaping.js';
import { Failure } from './failure.js';
import { typeNames } from './scalar-types.js';
import { counted } from './wording.js';

/** Different values of a key that a message lists. */
const MOST_LISTED_VALUES = 5;

/** The greatest number of different values of a key that are counted, so that memory has a bound. */
const MOST_COUNTED_VALUES = 1000;

/** The values that a condition was tested with, over all artifacts that have its key. */
export class ComparedValues {
  readonly types = new Set<string>();
  /** How many artifacts have a value. */
  count = 0;
  /** How many artifacts have a value that the condition cannot compare. */
  incomparableCount = 0;
  readonly #incomparable = new Map<string, { readonly value: StoredTree; count: number }>();

  /**
   * Adds the value of an artifact.
   *
   * @param type - the name of its type, as people read it.
   * @param cellOf - returns its text in a message.
   */
  addValue(value: StoredTree, type: string, isComparable: boolean, cellOf: () => string): void {
    this.count++;
    this.types.add(type);
    if (isComparable) return;
    this.incomparableCount++;
    const cell = cellOf();
    const known = this.#incomparable.get(cell);
    if (known !== undefined) known.count++;
    else if (this.#incomparable.size < MOST_COUNTED_VALUES) this.#incomparable.set(cell, { value, count: 1 });
  }

  /** The values that cannot be compared, the most frequent first, each with a text that says how many artifacts have it. */
  get incomparable(): { readonly text: string; readonly value: StoredTree }[] {
    return [...this.#incomparable]
      .sort(([, a], [, b]) => b.count - a.count)
      .map(([cell, { value, count }]) => ({ text: `${cell} (${count})`, value }));
  }
}

/**
 * Checks that a condition could compare some value.
 *
 * @param readable - how many artifacts there are, with or without the key.
 * @param exampleOf - returns what to type in place of the condition, for a value that it cannot compare.
 * @throws Failure if some artifacts have a value, and the condition can compare none of these values.
 */
export function checkCompared(
  { key, text }: Condition,
  { count, incomparableCount, types, incomparable }: ComparedValues,
  readable: number,
  exampleOf: (key: string, value: StoredTree | undefined) => string,
): void {
  if (incomparableCount < count) return;
  const part = count < readable ? `${count} of ` : readable === 1 ? '' : 'all ';
  const where = `${part}${counted(readable, 'artifact')} here`;
  const lines = incomparable.slice(0, MOST_LISTED_VALUES).map((each) => `  ${each.text}`);
  const more = incomparable.length - MOST_LISTED_VALUES;
  if (more > 0) lines.push(`  and ${counted(more, 'other value')}`);
  throw new Failure(
    `${escaped(key)} is ${typeNames(types)} in ${where}, so ${escaped(text)} can match none. It is:\n` +
      `${lines.join('\n')}\nWrite for example ${exampleOf(key, incomparable[0]?.value)}.`,
  );
}

/** Returns notes on the values that a condition asks to put in an order, and cannot compare. */
export function incomparableNotes(
  { key, asksFor }: Condition,
  { incomparableCount, incomparable }: ComparedValues,
): readonly string[] {
  if (asksFor !== 'order' || incomparableCount === 0) return [];
  const texts = incomparable.slice(0, MOST_LISTED_VALUES).map(({ text }) => text);
  if (incomparable.length > MOST_LISTED_VALUES) texts.push('others');
  return [`${incomparableCount} with ${escaped(key)} ${texts.join(', ')}`];
}
