import { StoredArray } from '../format/stored-array.js';
import { isStoredScalar, type StoredTree } from '../format/stored-tree.js';
import { scalarCell } from './cells.js';
import { type Condition, writtenCondition } from './conditions.js';
import { escaped } from './escaping.js';
import { Failure } from './failure.js';
import type { FoundValue } from './leaves.js';
import { typedName } from './name-failures.js';
import { shellWord } from './shell-word.js';
import { typeName, typeNames } from './type-names.js';
import { counted } from './wording.js';

/** Different values of a key that a message lists. */
const MOST_LISTED_VALUES = 5;

/** The greatest number of different values of a key that are counted, so that memory has a bound. */
const MOST_COUNTED_VALUES = 1000;

/** The values that one name stands for, over all artifacts. */
export class NamedValues {
  readonly pointers = new Set<string>();
  /** The pointers that lead to leaves. */
  readonly leaves = new Set<string>();
  readonly types = new Set<string>();
  /** How many artifacts have a value. */
  count = 0;
  /** How many artifacts have a value that the condition cannot compare. */
  incomparableCount = 0;
  readonly #incomparable = new Map<string, { readonly value: StoredTree; count: number }>();

  add({ pointer, tree, isLeaf }: FoundValue, isComparable: boolean): void {
    this.pointers.add(pointer);
    if (isLeaf) this.leaves.add(pointer);
    this.count++;
    this.types.add(typeName(tree));
    if (isComparable) return;
    this.incomparableCount++;
    const cell = valueCell(tree);
    const known = this.#incomparable.get(cell);
    if (known !== undefined) known.count++;
    else if (this.#incomparable.size < MOST_COUNTED_VALUES) this.#incomparable.set(cell, { value: tree, count: 1 });
  }

  /** The values that cannot be compared, the most frequent first, each with a text that says how many artifacts have it. */
  get incomparable(): { readonly text: string; readonly value: StoredTree }[] {
    return [...this.#incomparable]
      .sort(([, a], [, b]) => b.count - a.count)
      .map(([cell, { value, count }]) => ({ text: `${cell} (${count})`, value }));
  }
}

/** @throws Failure if some artifacts have a value, and the condition can compare none of these values. */
export function checkComparable({ key, text }: Condition, values: NamedValues, readable: number): void {
  const { count, incomparableCount, types, incomparable } = values;
  if (incomparableCount < count) return;
  const part = count < readable ? `${count} of ` : readable === 1 ? '' : 'all ';
  const where = `${part}${counted(readable, 'artifact')} here`;
  const lines = incomparable.slice(0, MOST_LISTED_VALUES).map((each) => `  ${each.text}`);
  const more = incomparable.length - MOST_LISTED_VALUES;
  if (more > 0) lines.push(`  and ${counted(more, 'other value')}`);
  const first = incomparable[0]?.value;
  const example = isStoredScalar(first) ? shellWord(writtenCondition(key, first)) : `--has ${typedName(key)}`;
  throw new Failure(
    `${escaped(key)} is ${typeNames(types)} in ${where}, so ${escaped(text)} can match none. It is:\n` +
      `${lines.join('\n')}\nWrite for example ${example}.`,
  );
}

/** Returns notes on the values that a condition asks to put in an order, and cannot compare. */
export function incomparableNotes(
  { key, asksFor }: Condition,
  { incomparableCount, incomparable }: NamedValues,
): readonly string[] {
  if (asksFor !== 'order' || incomparableCount === 0) return [];
  const texts = incomparable.slice(0, MOST_LISTED_VALUES).map(({ text }) => text);
  if (incomparable.length > MOST_LISTED_VALUES) texts.push('others');
  return [`${incomparableCount} with ${escaped(key)} ${texts.join(', ')}`];
}

const valueCell = (value: StoredTree): string => {
  if (isStoredScalar(value)) return scalarCell(value);
  return value instanceof StoredArray ? `array of ${typeName(value)}` : typeName(value);
};
