import { StorageError } from '../model/errors.js';
import { inspected } from '../model/message-text.js';

/**
 * Returns an argument if it is a path.
 * @throws StorageError (`ARTIFACT_STORAGE`) if it is not.
 */
export function checkedPath(path: unknown): string {
  if (typeof path === 'string') return path;
  throw new StorageError('resolve', inspected(path), 'is not a path, expected a string');
}
