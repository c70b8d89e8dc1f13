import { glance } from '../format/glance.js';
import { possibleParameterHashes } from '../format/parameter-hash.js';
import { readAs } from '../format/read-artifact.js';
import type { Class } from '../mapping/class.js';
import type { ArtifactLike } from '../mapping/plan.js';
import { LIMITS } from '../model/limits.js';
import { ProgressReporter } from '../model/progress.js';
import { Semaphore } from '../model/semaphore.js';
import { memberOf, type Tree } from '../model/tree.js';
import { withSource } from '../storage/bytes-source.js';
import type { Source } from '../storage/storage.js';
import type { ListedEntry } from './listing.js';
import { loadFrom } from './loading.js';
import type { Query } from './query.js';

/** A file that may be meant. */
export interface Candidate<T extends ArtifactLike> {
  readonly open: () => Promise<Source>;
  readonly path: string;
  readonly Class: Class<T>;
  readonly question: Query<T>;
}

/** What has become of a file ahead of its turn; it throws what went wrong. */
export type Outcome<T> = () => Promise<T>;

/**
 * Loads an artifact if it is meant; else the outcome is undefined. Where the ends of a file tell that it is not meant, no more of it is
 * read.
 */
export const loadIfMeant = <T extends ArtifactLike>(candidate: Candidate<T>): Promise<Outcome<T | undefined>> =>
  ahead(candidate, async (source) => {
    const answer = await answerOf(source, candidate, candidate.question.hasWhere);
    if (answer === false) return async () => undefined;
    return inTurn(source, candidate, (from) => loadedIfMeant(from, candidate, answer === true));
  });

/** Tells whether an artifact is meant. Its arrays are not read unless the question is about them. */
export const isMeant = <T extends ArtifactLike>(candidate: Candidate<T>): Promise<Outcome<boolean>> =>
  ahead(candidate, async (source) => {
    const answer = await answerOf(source, candidate, true);
    if (answer !== undefined) return async () => answer;
    return inTurn(source, candidate, async (from) => (await loadedIfMeant(from, candidate, false)) !== undefined);
  });

/** Reads a small file at once, and a large one when it is its turn: several may not fit into memory. */
async function inTurn<T extends ArtifactLike, R>(
  source: Source,
  { open }: Candidate<T>,
  read: (source: Source) => Promise<R>,
): Promise<Outcome<R>> {
  if (source.size > LIMITS.small) return () => withSource(open(), read);
  const result = await read(source);
  return async () => result;
}

/** Begins ahead of a file's turn: what goes wrong, its outcome tells. */
async function ahead<T extends ArtifactLike, R>(
  { open }: Candidate<T>,
  begin: (source: Source) => Promise<Outcome<R>>,
): Promise<Outcome<R>> {
  try {
    return await withSource(open(), begin);
  } catch (error) {
    return () => Promise.reject(error);
  }
}

async function loadedIfMeant<T extends ArtifactLike>(
  source: Source,
  { path, Class, question }: Candidate<T>,
  isAsked: boolean,
): Promise<T | undefined> {
  const artifact = (await loadFrom(source, path, Class, new ProgressReporter())) as T;
  return question.isAnsweredBy(artifact, isAsked) ? artifact : undefined;
}

/**
 * What a file answers without its arrays; undefined if only loading it tells.
 *
 * @param isReadOn - where the ends of a file do not tell, all of it is read, but no arrays are kept.
 */
async function answerOf<T extends ArtifactLike>(
  source: Source,
  { path, question }: Candidate<T>,
  isReadOn: boolean,
): Promise<boolean | undefined> {
  const { keys } = question;
  if (keys.length === 0) return true;
  const seen = await glance(source, keys);
  const answer = seen && question.answerOf(seen);
  if (answer !== undefined || !isReadOn) return answer;
  const options = { path, progress: new ProgressReporter(), step: 'read', arrays: 'pass over' } as const;
  const readOn = () =>
    readAs(source, options, ({ root, arrays }) => {
      if (keys.some((key) => arrays?.hasArraysIn(key))) return undefined;
      const lacks = (key: string) => !Object.hasOwn(root, key);
      return question.answerOf({ arrays, lacks, memberAt: (key) => memberOf(root, key) });
    });
  return source.size > LIMITS.small ? LARGE.run(readOn) : readOn();
}

/** Where a large file waits for the last one: other tools' files are in memory as a whole while they are read. */
const LARGE = new Semaphore(1);

/**
 * Those of the entries whose files may have these parameters, by the hashes in their names; all of them, if Python may have written the
 * parameters in so many ways that to open the files takes no longer.
 *
 * @param parameters - as they are stored.
 */
export function entriesWithParameters(entries: ListedEntry[], parameters: Tree): ListedEntry[] {
  const hashes = possibleParameterHashes(parameters, Math.min(MOST_HASHES, HASHES_A_FILE * entries.length));
  return hashes === undefined ? entries : entries.filter(({ parameterHash }) => hashes.has(parameterHash));
}

/** So many hashes are computed in less time than a file is opened … */
const HASHES_A_FILE = 8;

/** … and these in a fraction of a second. */
const MOST_HASHES = 1 << 16;
