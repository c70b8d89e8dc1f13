import { readdirSync, type Stats, statSync } from 'node:fs';
import { basename, dirname, isAbsolute, join, normalize, relative, resolve } from 'node:path';
import { addressOfKey } from '../../format/address.js';
import { absolutePath, errorCodeOf, toStorageError } from '../../storage/file/system-calls.js';
import { escaped } from '../console/escaping.js';
import { Failure } from '../console/failure.js';
import { shellWord } from '../console/shell-word.js';

/** Where artifacts are unless somebody says otherwise. */
const DEFAULT_ROOT = 'artifacts/exploratory';

/**
 * The folder of the artifacts, which need not be there: the one given, or that of the environment, or the default.
 *
 * @throws Failure if an empty one is given.
 */
export function wantedRoot(given: string | undefined, env: NodeJS.ProcessEnv = process.env): string {
  if (given === '') throw new Failure('--root is empty. Write for example --root results.');
  return given ?? (env['ARTIFACTS_ROOT'] || DEFAULT_ROOT);
}

/**
 * The same, which is there.
 *
 * @throws StorageError (`ARTIFACT_STORAGE`) if it cannot be told what is there.
 * @throws Failure if nothing is there. It names the nearest such folder of a folder above, which is not used: what a command
 * reads or removes shall not depend on where it is called.
 */
export function existingRoot(given: string | undefined): string {
  const root = wantedRoot(given);
  const stats = statsAt(root);
  if (stats?.isDirectory()) return root;
  const options = { code: 'NO_STORE', path: root } as const;
  if (stats !== undefined) throw new Failure(`${escaped(root)} is no folder, but --root has to be one.`, options);
  const missing = `There is no folder ${escaped(root)}${isAbsolute(root) ? '' : ' here'}.`;
  const nearest = isAbsolute(root) ? undefined : nearestAbove(root);
  if (nearest === undefined) throw new Failure(`${missing} Another one: artifacts --root DIR`, options);
  throw new Failure(`${missing} If you mean the one above, write\n  artifacts --root ${shellWord(nearest)}`, options);
}

/** The path, from here, of such a folder in the nearest folder above. */
function nearestAbove(root: string): string | undefined {
  for (let folder = absolutePath('.'); dirname(folder) !== folder; folder = dirname(folder)) {
    const candidate = join(dirname(folder), normalize(root));
    if (isFolder(candidate)) return relative('.', candidate) || '.';
  }
  return undefined;
}

/**
 * What a path leads to; undefined if nothing is there.
 *
 * @throws StorageError (`ARTIFACT_STORAGE`) if that cannot be told.
 */
export function statsAt(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch (error) {
    // No file has a name of that length.
    if (errorCodeOf(error) === 'ENAMETOOLONG') return undefined;
    throw toStorageError('stat', path, error);
  }
}

/** Tells whether a folder is there, as far as one can see. */
function isFolder(path: string): boolean {
  try {
    return statsAt(path)?.isDirectory() ?? false;
  } catch {
    return false;
  }
}

/** The folder below or above in which artifacts are, of a folder that has none; undefined if there is no such one. */
export function nearbyStore(root: string): string | undefined {
  const isProcedure = (folder: string): boolean =>
    namesIn(folder).some((name) => addressOfKey(`${basename(resolve(folder))}/${name}`) !== undefined);
  if (isProcedure(root)) return dirname(resolve(root)) === resolve('.') ? '.' : relative('.', dirname(resolve(root)));
  const below = namesIn(root).map((name) => join(root, name));
  return below.find((folder) => namesIn(folder).some((name) => isProcedure(join(folder, name))));
}

/** What is in a folder; nothing if it cannot be read. */
function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
