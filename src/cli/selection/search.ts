import { PROCEDURE_NAME_KEY } from '../../format/layout.js';
import { StoredArray } from '../../format/stored-array.js';
import { type ArtifactError, isArtifactError } from '../../model/errors.js';
import { mapInOrder } from '../../model/in-order.js';
import type { ListedEntry } from '../../repository/listing.js';
import { isStoredScalar, type StoredTree } from '../../repository/stored-tree.js';
import type { Storage } from '../../storage/storage.js';
import { escaped } from '../console/escaping.js';
import { Failure, nearest } from '../console/failure.js';
import { counted, someOf } from '../console/notes.js';
import { ProgressLine } from '../console/progress.js';
import type { Context } from '../context/context.js';
import { FILES_AT_A_TIME } from '../context/limits.js';
import { shellWord } from '../context/root.js';
import { scalarCell } from '../rows/cells.js';
import { isParameter, namesOf, pointersOfName, writtenName } from '../rows/key-names.js';
import { type FoundValue, leavesOf, typeName, typeNames } from '../rows/leaves.js';
import { openArtifact, readNamedValues } from '../rows/rows.js';
import { type Condition, writtenCondition } from './conditions.js';

/** What an artifact cannot be read for. */
export type Unread = ArtifactError;

/**
 * Does something with each artifact, several at a time, and gives the results in the order of the artifacts.
 *
 * @param unread - takes the errors of those that cannot be read.
 * @param progress - shows how far that is, as long as nothing else is written.
 */
export async function* eachReadable<T>(
  entries: readonly ListedEntry[],
  unread: Unread[],
  act: (entry: ListedEntry) => Promise<T>,
  progress?: ProgressLine,
): AsyncGenerator<T> {
  const results = mapInOrder(entries, FILES_AT_A_TIME, (entry) =>
    act(entry).then(
      (result) => ({ result }),
      (error) => {
        if (isArtifactError(error)) return { error };
        throw error;
      },
    ),
  );
  let done = 0;
  try {
    for await (const each of results) {
      if ('error' in each) unread.push(each.error);
      else yield each.result;
      await progress?.update({ done: ++done, of: entries.length });
    }
  } finally {
    progress?.clear();
  }
}

/** An artifact that matches all conditions. */
export interface Match {
  readonly entry: ListedEntry;
  /** What it has under the key that is sorted by; undefined if it has none. */
  readonly value: StoredTree | undefined;
}

/** What came of a search. */
export interface SearchResult {
  readonly matches: readonly Match[];
  readonly unread: Unread[];
  /** The pointers that the names stand for, but those of objects, which are no columns. */
  readonly pointers: ReadonlySet<string>;
  /** The values that have no place in the order that a condition asks for. */
  readonly incomparable: readonly string[];
}

/** Different values of a key that are shown. */
const SHOWN = 5;

/** Keys of an object that are shown. */
const SHOWN_KEYS = 6;

/** Different values of a key that are counted. */
const COUNTED = 1000;

/** Artifacts in which is looked for the name that somebody may have meant. */
const LOOKED_AT = 200;

/** The values that a name stands for in the artifacts. */
class NamedValues {
  readonly pointers = new Set<string>();
  /** The same without those of objects. */
  readonly leaves = new Set<string>();
  readonly types = new Set<string>();
  /** How many artifacts have it. */
  count = 0;
  /** How many have a value that has no place in the order, or is of another type. */
  incomparables = 0;
  readonly #incomparable = new Map<string, { readonly value: StoredTree; count: number }>();

  add({ pointer, tree, isLeaf }: FoundValue, isComparable: boolean): void {
    this.pointers.add(pointer);
    if (isLeaf) this.leaves.add(pointer);
    this.count++;
    this.types.add(typeName(tree));
    if (isComparable) return;
    this.incomparables++;
    const cell = cellOf(tree);
    const known = this.#incomparable.get(cell);
    if (known !== undefined) known.count++;
    else if (this.#incomparable.size < COUNTED) this.#incomparable.set(cell, { value: tree, count: 1 });
  }

  /** The values that cannot be compared, each with how many artifacts have it, the most frequent first. */
  get incomparable(): { readonly text: string; readonly value: StoredTree }[] {
    return [...this.#incomparable]
      .sort(([, a], [, b]) => b.count - a.count)
      .map(([cell, { value, count }]) => ({ text: `${cell} (${count})`, value }));
  }
}

/**
 * Looks at artifacts for those that match all conditions.
 *
 * @param sort - the name of the key to sort by.
 * @param allKeys - tells how to see all keys, for messages.
 * @throws Failure if no artifact has one of the keys, or no value of one can be compared as a condition wants it.
 */
export async function search(
  { storage, terminal, json }: Context,
  entries: readonly ListedEntry[],
  conditions: readonly Condition[],
  sort: string | undefined,
  allKeys: string,
): Promise<SearchResult> {
  const names = [...conditions.map(({ key }) => key), ...(sort === undefined ? [] : [sort])];
  const values = names.map(() => new NamedValues());
  const matches: Match[] = [];
  const unread: Unread[] = [];
  const looked = eachReadable(
    entries,
    unread,
    async (entry) => ({ entry, found: await readNamedValues(storage, entry, names) }),
    new ProgressLine(terminal, json, 'files'),
  );
  for await (const { entry, found } of looked) {
    let isMatch = true;
    for (const [index, value] of found.entries()) {
      const answer = conditions[index]?.test(value?.tree) ?? 'match';
      if (answer !== 'match') isMatch = false;
      if (value !== undefined) values[index]?.add(value, answer !== 'incomparable');
    }
    if (isMatch) matches.push({ entry, value: sort === undefined ? undefined : found.at(-1)?.tree });
  }
  const readable = entries.length - unread.length;
  if (readable > 0) {
    for (const [index, name] of names.entries()) {
      const { pointers, leaves } = values[index] as NamedValues;
      const meant = conditions[index]?.asksFor === 'presence' ? pointers : leaves;
      if (meant.size === 0) throw await noValueFailure(storage, entries, name, allKeys);
      checkUnambiguous(name, meant);
    }
    for (const [index, condition] of conditions.entries())
      checkComparable(condition, values[index] as NamedValues, readable);
  }
  return {
    matches,
    unread,
    pointers: new Set(values.flatMap(({ leaves }) => [...leaves])),
    incomparable: conditions.flatMap((condition, index) => notesOn(condition, values[index] as NamedValues)),
  };
}

/** @throws Failure if a name stands for a parameter in one artifact, and for another member in the next. */
export function checkUnambiguous(name: string, pointers: ReadonlySet<string>): void {
  if (pointers.size < 2) return;
  const [parameter, member] = [...pointers].sort((a, b) => Number(isParameter(b)) - Number(isParameter(a)));
  throw new Failure(
    `${escaped(name)} is a parameter in some artifacts here, and a result in others. Write one of\n` +
      `  ${inShell(parameter as string)}\n  ${inShell(member as string)}`,
  );
}

/** A name as somebody can type it in a shell. */
const inShell = (name: string): string => shellWord(writtenName(name));

/** What says that no artifact has a value under a name: nothing is there, or an object. */
export async function noValueFailure(
  storage: Storage,
  entries: readonly ListedEntry[],
  name: string,
  allKeys: string,
): Promise<Failure> {
  if (/^time(?:stamp)?$/i.test(name))
    return new Failure('Times have options of their own. Write for example --since 2026-02 --until 2026-02-26T12:00.');
  if (name === PROCEDURE_NAME_KEY)
    return new Failure(`A procedure stands before conditions, and is not asked for by them.\n${allKeys}`);
  const pointers = new Set<string>();
  for await (const { root } of eachReadable(entries.slice(0, LOOKED_AT), [], (entry) => openArtifact(storage, entry)))
    for (const { pointer } of leavesOf(root)) pointers.add(pointer);
  const names = namesOf(pointers);
  const object = pointersOfName(name).map((pointer) => `${pointer}/`);
  const within = [...pointers].filter((pointer) => object.some((beginning) => pointer.startsWith(beginning)));
  if (within.length > 0) {
    const keys = within.map((pointer) => inShell(names.get(pointer) as string));
    return new Failure(`${escaped(name)} is an object; its keys: ${someOf(keys.sort(), SHOWN_KEYS)}.\n${allKeys}`);
  }
  const meant = nearest(name, names.values());
  const advice = meant === undefined ? '' : ` Did you mean ${inShell(meant)}?`;
  return new Failure(`No artifact here has "${escaped(name)}".${advice}\n${allKeys}`);
}

/** @throws Failure if there are values, and none of them can be compared. */
function checkComparable({ key, text }: Condition, values: NamedValues, readable: number): void {
  const { count, incomparables, types, incomparable } = values;
  if (incomparables < count) return;
  const part = count < readable ? `${count} of ` : readable === 1 ? '' : 'all ';
  const where = `${part}${counted(readable, 'artifact')} here`;
  const lines = incomparable.slice(0, SHOWN).map((each) => `  ${each.text}`);
  if (incomparable.length > SHOWN) lines.push(`  and ${counted(incomparable.length - SHOWN, 'other value')}`);
  const first = incomparable[0]?.value;
  const example = isStoredScalar(first) ? shellWord(writtenCondition(key, first)) : `--has ${inShell(key)}`;
  throw new Failure(
    `${escaped(key)} is ${typeNames(types)} in ${where}, so ${escaped(text)} can match none. It is:\n` +
      `${lines.join('\n')}\nWrite for example ${example}.`,
  );
}

function notesOn({ key, asksFor }: Condition, { incomparables, incomparable }: NamedValues): string[] {
  if (asksFor !== 'order' || incomparables === 0) return [];
  const texts = incomparable.slice(0, SHOWN).map(({ text }) => text);
  if (incomparable.length > SHOWN) texts.push('others');
  return [`${incomparables} with ${escaped(key)} ${texts.join(', ')}`];
}

const cellOf = (value: StoredTree): string => {
  if (isStoredScalar(value)) return scalarCell(value);
  return value instanceof StoredArray ? `array of ${typeName(value)}` : typeName(value);
};
