import { readdir } from 'node:fs/promises';
import { escaped } from '../../display/escaping.js';
import { Failure } from '../../display/failure.js';
import { noProcedureFailure } from '../../display/name-failures.js';
import { MOST_LISTED_NAMES, someOf } from '../../display/wording.js';
import { type ListedEntry, type ListOptions, listEntries, sortedEntries } from '../../repository/listing.js';
import { FileStorage } from '../../storage/file/file-storage.js';
import { toStorageError } from '../../storage/file/system-calls.js';
import { isSafeName } from '../../storage/key.js';
import type { Context } from '../context/context.js';

/**
 * Returns the names of all procedures, sorted: the folders that may hold artifacts, and the present names of those whose folders have a
 * former one.
 *
 * @throws StorageError (`ARTIFACT_STORAGE`) if the folder of the artifacts, or the bucket, cannot be read.
 */
export async function procedureNames({ storage, classes }: Context): Promise<string[]> {
  const names = await (storage instanceof FileStorage ? foldersIn(storage.root) : collected(storage.folders()));
  return [...new Set([...names, ...names.map((name) => classes?.presentName(name) ?? name)])].sort();
}

async function foldersIn(root: string): Promise<string[]> {
  const entries = await readdir(root, { withFileTypes: true }).catch((error) => {
    throw toStorageError('readdir', root, error);
  });
  const isFolder = (entry: (typeof entries)[number]) => entry.isDirectory() || entry.isSymbolicLink();
  const folders = entries.filter((entry) => isFolder(entry) && !entry.name.startsWith('.') && isSafeName(entry.name));
  return folders.map(({ name }) => name);
}

async function collected(names: AsyncIterable<string>): Promise<string[]> {
  const list: string[] = [];
  for await (const name of names) list.push(name);
  return list;
}

/**
 * Lists the artifacts of a procedure, or of all procedures.
 *
 * @throws all that `listEntries` throws.
 */
export const listProcedure = (
  context: Context,
  procedure: string | undefined,
  options: Omit<ListOptions, 'procedure'>,
): Promise<ListedEntry[]> => listProcedures(context, new Set(procedure === undefined ? [] : [procedure]), options);

/**
 * Lists the artifacts of some procedures; of all procedures, if none is given.
 *
 * @throws all that `listEntries` throws.
 */
export async function listProcedures(
  context: Context,
  procedures: ReadonlySet<string>,
  options: Omit<ListOptions, 'procedure'>,
): Promise<ListedEntry[]> {
  if (procedures.size === 0) return listEntries(context.storage, options);
  const lists: ListedEntry[][] = [];
  for (const folder of [...procedures].flatMap((procedure) => context.foldersOf(procedure)))
    lists.push(await listEntries(context.storage, { ...options, procedure: folder }));
  return sortedEntries(lists.flat(), options.order);
}

/**
 * Returns the procedure that a word names: the procedure of exactly this name, or else the only one whose name begins with the word,
 * regardless of case.
 *
 * @throws Failure if there is no such procedure, or several.
 */
export async function resolveProcedure(context: Context, word: string): Promise<string> {
  const names = await procedureNames(context);
  if (names.includes(word)) return word;
  const matching = word === '' ? [] : names.filter((name) => name.toLowerCase().startsWith(word.toLowerCase()));
  if (matching.length === 1) return matching[0] as string;
  if (matching.length > 1)
    throw new Failure(
      `"${escaped(word)}" stands for ${matching.length} procedures: ${someOf(matching, MOST_LISTED_NAMES)}.`,
      { code: 'AMBIGUOUS' },
    );
  throw noProcedureFailure(word, names, context.root);
}

/**
 * Returns the names of the folders that have the artifacts of the procedures that words name; none if there is no word.
 *
 * @throws as {@link resolveProcedure}.
 */
export async function resolveFolders(context: Context, words: readonly string[]): Promise<string[]> {
  const folders: string[] = [];
  for (const word of words) folders.push(...context.foldersOf(await resolveProcedure(context, word)));
  return folders;
}
