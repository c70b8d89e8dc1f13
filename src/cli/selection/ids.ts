import { createHash } from 'node:crypto';
import { basename, dirname, join, resolve } from 'node:path';
import { addressOfKey } from '../../format/address.js';
import { glance } from '../../format/glance.js';
import { PROCEDURE_VERSION_KEY, SEAL_CLOSING, SEAL_LENGTH, SEAL_OPENING } from '../../format/layout.js';
import { StoredArray } from '../../format/stored-array.js';
import { isArtifactError } from '../../model/errors.js';
import { mapInOrder } from '../../model/in-order.js';
import { LIMITS } from '../../model/limits.js';
import { ProgressReporter } from '../../model/progress.js';
import type { Tree } from '../../model/tree.js';
import { type ListedEntry, listEntries } from '../../repository/listing.js';
import { openStoredArtifact } from '../../repository/stored-artifact.js';
import { readBytes, withSource } from '../../storage/bytes-source.js';
import { openExistingFile } from '../../storage/file/file-source.js';
import type { Source } from '../../storage/storage.js';
import { escaped } from '../console/escaping.js';
import { Failure } from '../console/failure.js';
import { jsonText } from '../console/json-text.js';
import { counted } from '../console/notes.js';
import { tableText } from '../console/table.js';
import type { Context } from '../context/context.js';
import { FILES_AT_A_TIME } from '../context/limits.js';
import { shellWord, statsAt } from '../context/root.js';
import { byOwnTimes } from './own-times.js';
import { resolveProcedure } from './procedures.js';

/** Digits of an id, and of one that begins like another one of the same listing. */
const ID_DIGITS = 8;
const LONG_ID_DIGITS = 12;

/** Digits that the beginning of an id, and of a seal, has at least. */
const LEAST_OF_ID = 4;
const LEAST_OF_SEAL = 16;

/** Artifacts that are shown where a word means several. */
const MOST_CANDIDATES = 8;

/** An artifact that somebody means. */
export interface ResolvedArtifact {
  /** Where it is in the storage; undefined for a file elsewhere. */
  readonly key: string | undefined;
  readonly path: string;
  readonly id: string;
  open(): Promise<Source>;
}

/** The ids of the artifacts of one listing, in its order. */
export function idsOf(keys: readonly string[]): string[] {
  const all = keys.map(digitsOf);
  const counts = new Map<string, number>();
  for (const digits of all) counts.set(shortened(digits), (counts.get(shortened(digits)) ?? 0) + 1);
  return all.map((digits) =>
    counts.get(shortened(digits)) === 1 ? shortened(digits) : digits.slice(0, LONG_ID_DIGITS),
  );
}

/** All digits of an id. They tell of procedure and name alone: no file is opened, and the copies of a store have the same ids. */
const digitsOf = (key: string): string =>
  createHash('sha256')
    .update(key.replace(/\.json$/, ''))
    .digest('hex');

const shortened = (digits: string): string => digits.slice(0, ID_DIGITS);

/**
 * The artifacts that somebody means, one by each word: an id or its beginning, a path, a name or its beginning, a seal, the digits
 * of parameters, or `PROC@latest`.
 *
 * @param options - `isExact` accepts nothing but a path, `PROCEDURE/NAME`, and an id or its beginning.
 * @throws Failure if a word means none, or several: all its readings count together, those that are not accepted too.
 */
export async function resolveArtifacts(
  context: Context,
  words: readonly string[],
  { isExact = false }: { readonly isExact?: boolean } = {},
): Promise<ResolvedArtifact[]> {
  let listing: Promise<ListedEntry[]> | undefined;
  const listed = () => (listing ??= listEntries(context.storage));
  const meant: ResolvedArtifact[] = [];
  for (const word of words) meant.push(await meantBy(context, word, listed, isExact));
  return meant;
}

/** The newest artifact of all procedures; undefined if there is none. */
export async function newestArtifact(context: Context): Promise<ResolvedArtifact | undefined> {
  const entries = await listEntries(context.storage, { order: 'newest' });
  const [newest] = await byOwnTimes(context.storage, entries, 1, 'newest');
  return newest && inStorage(context, newest.key);
}

/** What `PROC@latest` means, or why it means nothing; undefined if a word does not have this form. */
async function newestMeantBy(context: Context, word: string): Promise<ResolvedArtifact | Failure | undefined> {
  const [, procedure, which] = /^([^/@]+)@([^/@]+)$/.exec(word) ?? [];
  if (procedure === undefined || which === undefined) return undefined;
  try {
    return await newestOf(context, await resolveProcedure(context, procedure), which);
  } catch (error) {
    if (error instanceof Failure) return error;
    throw error;
  }
}

/** @param which - `latest`, `latest-1` and so on, or the beginning of a time. */
async function newestOf(context: Context, procedure: string, which: string): Promise<ResolvedArtifact> {
  const entries = await listEntries(context.storage, { procedure, order: 'newest' });
  const back = /^latest(?:-(\d+))?$/.exec(which);
  const time = which.replace(' ', 'T');
  const isOfTime = ({ key, timestamp }: ListedEntry) => timestamp.startsWith(time) || basename(key).startsWith(time);
  const candidates = back === null ? entries.filter(isOfTime) : entries;
  const place = Number(back?.[1] ?? 0);
  const newest = (await byOwnTimes(context.storage, candidates, place + 1, 'newest'))[place];
  if (newest !== undefined) return inStorage(context, newest.key);
  const count = counted(entries.length, 'artifact');
  const fault = back === null ? `none whose time begins with ${escaped(which)}` : `no ${which}`;
  throw new Failure(`${procedure} has ${count}, and ${fault}.\nAll: ${context.call('list', procedure, '--all')}`, {
    code: 'NOT_FOUND',
  });
}

async function meantBy(
  context: Context,
  word: string,
  listed: () => Promise<ListedEntry[]>,
  isExact: boolean,
): Promise<ResolvedArtifact> {
  const named = await namedBy(context, word, listed);
  const newest = await newestMeantBy(context, word);
  const described = word.includes('/') ? [] : await describedBy(context, word, await listed());
  if (newest !== undefined && !(newest instanceof Failure)) described.push(newest);
  const found = new Map([...named, ...described].map((artifact) => [resolve(artifact.path), artifact]));
  const [first, ...others] = found.values();
  if (first === undefined)
    throw newest instanceof Failure && !isExact ? newest : await noArtifact(context, word, listed);
  if (isExact && named.length === 0) throw await notExact(word, [first, ...others]);
  if (others.length > 0) throw await ambiguity(word, [first, ...others]);
  return first;
}

/** The artifacts of a path, of `PROCEDURE/NAME`, or of a beginning of an id. */
async function namedBy(
  context: Context,
  word: string,
  listed: () => Promise<ListedEntry[]>,
): Promise<readonly ResolvedArtifact[]> {
  const path = join(context.root, word);
  const inRoot = word.includes('/') ? (fileAt(context, path) ?? fileAt(context, `${path}.json`)) : undefined;
  const isId = word.length >= LEAST_OF_ID && HEXADECIMAL.test(word);
  const identified = isId ? (await listed()).filter(({ key }) => digitsOf(key).startsWith(word.toLowerCase())) : [];
  return [fileAt(context, word), inRoot, ...identified.map(({ key }) => inStorage(context, key))].filter(
    (artifact) => artifact !== undefined,
  );
}

/** The artifacts of the digits of parameters, of a beginning of a name, or of one of a seal. */
async function describedBy(
  context: Context,
  word: string,
  entries: readonly ListedEntry[],
): Promise<ResolvedArtifact[]> {
  if (word === '') return [];
  const described = entries.filter(
    ({ key, parameterHash }) => parameterHash === word.toLowerCase() || basename(key).startsWith(word),
  );
  return [...described, ...(await sealedBy(context, word, entries))].map(({ key }) => inStorage(context, key));
}

const HEXADECIMAL = /^[0-9a-f]+$/i;

/** The artifacts whose seals begin with a word. Their files are opened. */
async function sealedBy(context: Context, word: string, entries: readonly ListedEntry[]): Promise<ListedEntry[]> {
  if (word.length < LEAST_OF_SEAL || word.length > SEAL_LENGTH || !HEXADECIMAL.test(word)) return [];
  const found: ListedEntry[] = [];
  const sealed = async (entry: ListedEntry) => ({ entry, seal: await sealOf(inStorage(context, entry.key)) });
  for await (const { entry, seal } of mapInOrder(entries, FILES_AT_A_TIME, sealed))
    if (seal?.startsWith(word.toLowerCase())) found.push(entry);
  return found;
}

/** The seal at the end of a file, unchecked; undefined if there is none, or the file cannot be read. */
export const sealOf = ({ open }: ResolvedArtifact): Promise<string | undefined> =>
  orUndefined(
    withSource(open(), async (source) => {
      const length = SEAL_OPENING.length + SEAL_LENGTH + SEAL_CLOSING.length;
      const end = Buffer.from(await readBytes(source, Math.max(0, source.size - length), source.size)).toString(
        'latin1',
      );
      const isSeal = end.startsWith(SEAL_OPENING) && end.endsWith(SEAL_CLOSING);
      return isSeal ? end.slice(SEAL_OPENING.length, -SEAL_CLOSING.length) : undefined;
    }),
  );

const inStorage = ({ storage }: Context, key: string): ResolvedArtifact => ({
  key,
  path: storage.pathOf(key),
  id: shortened(digitsOf(key)),
  open: () => storage.open(key),
});

/** The artifact of a path, in the storage or elsewhere; undefined if no file is there. */
function fileAt(context: Context, path: string): ResolvedArtifact | undefined {
  if (!statsAt(path)?.isFile()) return undefined;
  try {
    return inStorage(context, context.storage.keyOf(path));
  } catch (error) {
    if (!isArtifactError(error)) throw error;
    const id = shortened(digitsOf(`${basename(dirname(resolve(path)))}/${basename(path)}`));
    return { key: undefined, path, id, open: () => openExistingFile(path) };
  }
}

async function noArtifact(context: Context, word: string, listed: () => Promise<ListedEntry[]>): Promise<Failure> {
  const { length } = await listed();
  const fault = word.includes('/')
    ? `There is no artifact "${escaped(word)}"`
    : `No artifact has the id "${escaped(word)}"`;
  const isShort = word.length < LEAST_OF_ID && HEXADECIMAL.test(word);
  const lines = [
    `${fault} (${length} in ${escaped(context.root)}).`,
    ...(isShort ? [`The beginning of an id has at least ${LEAST_OF_ID} digits.`] : []),
    `Their ids: ${context.call('list', 'PROCEDURE')}`,
  ];
  return new Failure(lines.join('\n'), { code: 'NOT_FOUND' });
}

async function ambiguity(word: string, artifacts: readonly ResolvedArtifact[]): Promise<Failure> {
  const isOfParameters = ({ key = '' }: ResolvedArtifact) => addressOfKey(key)?.parameterHash === word.toLowerCase();
  const same = artifacts.every(isOfParameters) ? ' with the same parameters' : '';
  return new Failure(
    `"${escaped(word)}" stands for ${artifacts.length} artifacts${same}. ${await candidatesText(artifacts)}`,
    { code: 'AMBIGUOUS', candidates: pathsOf(artifacts) },
  );
}

async function notExact(word: string, artifacts: readonly ResolvedArtifact[]): Promise<Failure> {
  return new Failure(
    `"${escaped(word)}" is no path and no beginning of an id, and nothing else is accepted here. ` +
      (await candidatesText(artifacts)),
    { candidates: pathsOf(artifacts) },
  );
}

const inOrderOfTime = (artifacts: readonly ResolvedArtifact[]): ResolvedArtifact[] =>
  [...artifacts].sort((a, b) => (basename(a.path) < basename(b.path) ? -1 : 1));

const pathsOf = (artifacts: readonly ResolvedArtifact[]): string[] => inOrderOfTime(artifacts).map(({ path }) => path);

/** Asks to take one of the newest artifacts, each by what means it alone: its id, and outside of the storage its path. */
async function candidatesText(artifacts: readonly ResolvedArtifact[]): Promise<string> {
  const newest = inOrderOfTime(artifacts).slice(-MOST_CANDIDATES);
  const ids = idsOf(newest.flatMap(({ key }) => key ?? []));
  const words = newest.map(({ key, path }) => (key === undefined ? shellWord(resolve(path)) : (ids.shift() as string)));
  const rows: string[][] = [];
  for await (const row of mapInOrder(newest, FILES_AT_A_TIME, candidateRow))
    rows.push([words[rows.length] as string, ...row]);
  const isMixed = new Set(rows.map((row) => row.at(-1))).size > 1;
  const heads = ['ID', 'TIME', 'VERSION', 'SEED', ...(isMixed ? ['PROCEDURE'] : [])];
  const table = tableText(
    heads.map((head) => ({ head, align: 'left' })),
    rows.map((row) => row.slice(0, heads.length)),
  );
  const what = newest.some(({ key }) => key === undefined) ? 'ids or paths' : 'ids';
  const advice = artifacts.length === 1 ? 'Take its id:' : `Take one of these ${what}:`;
  const older = artifacts.length - newest.length;
  return `${advice}\n${table}${older > 0 ? `and ${older} older` : ''}`.trimEnd();
}

/** Time, version, seed and procedure of a candidate, as far as they can be seen. */
async function candidateRow(artifact: ResolvedArtifact): Promise<string[]> {
  const address = artifact.key === undefined ? undefined : addressOfKey(artifact.key);
  const memberAt = await orUndefined(membersOf(artifact));
  const [version, seed] = [memberAt?.(PROCEDURE_VERSION_KEY), memberAt?.('seed')];
  return [
    address?.timestamp.replace('T', ' ') ?? '-',
    typeof version === 'string' ? escaped(version) : '-',
    seed === undefined ? '-' : jsonText(seed),
    address?.procedureName ?? escaped(basename(dirname(resolve(artifact.path)))),
  ];
}

/** The members that stand near the ends of a sealed file, or all of a small one of another tool. */
async function membersOf({ path, open }: ResolvedArtifact): Promise<((key: string) => Tree | undefined) | undefined> {
  const { seen, size } = await withSource(open(), async (source) => ({
    seen: await glance(source, [PROCEDURE_VERSION_KEY, 'seed']),
    size: source.size,
  }));
  if (seen !== undefined || size > LIMITS.small) return seen?.memberAt;
  const { root } = await openStoredArtifact(open, path, { progress: new ProgressReporter() });
  return (key) => (root[key] instanceof StoredArray ? undefined : (root[key] as Tree | undefined));
}

/** What a reading gives; undefined where a file cannot be read. */
async function orUndefined<T>(reading: Promise<T>): Promise<T | undefined> {
  try {
    return await reading;
  } catch (error) {
    if (isArtifactError(error)) return undefined;
    throw error;
  }
}
