import { scalarCell } from '../../display/cells.js';
import { type Condition, writtenCondition } from '../../display/conditions.js';
import { escaped } from '../../display/escaping.js';
import { Failure } from '../../display/failure.js';
import type { FoundValue } from '../../display/leaves.js';
import { readNamedValues } from '../../display/open-artifact.js';
import { eachReadable } from '../../display/readable.js';
import { shellWord } from '../../display/shell-word.js';
import { typeName, typeNames } from '../../display/type-names.js';
import { counted } from '../../display/wording.js';
import { StoredArray } from '../../format/stored-array.js';
import { isStoredScalar, type StoredTree } from '../../format/stored-tree.js';
import type { ArtifactError } from '../../model/errors.js';
import type { ListedEntry } from '../../repository/listing.js';
import { ProgressLine } from '../console/progress.js';
import type { Context } from '../context/context.js';
import { checkUnambiguous, noValueFailure, typedName } from './name-failures.js';

/** An artifact that matches all conditions. */
export interface Match {
  readonly entry: ListedEntry;
  /** Its value under the key to sort by; undefined if it has none, or if there is no such key. */
  readonly value: StoredTree | undefined;
}

/** The result of a search. */
export interface SearchResult {
  readonly matches: readonly Match[];
  /** The errors of the files that could not be read. */
  readonly unread: ArtifactError[];
  /** The pointers of the leaves that the names in conditions and the key to sort by stand for. */
  readonly pointers: ReadonlySet<string>;
  /** Notes on the values that a condition could not compare. */
  readonly incomparable: readonly string[];
}

/** Different values of a key that a message lists. */
const MOST_LISTED_VALUES = 5;

/** The greatest number of different values of a key that are counted, so that memory has a bound. */
const MOST_COUNTED_VALUES = 1000;

/** The values that one name stands for, over all artifacts. */
class NamedValues {
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

/**
 * Reads all artifacts, and returns those that match all conditions.
 *
 * @param sort - the name of the key to sort by. The search does not sort.
 * @param allKeys - a line that says how to list all keys, for messages.
 * @throws Failure if no artifact has one of the keys, or if a condition can compare no value of its key.
 */
export async function search(
  context: Context,
  entries: readonly ListedEntry[],
  conditions: readonly Condition[],
  sort: string | undefined,
  allKeys: string,
): Promise<SearchResult> {
  const names = [...conditions.map(({ key }) => key), ...(sort === undefined ? [] : [sort])];
  const values = names.map(() => new NamedValues());
  const matches: Match[] = [];
  const unread: ArtifactError[] = [];
  const searched = eachReadable(
    entries,
    unread,
    async (entry) => ({ entry, found: await readNamedValues(context, entry, names) }),
    new ProgressLine(context.terminal, context.json, 'files'),
  );
  for await (const { entry, found } of searched) {
    let isMatch = true;
    for (const [index, value] of found.entries()) {
      const result = conditions[index]?.test(value?.tree) ?? 'match';
      if (result !== 'match') isMatch = false;
      if (value !== undefined) values[index]?.add(value, result !== 'incomparable');
    }
    if (isMatch) matches.push({ entry, value: sort === undefined ? undefined : found.at(-1)?.tree });
  }
  const readable = entries.length - unread.length;
  if (readable > 0) {
    for (const [index, name] of names.entries()) {
      const { pointers, leaves } = values[index] as NamedValues;
      const wanted = conditions[index]?.asksFor === 'presence' ? pointers : leaves;
      if (wanted.size === 0) throw await noValueFailure(context, entries, name, allKeys);
      checkUnambiguous(name, wanted);
    }
    for (const [index, condition] of conditions.entries())
      checkComparable(condition, values[index] as NamedValues, readable);
  }
  return {
    matches,
    unread,
    pointers: new Set(values.flatMap(({ leaves }) => [...leaves])),
    incomparable: conditions.flatMap((condition, index) => incomparableNotes(condition, values[index] as NamedValues)),
  };
}

/** @throws Failure if some artifacts have a value, and the condition can compare none of these values. */
function checkComparable({ key, text }: Condition, values: NamedValues, readable: number): void {
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

function incomparableNotes(
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
