import type { StoredTree } from '../format/stored-tree.js';
import type { ArtifactError } from '../model/errors.js';
import type { ListedEntry } from '../repository/listing.js';
import { incomparableNotes } from './compared-values.js';
import type { ConditionAdvice } from './condition-advice.js';
import type { Condition } from './conditions.js';
import { checkUnambiguous, noValueFailure } from './name-failures.js';
import { checkComparable, NamedValues } from './named-values.js';
import { readNamedValues } from './open-artifact.js';
import { eachReadable, type FileProgress } from './readable.js';
import type { Store } from './store.js';

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
 * @throws Failure if no artifact has one of the keys, or if a condition can compare no value of its key.
 */
export async function search(
  store: Store,
  entries: readonly ListedEntry[],
  conditions: readonly Condition[],
  sort: string | undefined,
  advice: ConditionAdvice,
  progress?: FileProgress,
): Promise<SearchResult> {
  const names = [...conditions.map(({ key }) => key), ...(sort === undefined ? [] : [sort])];
  const values = names.map(() => new NamedValues());
  const matches: Match[] = [];
  const unread: ArtifactError[] = [];
  const searched = eachReadable(
    entries,
    unread,
    async (entry) => ({ entry, found: await readNamedValues(store, entry, names) }),
    progress,
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
      if (wanted.size === 0) throw await noValueFailure(store, entries, name, advice);
      checkUnambiguous(name, wanted, advice.name);
    }
    for (const [index, condition] of conditions.entries())
      checkComparable(condition, values[index] as NamedValues, readable, advice);
  }
  return {
    matches,
    unread,
    pointers: new Set(values.flatMap(({ leaves }) => [...leaves])),
    incomparable: conditions.flatMap((condition, index) => incomparableNotes(condition, values[index] as NamedValues)),
  };
}
