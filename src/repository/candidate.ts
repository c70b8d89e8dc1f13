import { membersAtEnds } from '../format/members-at-ends.js';
import { readArtifact } from '../format/read-artifact.js';
import { type ArtifactLike, artifactPlanOf } from '../mapping/plan.js';
import { upgradedTree } from '../mapping/upgrades.js';
import { LargeFiles } from '../model/large-files.js';
import { LIMITS } from '../model/limits.js';
import { ProgressReporter } from '../model/progress.js';
import { memberOf } from '../model/tree.js';
import { withSource } from '../storage/bytes-source.js';
import type { Source } from '../storage/storage.js';
import { type LoadedArtifact, loadFrom } from './loading.js';
import type { Query } from './query.js';

// Several candidates are read ahead, but results and errors are given in the order of the files. So reading a candidate gives an
// outcome: a function that is called in the file's turn, and then returns the result or throws the error.

/** A file that may match a query: its name does not rule it out. */
export interface Candidate<T extends ArtifactLike> {
  readonly open: () => Promise<Source>;
  readonly path: string;
  readonly query: Query<T>;
}

/** What came of reading a file ahead of its turn: returns the result, or throws the error. */
export type Outcome<T> = () => Promise<T>;

/**
 * Loads an artifact if it matches; the result is undefined if it does not. If the members at the two ends of the file show that it
 * does not match, no more of the file is read.
 */
export const loadIfMatching = <T extends ArtifactLike>(
  candidate: Candidate<T>,
): Promise<Outcome<LoadedArtifact<T> | undefined>> =>
  readAhead(candidate, async (source) => {
    const answer = await matchesWithoutArrays(source, candidate, candidate.query.hasWhere);
    if (answer === false) return async () => undefined;
    return readInTurn(source, candidate, (from) => loadedIfMatching(from, candidate, answer === true));
  });

/** Finds out whether an artifact matches, without its arrays, unless the query is about them. */
export const isMatching = <T extends ArtifactLike>(candidate: Candidate<T>): Promise<Outcome<boolean>> =>
  readAhead(candidate, async (source) => {
    const answer = await matchesWithoutArrays(source, candidate, true);
    if (answer !== undefined) return async () => answer;
    return readInTurn(
      source,
      candidate,
      async (from) => (await loadedIfMatching(from, candidate, false)) !== undefined,
    );
  });

/** Opens a file ahead of its turn. Its errors become its outcome. */
async function readAhead<T extends ArtifactLike, R>(
  { open }: Candidate<T>,
  read: (source: Source) => Promise<Outcome<R>>,
): Promise<Outcome<R>> {
  try {
    return await withSource(open(), read);
  } catch (error) {
    return () => Promise.reject(error);
  }
}

/** Reads a small file now, and a large one in its turn, because several large ones may not fit into memory. */
async function readInTurn<T extends ArtifactLike, R>(
  source: Source,
  { open }: Candidate<T>,
  read: (source: Source) => Promise<R>,
): Promise<Outcome<R>> {
  if (source.size > LIMITS.small) return () => withSource(open(), read);
  const result = await read(source);
  return async () => result;
}

async function loadedIfMatching<T extends ArtifactLike>(
  source: Source,
  { path, query }: Candidate<T>,
  isPrechecked: boolean,
): Promise<LoadedArtifact<T> | undefined> {
  const loaded = await loadFrom(source, path, query.Class, query.mapping, new ProgressReporter());
  const artifact = loaded.artifact as T;
  return query.matches(artifact, isPrechecked) ? { ...loaded, artifact } : undefined;
}

/**
 * Finds out whether an artifact matches, without its arrays; undefined if only loading it can tell.
 *
 * @param isReadOn - whether the whole file is read, without keeping arrays, where the members at its ends do not decide.
 */
async function matchesWithoutArrays<T extends ArtifactLike>(
  source: Source,
  { path, query }: Candidate<T>,
  isReadOn: boolean,
): Promise<boolean | undefined> {
  const { keys } = query;
  if (keys.length === 0) return true;
  const plan = artifactPlanOf(query.Class);
  const members = await membersAtEnds(source, keys);
  const isPresent = members?.schemaVersion === plan.schemaVersion;
  const answer = members && isPresent ? query.matchesMembers(members) : undefined;
  // Of older files, a search opens all. Most of them do not match.
  const isOlder = !isPresent && plan.schemaVersion > 1;
  if (answer !== undefined || !(isReadOn || isOlder)) return answer;
  // An upgrade gets the shapes of all arrays.
  const arrays = isOlder ? 'locate' : 'pass over';
  const options = { path, progress: new ProgressReporter(), step: 'read', arrays } as const;
  const readOn = async () => {
    const file = await readArtifact(source, options);
    if (keys.some((key) => file.arrays?.hasArraysIn(key))) return undefined;
    const upgraded = upgradedTree(plan, file, path);
    if (upgraded === undefined) return undefined;
    const { root, arrays } = upgraded;
    const lacks = (key: string) => !Object.hasOwn(root, key);
    return query.matchesMembers({ arrays, lacks, memberAt: (key) => memberOf(root, key) });
  };
  return LARGE_FILES.oneAtATime(source.size, readOn);
}

/** The files that are read on: the whole tree of an unsealed one is in memory meanwhile. */
const LARGE_FILES = new LargeFiles();
