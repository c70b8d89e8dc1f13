import { StorageError } from '../model/errors.js';

const SAFE_NAME = /^[A-Za-z0-9_][A-Za-z0-9._-]{0,127}$/;
const WINDOWS_DEVICE = /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i;

/** Tells whether every file system takes a name for a file or folder. Some file systems ignore case. */
export const isSafeName = (name: string): boolean =>
  SAFE_NAME.test(name) && !name.endsWith('.') && !WINDOWS_DEVICE.test(name);

/**
 * A key that cannot lead out of a storage: a folder and a file, both safe names.
 *
 * @param path - the key as the user knows it.
 * @param folder - the folder that it has to be in, if there is one.
 * @throws StorageError (`ARTIFACT_STORAGE`) for any other key.
 */
export function checkedKey(key: string, operation: string, path = key, folder?: string): string {
  const names = key.split('/');
  if (names.length === 2 && names.every(isSafeName) && (folder ?? names[0]) === names[0]) return key;
  const fault =
    'is outside of the storage’s files: expected a folder and a file below its root, both named with letters, digits, "_", "." and "-"';
  throw new StorageError(
    operation,
    path,
    operation === 'resolve' ? `${fault}; pass the path as save returned it` : fault,
  );
}
