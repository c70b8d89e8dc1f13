import type { Storage } from '../../storage/storage.js';

/** Returns the folder of a storage, as the paths of its artifacts begin. */
export function rootOf(storage: Storage): string {
  const path = storage.pathOf('_/_.json');
  return path.slice(0, -'/_/_.json'.length) || '.';
}
