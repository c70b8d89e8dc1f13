import { type ListedEntry, listEntries } from '../../repository/listing.js';
import type { StoredArtifact } from '../../repository/stored-artifact.js';
import { escaped } from '../console/escaping.js';
import { Failure } from '../console/failure.js';
import { ProgressLine } from '../console/progress.js';
import type { Context } from '../context/context.js';
import { parseName, pointersOfName } from '../rows/key-names.js';
import { compareValues } from '../rows/order.js';
import { openArtifact, readNamedValues } from '../rows/rows.js';
import { type Condition, hasKey, isCondition, lacksKey, parseCondition } from './conditions.js';
import { idsOf } from './ids.js';
import { byOwnTimes } from './own-times.js';
import { resolveProcedure } from './procedures.js';
import { checkUnambiguous, eachReadable, noValueFailure, search, type Unread } from './search.js';

/** Which artifacts somebody asks for, and in which order. */
export interface SelectionOptions {
  readonly since?: string;
  readonly until?: string;
  /** Keys that artifacts have to have, and those that they must not have. */
  readonly has?: readonly string[];
  readonly lacks?: readonly string[];
  readonly sort?: string;
  readonly reverse?: boolean;
}

/** Artifacts that were asked for, in their order. */
export interface Selection {
  /** The procedure whose artifacts they are; undefined for those of all. */
  readonly procedure: string | undefined;
  readonly entries: readonly ListedEntry[];
  /** How many were looked at: all within the times that could be read. */
  readonly examined: number;
  /** Whether there were conditions. */
  readonly hasConditions: boolean;
  /** What could not be read so far. */
  readonly unread: Unread[];
  /** Pointers of the keys that a condition or the order names. */
  readonly askedPointers: ReadonlySet<string>;
  /** The values that a condition could not compare. */
  readonly incomparable: readonly string[];
}

/**
 * Finds the artifacts of a procedure, or of all, that match all conditions: the newest first, unless another order is asked for.
 *
 * @param command - the name of the command, for messages.
 * @param words - the conditions as they were typed.
 * @param count - how many of the artifacts will be read.
 * @throws Failure for wrong conditions and options, and if there is no such procedure or key.
 */
export async function select(
  context: Context,
  command: string,
  name: string | undefined,
  words: readonly string[],
  options: SelectionOptions,
  count: number,
): Promise<Selection> {
  if (name !== undefined && isCondition(name))
    throw new Failure(
      `${escaped(name)} is a condition. A procedure stands before conditions:\n  ${context.call(command, 'PROCEDURE', name)}`,
    );
  const procedure = name === undefined ? undefined : await resolveProcedure(context, name);
  const conditions = conditionsOf(words, options, (condition) =>
    context.call(command, procedure ?? 'PROCEDURE', condition),
  );
  const { reverse = false } = options;
  const sort = options.sort === undefined ? undefined : parseName(options.sort);
  const listed = await listedWithin(context, procedure, options);
  const ordered = (newestFirst: readonly ListedEntry[]) =>
    reverse
      ? byOwnTimes(context.storage, newestFirst.toReversed(), count, 'oldest')
      : byOwnTimes(context.storage, newestFirst, count, 'newest');
  const hasConditions = conditions.length > 0;
  if (!hasConditions && sort === undefined) {
    const entries = await ordered(listed);
    return {
      procedure,
      hasConditions,
      entries,
      examined: listed.length,
      unread: [],
      askedPointers: new Set(),
      incomparable: [],
    };
  }
  const found = await search(context, listed, conditions, sort, allKeys(context, procedure));
  const { matches, unread, pointers, incomparable } = found;
  const entriesOf = (those: readonly { readonly entry: ListedEntry }[]) => those.map(({ entry }) => entry);
  const byValues = () => matches.toSorted((a, b) => compareValues(a.value, b.value, reverse ? 'falling' : 'rising'));
  return {
    procedure,
    hasConditions,
    entries: sort === undefined ? await ordered(entriesOf(matches)) : entriesOf(byValues()),
    examined: listed.length - unread.length,
    unread,
    askedPointers: pointers,
    incomparable,
  };
}

function conditionsOf(
  words: readonly string[],
  { has = [], lacks = [] }: SelectionOptions,
  call: (condition: string) => string,
): Condition[] {
  return [
    ...words.map((word) => parseCondition(word, call)),
    ...has.map(parseName).map(hasKey),
    ...lacks.map(parseName).map(lacksKey),
  ];
}

async function listedWithin(
  { storage }: Context,
  procedure: string | undefined,
  { since, until }: SelectionOptions,
): Promise<ListedEntry[]> {
  const which = procedure === undefined ? {} : { procedure };
  try {
    return await listEntries(storage, { ...which, since, until, order: 'newest' });
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new Failure(
      `--since and --until take a time, or its beginning, as it stands in the names of files.\n` +
        'Write for example --since 2026-02-26 or --until 2026-02-26T12:00.',
    );
  }
}

const allKeys = (context: Context, procedure: string | undefined): string =>
  `All keys: ${context.call('keys', procedure ?? 'PROCEDURE')}`;

/**
 * The pointer that a name has in the newest artifact that has such a key.
 *
 * @throws Failure if there is none.
 */
async function pointerOfName(context: Context, procedure: string | undefined, name: string): Promise<string> {
  const { storage, terminal, json } = context;
  const entries = await listedWithin(context, procedure, {});
  const progress = new ProgressLine(terminal, json, 'files');
  for await (const [value] of eachReadable(entries, [], (entry) => readNamedValues(storage, entry, [name]), progress))
    if (value?.isLeaf) return value.pointer;
  throw await noValueFailure(storage, entries, name, allKeys(context, procedure));
}

/** Finds out which keys of some artifacts are meant by names. */
export class NameResolution {
  readonly #context: Context;
  readonly #procedure: string | undefined;
  readonly #pointers: ReadonlyMap<string, Set<string>>;

  /** @param procedure - whose artifacts they are; undefined for those of all. */
  constructor(context: Context, procedure: string | undefined, names: readonly string[]) {
    this.#context = context;
    this.#procedure = procedure;
    this.#pointers = new Map(names.map((name) => [name, new Set()]));
  }

  /** @param has - tells whether an artifact has a leaf at a pointer. */
  add(has: (pointer: string) => boolean): void {
    for (const [name, pointers] of this.#pointers) {
      const meant = pointersOfName(name).find(has);
      if (meant !== undefined) pointers.add(meant);
    }
  }

  /**
   * The pointers of the names, one for each. What none of the artifacts has is looked for in all of the procedure.
   *
   * @throws Failure if no artifact has one, or if it is a parameter in one artifact and a result in another.
   */
  async pointers(): Promise<string[]> {
    const all: string[] = [];
    for (const [name, pointers] of this.#pointers) {
      checkUnambiguous(name, pointers);
      const [pointer] = pointers;
      all.push(pointer ?? (await pointerOfName(this.#context, this.#procedure, name)));
    }
    return all;
  }
}

/**
 * The artifacts with their ids, one after the other.
 *
 * @param progress - shows how far that is.
 */
export async function* selectedArtifacts(
  { storage }: Context,
  { entries, unread }: Selection,
  limit: number,
  progress: ProgressLine,
): AsyncGenerator<{ readonly artifact: StoredArtifact; readonly id: string }> {
  const chosen = entries.slice(0, limit);
  const ids = idsOf(chosen.map(({ key }) => key));
  const idOf = new Map(chosen.map((entry, index): [ListedEntry, string] => [entry, ids[index] as string]));
  const opened = async (entry: ListedEntry) => ({
    artifact: await openArtifact(storage, entry),
    id: idOf.get(entry) as string,
  });
  yield* eachReadable(chosen, unread, opened, progress);
}
