import { inOrder } from '../ahead.js';
import { type ArtifactError, isArtifactError } from '../errors.js';
import { StoredArray } from '../json/stored-array.js';
import type { ListedEntry } from '../listing.js';
import type { Storage } from '../storage/storage.js';
import { isStoredObject, type StoredTree } from '../stored-artifact.js';
import { type Scalar, scalarCell } from './cells.js';
import { type Condition, writtenCondition } from './conditions.js';
import type { Context } from './context.js';
import { shown } from './escaping.js';
import { Failure, nearest } from './failure.js';
import { isParameter, namesOf, writtenName } from './key-names.js';
import { leavesOf, typeOf, typesText } from './leaves.js';
import { ProgressLine } from './progress.js';
import { AT_A_TIME, openArtifact, readLeaves } from './rows.js';

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
  const results = inOrder(entries, AT_A_TIME, (entry) =>
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
      await progress?.tell({ done: ++done, of: entries.length });
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
  /** The pointers that the names stand for. */
  readonly pointers: ReadonlySet<string>;
  /** The values that have no place in the order that a condition asks for. */
  readonly incomparable: readonly string[];
}

/** Different values of a key that are told. */
const TOLD = 5;

/** Different values of a key that are counted. */
const COUNTED = 1000;

/** Artifacts in which is looked for the name that somebody may have meant. */
const LOOKED_AT = 200;

/** What was seen under a name. */
class Sighting {
  readonly pointers = new Set<string>();
  readonly types = new Set<string>();
  /** How many artifacts have it. */
  count = 0;
  /** The values that have no place in the order, or are of another type, and how often there is each of them. */
  readonly incomparable = new Map<string, { readonly value: StoredTree; count: number }>();
  incomparables = 0;

  add(pointer: string, value: StoredTree, isComparable: boolean): void {
    this.pointers.add(pointer);
    this.count++;
    this.types.add(typeOf(value));
    if (isComparable) return;
    this.incomparables++;
    const cell = cellOf(value);
    const known = this.incomparable.get(cell);
    if (known !== undefined) known.count++;
    else if (this.incomparable.size < COUNTED) this.incomparable.set(cell, { value, count: 1 });
  }

  /** The values that cannot be compared, the most frequent first. */
  get told(): { readonly text: string; readonly value: StoredTree }[] {
    return [...this.incomparable]
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
  const sightings = names.map(() => new Sighting());
  const matches: Match[] = [];
  const unread: Unread[] = [];
  const looked = eachReadable(
    entries,
    unread,
    async (entry) => ({ entry, leaves: await readLeaves(storage, entry, names) }),
    new ProgressLine(terminal, json, 'files'),
  );
  for await (const { entry, leaves } of looked) {
    let isMatch = true;
    for (const [index, leaf] of leaves.entries()) {
      const answer = conditions[index]?.test(leaf?.tree) ?? 'match';
      if (answer !== 'match') isMatch = false;
      if (leaf !== undefined) sightings[index]?.add(leaf.pointer, leaf.tree, answer !== 'incomparable');
    }
    if (isMatch) matches.push({ entry, value: sort === undefined ? undefined : leaves.at(-1)?.tree });
  }
  const readable = entries.length - unread.length;
  if (readable > 0) {
    for (const [index, name] of names.entries()) {
      const { pointers } = sightings[index] as Sighting;
      if (pointers.size === 0) throw await unknownKey(storage, entries, name, allKeys);
      checkMeaning(name, pointers);
    }
    for (const [index, condition] of conditions.entries())
      checkComparable(condition, sightings[index] as Sighting, readable);
  }
  return {
    matches,
    unread,
    pointers: new Set(sightings.flatMap(({ pointers }) => [...pointers])),
    incomparable: conditions.flatMap((condition, index) => notesOn(condition, sightings[index] as Sighting)),
  };
}

/** @throws Failure if a name stands for a parameter in one artifact, and for another member in the next. */
export function checkMeaning(name: string, pointers: ReadonlySet<string>): void {
  if (pointers.size < 2) return;
  const [parameter, member] = [...pointers].sort((a, b) => Number(isParameter(b)) - Number(isParameter(a)));
  throw new Failure(
    `${shown(name)} is a parameter in some artifacts here, and a result in others. Write one of\n` +
      `  ${writtenName(parameter as string)}\n  ${writtenName(member as string)}`,
    { exitCode: 2 },
  );
}

/** What says that no artifact has a key. */
export async function unknownKey(
  storage: Storage,
  entries: readonly ListedEntry[],
  name: string,
  allKeys: string,
): Promise<Failure> {
  if (/^time(?:stamp)?$/i.test(name))
    return new Failure('Times have options of their own. Write for example --since 2026-02 --until 2026-02-26T12:00.', {
      exitCode: 2,
    });
  const pointers = new Set<string>();
  for await (const { root } of eachReadable(entries.slice(0, LOOKED_AT), [], (entry) => openArtifact(storage, entry)))
    for (const { pointer } of leavesOf(root)) pointers.add(pointer);
  const meant = nearest(name, namesOf(pointers).values());
  return new Failure(
    `No artifact here has "${shown(name)}".${meant === undefined ? '' : ` Did you mean ${shown(writtenName(meant))}?`}\n${allKeys}`,
    { exitCode: 2 },
  );
}

/** @throws Failure if there are values, and none of them can be compared. */
function checkComparable({ key, text }: Condition, sighting: Sighting, readable: number): void {
  const { count, incomparables, types, told } = sighting;
  if (incomparables < count) return;
  const where = count === readable ? `all ${count}` : `${count} of ${readable}`;
  const lines = told.slice(0, TOLD).map((each) => `  ${each.text}`);
  if (told.length > TOLD) lines.push(`  and ${told.length - TOLD} other values`);
  const first = told[0]?.value;
  const example = isScalar(first) ? writtenCondition(key, first) : `--has ${writtenName(key)}`;
  throw new Failure(
    `${shown(key)} is ${typesText(types)} in ${where} artifacts here, so ${shown(text)} can match none. It is:\n` +
      `${lines.join('\n')}\nWrite for example ${shown(example)}.`,
    { exitCode: 2 },
  );
}

function notesOn({ key, isOrder }: Condition, { incomparables, told }: Sighting): string[] {
  if (!isOrder || incomparables === 0) return [];
  const values = [...told.slice(0, TOLD).map(({ text }) => text), ...(told.length > TOLD ? ['others'] : [])];
  return [`${incomparables} with ${shown(key)} ${values.join(', ')}`];
}

const isScalar = (value: StoredTree | undefined): value is Scalar =>
  value !== undefined && !Array.isArray(value) && !isStoredObject(value) && !(value instanceof StoredArray);

const cellOf = (value: StoredTree): string => {
  if (isScalar(value)) return scalarCell(value);
  return value instanceof StoredArray ? `array of ${typeOf(value)}` : typeOf(value);
};
