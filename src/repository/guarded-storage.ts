import { types } from 'node:util';
import { describeValue } from '../codecs/describe-value.js';
import { ArtifactError, StorageError } from '../model/errors.js';
import { isInstance } from '../model/is-instance.js';
import { thrownText } from '../model/message-text.js';
import { FileStorage } from '../storage/file/file-storage.js';
import { MemoryStorage } from '../storage/memory-storage.js';
import type { Draft, Source, Storage } from '../storage/storage.js';

/** A storage that can remove, or says that it cannot. */
export type GuardedStorage = Storage & Required<Pick<Storage, 'remove'>>;

const STORAGE_METHODS = ['draft', 'open', 'list', 'pathOf', 'keyOf'];

/** What stands for the path where a storage is asked for everything. */
const ROOT = '(root)';

/**
 * Holds a user's storage to the interface: what it throws becomes a StorageError, and so does every answer that is none it may
 * give. The library's own storages are held to it by their tests.
 *
 * @throws TypeError for what is no storage.
 */
export function guardedStorage(storage: Storage): GuardedStorage {
  const missing = STORAGE_METHODS.filter((method) =>
    given(method, ROOT, ANYTHING, () => !hasMethods(method).is(storage)),
  );
  if (missing.length > 0)
    throw new TypeError(`found a storage without ${missing.join(', ')}, expected new FileStorage(folder)`);
  const isOwn = [FileStorage, MemoryStorage].some(({ prototype }) => Object.getPrototypeOf(storage) === prototype);
  return isOwn ? (storage as FileStorage | MemoryStorage) : guarded(storage);
}

function guarded(storage: Storage): GuardedStorage {
  const list = (folder?: string) => iterated('list', folder ?? ROOT, KEY, () => storage.list(folder));
  const survey = () => (storage.survey === undefined ? list() : storage.survey());
  const remove = async (key: string): Promise<void> => {
    if (storage.remove === undefined)
      throw new StorageError('remove', key, 'the storage has no method remove, expected one that removes files');
    await storage.remove(key);
  };
  return {
    draft: (folder) =>
      guardedDraft(
        given('draft', folder, DRAFT, () => storage.draft(folder)),
        folder,
      ),
    checkWritable: (folder) => awaited('checkWritable', folder, ANYTHING, async () => storage.checkWritable?.(folder)),
    open: async (key) => guardedSource(await awaited('open', key, SOURCE, async () => storage.open(key)), key),
    remove: (key) => awaited('remove', key, ANYTHING, () => remove(key)),
    list,
    survey: () => iterated('survey', ROOT, KEY_OR_PROBLEM, survey),
    sweep: () => awaited('sweep', ROOT, PATHS, async () => (await storage.sweep?.()) ?? []),
    pathOf: (key) => given('pathOf', key, PATH, () => storage.pathOf(key)),
    keyOf: (path) => given('keyOf', path, KEY, () => storage.keyOf(path)),
  };
}

const guardedDraft = (draft: Draft, folder: string): Draft => ({
  write: (bytes) => awaited('write', folder, ANYTHING, async () => draft.write(bytes)),
  reread: () =>
    guardedSource(
      given('reread', folder, SOURCE, () => draft.reread()),
      folder,
    ),
  prepare: (key) => awaited('prepare', key, ANYTHING, async () => draft.prepare?.(key)),
  publish: (key) => awaited('publish', key, CREATION, async () => draft.publish(key)),
  close: () => closed(async () => draft.close()),
});

const guardedSource = (source: Source, path: string): Source => ({
  size: given('size', path, SIZE, () => source.size),
  read: (start, end) => awaited('read', path, BYTES, async () => source.read(start, end)),
  close: () => closed(async () => source.close()),
});

/** What an answer has to be. */
interface Expected {
  readonly is: (answer: unknown) => boolean;
  readonly name: string;
}

const isText = (answer: unknown): boolean => typeof answer === 'string';

const hasMethods = (...names: string[]): Expected => ({
  is: (answer) => names.every((name) => typeof Object(answer)[name] === 'function'),
  name: `an object with ${names.join(', ')}`,
});

const ANYTHING: Expected = { is: () => true, name: 'anything' };
const KEY: Expected = { is: isText, name: 'a key' };
const PATH: Expected = { is: isText, name: 'a path' };
const PATHS: Expected = { is: (answer) => Array.isArray(answer) && answer.every(isText), name: 'a list of paths' };
const KEY_OR_PROBLEM: Expected = {
  is: (answer) => isText(answer) || (isText(Object(answer).path) && isText(Object(answer).message)),
  name: 'a key, or a path and a message',
};
const CREATION: Expected = {
  is: (answer) => answer === 'created' || answer === 'identical' || answer === 'different',
  name: "'created', 'identical' or 'different'",
};
const BYTES: Expected = { is: types.isUint8Array, name: 'a Uint8Array' };
const SIZE: Expected = {
  is: (answer) => Number.isSafeInteger(answer) && (answer as number) >= 0,
  name: 'a number of bytes',
};
const SOURCE = hasMethods('read', 'close');
const DRAFT = hasMethods('write', 'reread', 'publish', 'close');

/** An answer that is given at once. */
function given<T>(operation: string, path: string, expected: Expected, ask: () => T): T {
  try {
    return checked(operation, path, expected, ask());
  } catch (error) {
    throw storageError(operation, path, error);
  }
}

/** An answer that is waited for. */
async function awaited<T>(operation: string, path: string, expected: Expected, ask: () => Promise<T>): Promise<T> {
  try {
    return checked(operation, path, expected, await ask());
  } catch (error) {
    throw storageError(operation, path, error);
  }
}

/** Answers that come one after the other. */
async function* iterated<T>(
  operation: string,
  path: string,
  expected: Expected,
  ask: () => AsyncIterable<T>,
): AsyncGenerator<T> {
  try {
    for await (const answer of ask()) yield checked(operation, path, expected, answer);
  } catch (error) {
    throw storageError(operation, path, error);
  }
}

/** Closes, which may not fail: whatever it throws would take the place of what was answered before. */
async function closed(close: () => Promise<void>): Promise<void> {
  await close().catch(() => undefined);
}

function checked<T>(operation: string, path: string, { is, name }: Expected, answer: T): T {
  if (is(answer)) return answer;
  throw new StorageError(operation, path, `the storage answers ${describeValue(answer)}, expected ${name}`);
}

const storageError = (operation: string, path: string, error: unknown): ArtifactError =>
  isInstance(error, ArtifactError)
    ? error
    : new StorageError(operation, path, `the storage throws ${thrownText(error)}`, { cause: error });
