import { realpathSync } from 'node:fs';
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import type { Storage } from '../storage.js';
import { absoluteRootOf, FileStorage } from './file-storage.js';
import { errorCodeOf } from './system-calls.js';

/** True if neither of two folders is the other one, or lies in it, also by way of links. The paths are absolute; nothing need be there. */
export function areApart(a: string, b: string): boolean {
  const [first, second] = [realFolder(a), realFolder(b)];
  return !isWithin(first, second) && !isWithin(second, first);
}

/** True if two storages are not one, and of two folders, neither is the other one or lies in it. */
export const areStoragesApart = (a: Storage, b: Storage): boolean =>
  a instanceof FileStorage && b instanceof FileStorage ? areApart(absoluteRootOf(a), absoluteRootOf(b)) : a !== b;

/** True if a path leads to the folder of a storage, or to something in it, also by way of links. Nothing need be there. */
export const isWithinStorage = (path: string, storage: Storage): boolean =>
  storage instanceof FileStorage && isWithin(realFolder(resolve(path)), realFolder(absoluteRootOf(storage)));

/** Returns the path of a folder without links; also of one that does not exist yet. */
function realFolder(path: string): string {
  try {
    return realpathSync.native(path);
  } catch (error) {
    const parent = dirname(path);
    if (errorCodeOf(error) !== 'ENOENT' || parent === path) return path;
    return join(realFolder(parent), basename(path));
  }
}

/** True if a folder is another one, or lies in it. */
function isWithin(folder: string, other: string): boolean {
  const way = relative(other, folder);
  return way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}
