import { readdirSync, type Stats, statSync } from 'node:fs';
import { basename, dirname, isAbsolute, join, normalize, relative, resolve } from 'node:path';
import { escaped } from '../../display/escaping.js';
import { Failure } from '../../display/failure.js';
import { shellWord } from '../../display/shell-word.js';
import { addressOfKey } from '../../format/address.js';
import { absolutePath, errorCodeOf, toStorageError } from '../../storage/file/system-calls.js';
import { isBucketUrl, placeOf } from './bucket-url.js';

/** The folder of the artifacts if neither `--root` nor ARTIFACTS_ROOT names one. */
const DEFAULT_ROOT = 'artifacts/exploratory';

/**
 * Returns the folder of the artifacts, or their place in a bucket, whether it exists or not: that of `--root`, or of ARTIFACTS_ROOT, or the
 * default.
 *
 * @param given - the value of `--root`; undefined if the option is not given.
 * @throws Failure (`USAGE`) if `--root` is empty, or is no place in a bucket.
 */
export function wantedRoot(given: string | undefined, env: NodeJS.ProcessEnv = process.env): string {
  if (given === '') throw new Failure('--root is empty. Write for example --root results.');
  const root = given ?? (env['ARTIFACTS_ROOT'] || DEFAULT_ROOT);
  if (isBucketUrl(root)) placeOf(root);
  return root;
}

/**
 * Returns the folder of the artifacts, which exists.
 *
 * @param given - the value of `--root`; undefined if the option is not given.
 * @throws StorageError (`ARTIFACT_STORAGE`) if the system does not say what is at its path.
 * @throws Failure (`NO_STORE`) if there is no such folder. The message names a folder of the same name in the nearest parent folder. That
 * one is never used by itself, because what a command reads or removes must not depend on the working directory.
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

/** Returns the relative path of a folder of the same name in the nearest parent folder that has one. */
function nearestAbove(root: string): string | undefined {
  for (let folder = absolutePath('.'); dirname(folder) !== folder; folder = dirname(folder)) {
    const candidate = join(dirname(folder), normalize(root));
    if (isFolder(candidate)) return relative('.', candidate) || '.';
  }
  return undefined;
}

/**
 * Checks that there is a folder at a path that the user has typed.
 *
 * @throws StorageError (`ARTIFACT_STORAGE`) if the system does not say what is there.
 * @throws Failure (`NO_STORE`) if there is none.
 */
export function checkIsFolder(path: string): void {
  const stats = path === '' ? undefined : statsAt(path);
  if (stats?.isDirectory()) return;
  const message = stats === undefined ? `There is no folder ${escaped(path)}.` : `${escaped(path)} is no folder.`;
  throw new Failure(message, { code: 'NO_STORE', path });
}

/**
 * Returns what the system says of the file or folder at a path; undefined if nothing is there. Links are followed.
 *
 * @throws StorageError (`ARTIFACT_STORAGE`) if the system refuses to say.
 */
export function statsAt(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch (error) {
    // No file can have so long a name.
    if (errorCodeOf(error) === 'ENAMETOOLONG') return undefined;
    throw toStorageError('stat', path, error);
  }
}

/** True if a folder is at a path, and the system says so. */
function isFolder(path: string): boolean {
  try {
    return statsAt(path)?.isDirectory() ?? false;
  } catch {
    return false;
  }
}

/**
 * Looks for artifacts near a folder that has none. Somebody may have typed the folder of a procedure, or a folder above the right one.
 *
 * @returns the parent folder or the subfolder that has artifacts; undefined if neither has.
 */
export function nearbyRoot(root: string): string | undefined {
  const isProcedure = (folder: string): boolean =>
    fileNamesIn(folder).some((name) => addressOfKey(`${basename(resolve(folder))}/${name}`) !== undefined);
  if (isProcedure(root)) return dirname(resolve(root)) === resolve('.') ? '.' : relative('.', dirname(resolve(root)));
  const below = fileNamesIn(root).map((name) => join(root, name));
  return below.find((folder) => fileNamesIn(folder).some((name) => isProcedure(join(folder, name))));
}

/** Returns the names in a folder; none if the folder cannot be read. */
function fileNamesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
