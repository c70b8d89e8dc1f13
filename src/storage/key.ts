import { isSafeName } from '../address.js';
import { StorageError } from '../errors.js';

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
