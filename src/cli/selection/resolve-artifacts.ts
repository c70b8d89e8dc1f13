import { basename, join, resolve } from 'node:path';
import { escaped } from '../../display/escaping.js';
import { Failure } from '../../display/failure.js';
import { idDigitsOf, sealOf } from '../../display/ids.js';
import { FILES_AT_A_TIME } from '../../display/limits.js';
import { byOwnTimes } from '../../display/own-times.js';
import { type ResolvedArtifact } from '../../display/resolved-artifact.js';
import { shellWord } from '../../display/shell-word.js';
import { counted } from '../../display/wording.js';
import { SEAL_LENGTH } from '../../format/layout.js';
import { mapInOrder } from '../../model/map-in-order.js';
import { type ListedEntry, listEntries } from '../../repository/listing.js';
import { FileStorage } from '../../storage/file/file-storage.js';
import { isBucketUrl, splitArtifactUrl } from '../context/bucket-url.js';
import type { Context } from '../context/context.js';
import { ambiguousWord, notExact } from './candidates.js';
import { listProcedure, resolveProcedure } from './procedures.js';
import { artifactAt, artifactAtPath, artifactAtUrl, artifactIfThere } from './resolved-artifact.js';

/** Digits that somebody has to type, at least, of an id and of a seal. */
const MIN_ID_DIGITS = 4;
const MIN_SEAL_DIGITS = 16;

const HEXADECIMAL = /^[0-9a-f]+$/i;

/**
 * Returns the artifact that each word names. A word is the beginning of an id, a path, the URL of an object, `PROCEDURE/NAME`, the beginning of a file's
 * name, the beginning of a seal, the digits of the parameters, or `PROCEDURE@latest`.
 *
 * @param options - `isExact` accepts only a path, `PROCEDURE/NAME`, and the beginning of an id.
 * @throws Failure if a word names no artifact, or several: an artifact counts if any reading of the word leads to it, also a reading
 * that `isExact` does not accept.
 */
export async function resolveArtifacts(
  context: Context,
  words: readonly string[],
  { isExact = false }: { readonly isExact?: boolean } = {},
): Promise<ResolvedArtifact[]> {
  let listing: Promise<ListedEntry[]> | undefined;
  const listed = () => (listing ??= listEntries(context.storage));
  const resolved: ResolvedArtifact[] = [];
  for (const word of words) resolved.push(await resolveArtifact(context, word, listed, isExact));
  return resolved;
}

/** Returns the newest artifact of all procedures; undefined if there is none. */
export async function newestArtifact(context: Context): Promise<ResolvedArtifact | undefined> {
  const entries = await listEntries(context.storage, { order: 'newest' });
  const [newest] = await byOwnTimes(context, entries, 1, 'newest');
  return newest && artifactAt(context, newest.key);
}

async function resolveArtifact(
  context: Context,
  word: string,
  listed: () => Promise<ListedEntry[]>,
  isExact: boolean,
): Promise<ResolvedArtifact> {
  const exact = await exactlyNamed(context, word, listed);
  const newest = await newestNamed(context, word);
  const others = word.includes('/') ? [] : await looselyNamed(context, word, await listed());
  if (newest !== undefined && !(newest instanceof Failure)) others.push(newest);
  const byPath = new Map([...exact, ...others].map((artifact) => [resolve(artifact.path), artifact]));
  const [first, ...more] = byPath.values();
  if (first === undefined)
    throw newest instanceof Failure && !isExact ? newest : await noArtifact(context, word, listed);
  if (isExact && exact.length === 0) throw await notExact(word, [first, ...more]);
  if (more.length > 0) throw await ambiguousWord(word, [first, ...more]);
  return first;
}

/** Returns the artifacts that a word names as a path, as `PROCEDURE/NAME`, or as the beginning of an id. */
async function exactlyNamed(
  context: Context,
  word: string,
  listed: () => Promise<ListedEntry[]>,
): Promise<readonly ResolvedArtifact[]> {
  if (isBucketUrl(word)) return defined([await artifactAtUrl(context, word)]);
  const inRoot = word.includes('/')
    ? ((await artifactInRoot(context, word)) ?? (await artifactInRoot(context, `${word}.json`)))
    : undefined;
  const isId = word.length >= MIN_ID_DIGITS && HEXADECIMAL.test(word);
  const withId = isId ? (await listed()).filter(({ key }) => idDigitsOf(key).startsWith(word.toLowerCase())) : [];
  return defined([artifactAtPath(context, word), inRoot, ...withId.map(({ key }) => artifactAt(context, key))]);
}

const defined = (artifacts: readonly (ResolvedArtifact | undefined)[]): ResolvedArtifact[] =>
  artifacts.filter((artifact) => artifact !== undefined);

/** Returns the artifact at a path below the folder of the artifacts, or their place in a bucket; undefined if there is none. */
async function artifactInRoot(context: Context, path: string): Promise<ResolvedArtifact | undefined> {
  const { storage } = context;
  return storage instanceof FileStorage
    ? artifactAtPath(context, join(storage.root, path))
    : artifactIfThere(context, path);
}

/** Returns the artifacts that a word names by the digits of their parameters, or by the beginning of their name or seal. */
async function looselyNamed(
  context: Context,
  word: string,
  entries: readonly ListedEntry[],
): Promise<ResolvedArtifact[]> {
  if (word === '') return [];
  const named = entries.filter(
    ({ key, parameterHash }) => parameterHash === word.toLowerCase() || basename(key).startsWith(word),
  );
  return [...named, ...(await withSeal(context, word, entries))].map(({ key }) => artifactAt(context, key));
}

/** Opens all files, and returns those whose seals begin with a word. */
async function withSeal(context: Context, word: string, entries: readonly ListedEntry[]): Promise<ListedEntry[]> {
  if (word.length < MIN_SEAL_DIGITS || word.length > SEAL_LENGTH || !HEXADECIMAL.test(word)) return [];
  const found: ListedEntry[] = [];
  const readSeal = async (entry: ListedEntry) => ({ entry, seal: await sealOf(artifactAt(context, entry.key)) });
  for await (const { entry, seal } of mapInOrder(entries, FILES_AT_A_TIME, readSeal))
    if (seal?.startsWith(word.toLowerCase())) found.push(entry);
  return found;
}

/** Returns the artifact that `PROCEDURE@latest` names, or the Failure that says why there is none; undefined for another word. */
async function newestNamed(context: Context, word: string): Promise<ResolvedArtifact | Failure | undefined> {
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
  const entries = await listProcedure(context, procedure, { order: 'newest' });
  const latest = /^latest(?:-(\d+))?$/.exec(which);
  const time = which.replace(' ', 'T');
  const isOfTime = ({ key, timestamp }: ListedEntry) => timestamp.startsWith(time) || basename(key).startsWith(time);
  const candidates = latest === null ? entries.filter(isOfTime) : entries;
  const index = Number(latest?.[1] ?? 0);
  const newest = (await byOwnTimes(context, candidates, index + 1, 'newest'))[index];
  if (newest !== undefined) return artifactAt(context, newest.key);
  const count = counted(entries.length, 'artifact');
  const fault = latest === null ? `none whose time begins with ${escaped(which)}` : `no ${which}`;
  throw new Failure(`${procedure} has ${count}, and ${fault}.\nAll: ${context.call('list', procedure, '--all')}`, {
    code: 'NOT_FOUND',
  });
}

async function noArtifact(context: Context, word: string, listed: () => Promise<ListedEntry[]>): Promise<Failure> {
  if (isBucketUrl(word)) return noArtifactAtUrl(word);
  const { length } = await listed();
  const fault = word.includes('/')
    ? `There is no artifact "${escaped(word)}"`
    : `No artifact has the id "${escaped(word)}"`;
  const isShort = word.length < MIN_ID_DIGITS && HEXADECIMAL.test(word);
  const lines = [
    `${fault} (${length} in ${escaped(context.root)}).`,
    ...(isShort ? [`The beginning of an id has at least ${MIN_ID_DIGITS} digits.`] : []),
    `Their ids: ${context.call('list', 'PROCEDURE')}`,
  ];
  return new Failure(lines.join('\n'), { code: 'NOT_FOUND' });
}

function noArtifactAtUrl(url: string): Failure {
  const place = splitArtifactUrl(url);
  const advice =
    place === undefined
      ? 'The URL of an artifact is s3://BUCKET/PREFIX/PROCEDURE/NAME.json.'
      : `Those that are there: ${['artifacts', 'list', '--all', '--root', place.root].map(shellWord).join(' ')}`;
  return new Failure(`There is no artifact "${escaped(url)}".\n${advice}`, { code: 'NOT_FOUND' });
}
