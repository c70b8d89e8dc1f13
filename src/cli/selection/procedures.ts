import { readdir } from 'node:fs/promises';
import { toStorageError } from '../../storage/file/system-calls.js';
import { isSafeName } from '../../storage/key.js';
import { escaped } from '../console/escaping.js';
import { Failure, nearest } from '../console/failure.js';
import type { Context } from '../context/context.js';

/** Names that are listed where none was meant. */
const LISTED = 8;

/**
 * The names of all procedures, in their order.
 *
 * @throws StorageError (`ARTIFACT_STORAGE`) if the folder of the artifacts cannot be read.
 */
export async function procedureNames({ root }: Context): Promise<string[]> {
  const entries = await readdir(root, { withFileTypes: true }).catch((error) => {
    throw toStorageError('readdir', root, error);
  });
  const isFolder = (entry: (typeof entries)[number]) => entry.isDirectory() || entry.isSymbolicLink();
  const folders = entries.filter((entry) => isFolder(entry) && !entry.name.startsWith('.') && isSafeName(entry.name));
  return folders.map(({ name }) => name).sort();
}

/**
 * The procedure that somebody means: the one of that name, else the only one whose name begins so, regardless of case.
 *
 * @throws Failure if there is none, or if there are several.
 */
export async function resolveProcedure(context: Context, word: string): Promise<string> {
  const names = await procedureNames(context);
  if (names.includes(word)) return word;
  const begun = word === '' ? [] : names.filter((name) => name.toLowerCase().startsWith(word.toLowerCase()));
  if (begun.length === 1) return begun[0] as string;
  const quoted = `"${escaped(word)}"`;
  if (begun.length > 1)
    throw new Failure(`${quoted} stands for ${begun.length} procedures: ${listOf(begun)}.`, { code: 'AMBIGUOUS' });
  const near = nearest(word, names);
  const others = names.length === 0 ? `There is none in ${escaped(context.root)}.` : `There are ${listOf(names)}.`;
  const advice = near === undefined ? others : `Did you mean ${near}?`;
  throw new Failure(`There is no procedure ${quoted}. ${advice}`, { code: 'NOT_FOUND' });
}

function listOf(names: readonly string[]): string {
  const more = names.length - LISTED;
  return names.slice(0, LISTED).join(', ') + (more > 0 ? ` and ${more} more` : '');
}
