import { possibleParameterHashes } from '../format/parameter-hash.js';
import { type ArtifactLike, artifactPlanOf } from '../mapping/plan.js';
import { isArtifactError } from '../model/errors.js';
import { mapInOrder } from '../model/map-in-order.js';
import type { Tree } from '../model/tree.js';
import type { Storage } from '../storage/storage.js';
import { boundsForNames, isLater, mayBeLater } from './artifact-times.js';
import { type Candidate, isMatching, loadIfMatching, type Outcome } from './candidate.js';
import { type ListedEntry, listedEntry, readEntries, sortedEntries } from './listing.js';
import type { LoadedArtifact } from './loading.js';
import type { Query } from './query.js';
import type { FindOptions, QueryOptions } from './query-options.js';
import { WhereError } from './where.js';

/** An artifact that was found, and the path of its file. */
export interface FoundArtifact<T extends ArtifactLike> extends LoadedArtifact<T> {
  readonly path: string;
}

/** The largest number of files that are read at the same time. */
const FILES_AT_A_TIME = 16;

/**
 * Loads the artifacts that match a query, in the order of the times in their names.
 *
 * @param mayMatch - called for each file before it is opened; at the first false, the search ends.
 */
export async function* findArtifacts<T extends ArtifactLike>(
  storage: Storage,
  query: Query<T>,
  options: FindOptions<T>,
  mayMatch: (entry: ListedEntry) => boolean = () => true,
): AsyncGenerator<FoundArtifact<T>> {
  const entries = sortedEntries(await candidateEntries(storage, query, options), options.order);
  function* upToFirstMiss(): Generator<ListedEntry> {
    for (const entry of entries) {
      if (!mayMatch(entry)) return;
      yield entry;
    }
  }
  for await (const { path, result } of resultsOf(storage, query, options, upToFirstMiss(), loadIfMatching))
    if (result !== undefined) yield { ...result, path };
}

/**
 * Loads the latest artifact that matches a query, by its own timestamp; undefined if none matches. Goes from the newest name to the
 * oldest, and ends where no earlier name can have a later timestamp.
 */
export async function findLatestArtifact<T extends ArtifactLike>(
  storage: Storage,
  query: Query<T>,
  options: QueryOptions<T>,
): Promise<FoundArtifact<T> | undefined> {
  let latest: FoundArtifact<T> | undefined;
  const mayMatch = ({ timestamp }: ListedEntry) => latest === undefined || mayBeLater(timestamp, latest.artifact);
  for await (const found of findArtifacts(storage, query, { ...options, order: 'newest' }, mayMatch))
    if (latest === undefined || isLater(found.artifact, latest.artifact)) latest = found;
  return latest;
}

/** Counts the artifacts that match a query. Opens files only if their names do not decide, and loads them only if they must be. */
export async function countArtifacts<T extends ArtifactLike>(
  storage: Storage,
  query: Query<T>,
  options: QueryOptions<T>,
): Promise<number> {
  const entries = await candidateEntries(storage, query, options);
  if (query.keys.length === 0) return entries.length;
  let count = 0;
  for await (const { result } of resultsOf(storage, query, options, entries, isMatching)) if (result) count++;
  return count;
}

/** Reads the names of the files that may match, in the folders of all names of the procedure. */
async function candidateEntries<T extends ArtifactLike>(
  storage: Storage,
  { Class, formsOfParameters }: Query<T>,
  options: FindOptions<T>,
): Promise<ListedEntry[]> {
  const { procedureName, procedureAliases } = artifactPlanOf(Class);
  const bounds = { order: options.order, ...boundsForNames(Class, options) };
  const folders: ListedEntry[][] = [];
  for (const procedure of [procedureName, ...procedureAliases])
    folders.push(await readEntries(storage, { ...bounds, procedure }, listedEntry));
  const entries = folders.flat();
  return formsOfParameters === undefined ? entries : entriesWithParameters(entries, formsOfParameters);
}

/**
 * Reads several files at a time, and gives their results in the order of their names.
 *
 * @param read - reads one file ahead of its turn.
 */
async function* resultsOf<T extends ArtifactLike, R>(
  storage: Storage,
  query: Query<T>,
  { onProblem }: QueryOptions<T>,
  entries: Iterable<ListedEntry>,
  read: (candidate: Candidate<T>) => Promise<Outcome<R>>,
): AsyncGenerator<{ path: string; result: R }> {
  const outcomes = mapInOrder(entries, FILES_AT_A_TIME, async ({ key, path }) => {
    const open = () => storage.open(key);
    return { path, outcome: await read({ open, path, query }) };
  });
  for await (const { path, outcome } of outcomes) {
    let result: R;
    try {
      result = await outcome();
    } catch (error) {
      if (error instanceof WhereError) throw error.cause;
      // A class that is declared wrongly is the problem of no file.
      if (onProblem === undefined || !isArtifactError(error) || error.code === 'ARTIFACT_DECLARATION') throw error;
      onProblem({ path, code: error.code, message: error.message });
      continue;
    }
    yield { path, result };
  }
}

/**
 * Returns the entries whose names have a hash that these parameters may have. Returns all entries if Python may have written the
 * parameters in so many ways that opening the files takes no longer than computing the hashes.
 *
 * @param forms - the parameters, in the forms that files may have of them.
 */
function entriesWithParameters(entries: ListedEntry[], forms: readonly Tree[]): ListedEntry[] {
  const most = Math.min(MOST_HASHES, HASHES_PER_FILE * entries.length);
  const hashes = forms.map((parameters) => possibleParameterHashes(parameters, most));
  const isPossible = ({ parameterHash }: ListedEntry) =>
    hashes.some((possible) => possible === undefined || possible.has(parameterHash));
  return entries.filter(isPossible);
}

/** Computing this many hashes takes less time than opening one file. */
const HASHES_PER_FILE = 8;

/** Computing this many hashes takes a fraction of a second. */
const MOST_HASHES = 1 << 16;
