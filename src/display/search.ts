import { incomparableNotes } from '../../display/compared-values.js';
import type { Condition } from '../../display/conditions.js';
import { checkUnambiguous, noValueFailure } from '../../display/name-failures.js';
import { checkComparable, NamedValues } from '../../display/named-values.js';
import { readNamedValues } from '../../display/open-artifact.js';
import { eachReadable } from '../../display/readable.js';
import type { StoredTree } from '../../format/stored-tree.js';
import type { ArtifactError } from '../../model/errors.js';
import type { ListedEntry } from '../../repository/listing.js';
import { ProgressLine } from '../console/progress.js';
import type { Context } from '../context/context.js';

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
