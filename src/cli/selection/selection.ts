import { type Condition, hasKey, isCondition, lacksKey, parseCondition } from '../../display/conditions.js';
import { escaped } from '../../display/escaping.js';
import { Failure } from '../../display/failure.js';
import { idsOf } from '../../display/ids.js';
import { parseName } from '../../display/key-names.js';
import { openArtifact } from '../../display/open-artifact.js';
import { compareValues } from '../../display/order.js';
import { byOwnTimes } from '../../display/own-times.js';
import { eachReadable } from '../../display/readable.js';
import { type Match, search } from '../../display/search.js';
import type { ArtifactError } from '../../model/errors.js';
import type { ListedEntry } from '../../repository/listing.js';
import type { StoredArtifact } from '../../repository/stored-artifact.js';
import { ProgressLine } from '../console/progress.js';
import type { Context } from '../context/context.js';
import { shellAdvice } from './name-resolution.js';
import { listProcedures, resolveProcedure } from './procedures.js';

/** The options that select and sort artifacts. */
export interface SelectionOptions {
  readonly since?: string;
  readonly until?: string;
  /** Keys that an artifact has to have. */
  readonly has?: readonly string[];
  /** Keys that an artifact must not have. */
  readonly lacks?: readonly string[];
  readonly sort?: string;
  readonly reverse?: boolean;
}

/** The selected artifacts. */
export interface Selection {
  /** The procedure of the artifacts; undefined if they are of several, or of all. */
  readonly procedure: string | undefined;
  /** The artifacts in their order. */
  readonly entries: readonly ListedEntry[];
  /** How many artifacts lie within the times of `--since` and `--until` and could be read. */
  readonly examined: number;
  readonly hasConditions: boolean;
  /** The errors of the files that could not be read so far. */
  readonly unread: ArtifactError[];
  /** The pointers of the keys that the conditions and `--sort` name. */
  readonly askedPointers: ReadonlySet<string>;
  /** Notes on the values that a condition could not compare. */
  readonly incomparable: readonly string[];
}

/**
 * Selects the artifacts of some procedures, or of all, that match all conditions: the newest first, unless the options say otherwise.
 *
 * @param command - the name of the command, for messages.
 * @param names - the procedures, as somebody typed them; none for all procedures.
 * @param words - the conditions, as somebody typed them.
 * @param count - how many artifacts the command will read, from the first one on.
 * @throws Failure for a wrong condition or option, and if there is no such procedure or key.
 */
export async function select(
  context: Context,
  command: string,
  names: readonly string[],
  words: readonly string[],
  options: SelectionOptions,
  count: number,
): Promise<Selection> {
  const condition = names.find(isCondition);
  if (condition !== undefined)
    throw new Failure(
      `${escaped(condition)} is a condition. A procedure stands before conditions:\n  ${context.call(command, 'PROCEDURE', condition)}`,
    );
  const procedures = new Set<string>();
  for (const name of names) procedures.add(await resolveProcedure(context, name));
  const procedure = procedures.size === 1 ? [...procedures][0] : undefined;
  const conditions = conditionsOf(words, options, (condition) =>
    context.call(command, procedure ?? 'PROCEDURE', condition),
  );
  const { reverse = false } = options;
  const sort = options.sort === undefined ? undefined : parseName(options.sort);
  const listed = await listNewestFirst(context, procedures, options);
  const byTime = (newestFirst: readonly ListedEntry[]) =>
    reverse
      ? byOwnTimes(context, newestFirst.toReversed(), count, 'oldest')
      : byOwnTimes(context, newestFirst, count, 'newest');
  const hasConditions = conditions.length > 0;
  if (!hasConditions && sort === undefined) {
    const entries = await byTime(listed);
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
  const reading = new ProgressLine(context.terminal, context.json, 'files');
  const found = await search(context, listed, conditions, sort, shellAdvice(context, procedure), reading);
  const { matches, unread, pointers, incomparable } = found;
  const entriesOf = (some: readonly Match[]) => some.map(({ entry }) => entry);
  const byValue = () => matches.toSorted((a, b) => compareValues(a.value, b.value, reverse ? 'falling' : 'rising'));
  return {
    procedure,
    hasConditions,
    entries: sort === undefined ? await byTime(entriesOf(matches)) : entriesOf(byValue()),
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

async function listNewestFirst(
  context: Context,
  procedures: ReadonlySet<string>,
  { since, until }: SelectionOptions,
): Promise<ListedEntry[]> {
  try {
    return await listProcedures(context, procedures, { since, until, order: 'newest' });
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new Failure(
      `--since and --until take a time, or its beginning, as it stands in the names of files.\n` +
        'Write for example --since 2026-02-26 or --until 2026-02-26T12:00.',
    );
  }
}

/**
 * Opens the first artifacts of a selection, and yields each with its id. A file that cannot be read is added to `unread`.
 *
 * @param limit - how many artifacts to open.
 * @param progress - shows how many files are done.
 */
export async function* selectedArtifacts(
  context: Context,
  { entries, unread }: Pick<Selection, 'entries' | 'unread'>,
  limit: number,
  progress: ProgressLine,
): AsyncGenerator<{ readonly artifact: StoredArtifact; readonly id: string }> {
  const first = entries.slice(0, limit);
  const ids = idsOf(first.map(({ key }) => key));
  const idOf = new Map(first.map((entry, index): [ListedEntry, string] => [entry, ids[index] as string]));
  const open = async (entry: ListedEntry) => ({
    artifact: await openArtifact(context, entry),
    id: idOf.get(entry) as string,
  });
  yield* eachReadable(first, unread, open, progress);
}
