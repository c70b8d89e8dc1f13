import { StorageError } from '../model/errors.js';

const SAFE_NAME = /^[A-Za-z0-9_][A-Za-z0-9._-]{0,127}$/;
const WINDOWS_DEVICE = /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i;

/**
 * True if every file system accepts a name for a file or folder: ASCII letters, digits, `_`, `.` and `-`, no Windows device name.
 * Two safe names may still be one name to a file system that ignores case.
 */
export const isSafeName = (name: string): boolean =>
  SAFE_NAME.test(name) && !name.endsWith('.') && !WINDOWS_DEVICE.test(name);

/**
 * Returns a key if it cannot lead out of a storage: `<folder>/<name>`, both safe names.
 *
 * @param path - the key as the user knows it, for the message.
 * @param folder - the folder that the key has to be in; any, if it is left out.
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
