import { createHash } from 'node:crypto';
import { isArtifactError } from '../model/errors.js';
import { mapInOrder } from '../model/map-in-order.js';
import { withSource } from '../storage/bytes-source.js';
import type { Draft, NameRange, PublishResult, Storage, SurveyProblem } from '../storage/storage.js';

// What the checks of promises do with a storage, in a line each.

/** How many files are created at the same time where many are needed. */
const FILES_AT_A_TIME = 32;

/** Returns bytes that look random, the same ones for one seed each time. */
export const bytesOf = (seed: string, length: number): Uint8Array =>
  new Uint8Array(createHash('shake256', { outputLength: length }).update(seed).digest());

/** Begins a draft, passes it to a function, and closes it when that has returned or thrown. */
export async function withDraft<T>(storage: Storage, key: string, use: (draft: Draft) => Promise<T>): Promise<T> {
  const draft = storage.draft(folderOf(key));
  try {
    return await use(draft);
  } finally {
    await draft.close();
  }
}

/** Creates a file, or finds one, as a save does. */
export const create = (storage: Storage, key: string, bytes: Uint8Array): Promise<PublishResult> =>
  withDraft(storage, key, async (draft) => {
    await draft.write(bytes);
    await draft.prepare?.(key);
    return draft.publish(key);
  });

/** Creates many files, each with its key as its bytes. */
export async function createAll(storage: Storage, keys: readonly string[]): Promise<void> {
  const created = mapInOrder(keys, FILES_AT_A_TIME, (key) => create(storage, key, Buffer.from(key)));
  for await (const result of created) if (result !== 'created') throw new Error(`found ${result}, expected created`);
}

/** Reads all bytes of a file. */
export const read = (storage: Storage, key: string): Promise<Uint8Array> =>
  withSource(storage.open(key), (source) => source.read(0, source.size));

/** Lists keys, sorted. */
export const listed = async (storage: Storage, folder?: string, range?: NameRange): Promise<string[]> =>
  (await collected(storage.list(folder, range))).sort();

/** Returns everything that an iterable yields. */
export async function collected<T>(items: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const item of items) found.push(item);
  return found;
}

/** Returns what a storage shows under a key: in its list, in its survey, and when the file is opened. */
export async function sightOf(storage: Storage, key: string): Promise<Record<string, unknown>> {
  const surveyed: (string | SurveyProblem)[] = await collected(storage.survey?.() ?? storage.list());
  return { listed: await listed(storage), surveyed, opened: await isThere(storage, key) };
}

/** What {@link sightOf} returns where there is nothing. */
export const NOTHING = { listed: [], surveyed: [], opened: false };

/** Returns whether a file can be opened. */
async function isThere(storage: Storage, key: string): Promise<boolean> {
  try {
    return await withSource(storage.open(key), async () => true);
  } catch (error) {
    if (isArtifactError(error, 'ARTIFACT_NOT_FOUND')) return false;
    throw error;
  }
}

export const folderOf = (key: string): string => key.split('/', 1)[0] as string;
