import { types } from 'node:util';
import { describeValue } from '../codecs/describe-value.js';
import { ArtifactError, StorageError } from '../model/errors.js';
import { isInstance } from '../model/is-instance.js';
import { thrownText } from '../model/message-text.js';
import { FileStorage } from '../storage/file/file-storage.js';
import { MemoryStorage } from '../storage/memory-storage.js';
import type { Draft, NameRange, Source, Storage } from '../storage/storage.js';

/** A storage with a method `remove`, which throws if the user's storage has none. */
export type GuardedStorage = Storage & Required<Pick<Storage, 'remove'>>;

const STORAGE_METHODS = ['draft', 'open', 'list', 'pathOf', 'keyOf'];

/** The path in an error of a call that is about the whole storage. */
const ROOT = '(root)';

/**
 * Guards a user's storage: an error that it throws becomes a StorageError, and so does every answer that the interface `Storage` does not
 * allow. Returns the library's own storages as they are: their tests hold them to the interface.
 *
 * @throws TypeError if the argument is not a storage.
 */
export function guardedStorage(storage: Storage): GuardedStorage {
  const missing = STORAGE_METHODS.filter((method) =>
    checkedCall(method, ROOT, ANYTHING, () => !hasMethods(method).is(storage)),
  );
  if (missing.length > 0)
    throw new TypeError(`found a storage without ${missing.join(', ')}, expected new FileStorage(folder)`);
  const isOwn = [FileStorage, MemoryStorage].some(({ prototype }) => Object.getPrototypeOf(storage) === prototype);
  return isOwn ? (storage as FileStorage | MemoryStorage) : guarded(storage);
}

function guarded(storage: Storage): GuardedStorage {
  const list = (folder?: string, range?: NameRange) =>
    checkedIteration('list', folder ?? ROOT, KEY, () => storage.list(folder, range));
  const survey = () => (storage.survey === undefined ? list() : storage.survey());
  const remove = async (key: string): Promise<void> => {
    if (storage.remove === undefined)
      throw new StorageError('remove', key, 'the storage has no method remove, expected one that removes files');
    await storage.remove(key);
  };
  return {
    draft: (folder) =>
      guardedDraft(
        checkedCall('draft', folder, DRAFT, () => storage.draft(folder)),
        folder,
      ),
    checkWritable: (folder) =>
      checkedAsyncCall('checkWritable', folder, ANYTHING, async () => storage.checkWritable?.(folder)),
    open: async (key) => guardedSource(await checkedAsyncCall('open', key, SOURCE, async () => storage.open(key)), key),
    remove: (key) => checkedAsyncCall('remove', key, ANYTHING, () => remove(key)),
    list,
    survey: () => checkedIteration('survey', ROOT, KEY_OR_PROBLEM, survey),
    sweep: () => checkedAsyncCall('sweep', ROOT, PATHS, async () => (await storage.sweep?.()) ?? []),
    pathOf: (key) => checkedCall('pathOf', key, PATH, () => storage.pathOf(key)),
    keyOf: (path) => checkedCall('keyOf', path, KEY, () => storage.keyOf(path)),
  };
}

const guardedDraft = (draft: Draft, folder: string): Draft => ({
  write: (bytes) => checkedAsyncCall('write', folder, ANYTHING, async () => draft.write(bytes)),
  reread: () =>
    guardedSource(
      checkedCall('reread', folder, SOURCE, () => draft.reread()),
      folder,
    ),
  prepare: (key) => checkedAsyncCall('prepare', key, ANYTHING, async () => draft.prepare?.(key)),
  publish: (key) => checkedAsyncCall('publish', key, PUBLISH_RESULT, async () => draft.publish(key)),
  close: () => closeQuietly(async () => draft.close()),
});

const guardedSource = (source: Source, path: string): Source => ({
  size: checkedCall('size', path, SIZE, () => source.size),
  read: (start, end) => checkedAsyncCall('read', path, BYTES, async () => source.read(start, end)),
  close: () => closeQuietly(async () => source.close()),
});

/** What a method of a storage must answer. */
interface ExpectedAnswer {
  readonly is: (answer: unknown) => boolean;
  readonly name: string;
}

const isText = (answer: unknown): boolean => typeof answer === 'string';

const hasMethods = (...names: string[]): ExpectedAnswer => ({
  is: (answer) => names.every((name) => typeof Object(answer)[name] === 'function'),
  name: `an object with ${names.join(', ')}`,
});

const ANYTHING: ExpectedAnswer = { is: () => true, name: 'anything' };
const KEY: ExpectedAnswer = { is: isText, name: 'a key' };
const PATH: ExpectedAnswer = { is: isText, name: 'a path' };
const PATHS: ExpectedAnswer = {
  is: (answer) => Array.isArray(answer) && answer.every(isText),
  name: 'a list of paths',
};
const KEY_OR_PROBLEM: ExpectedAnswer = {
  is: (answer) => isText(answer) || (isText(Object(answer).path) && isText(Object(answer).message)),
  name: 'a key, or a path and a message',
};
const PUBLISH_RESULT: ExpectedAnswer = {
  is: (answer) => answer === 'created' || answer === 'identical' || answer === 'different',
  name: "'created', 'identical' or 'different'",
};
const BYTES: ExpectedAnswer = { is: types.isUint8Array, name: 'a Uint8Array' };
const SIZE: ExpectedAnswer = {
  is: (answer) => Number.isSafeInteger(answer) && (answer as number) >= 0,
  name: 'a number of bytes',
};
const SOURCE = hasMethods('read', 'close');
const DRAFT = hasMethods('write', 'reread', 'publish', 'close');

/** Calls a synchronous method and checks its answer. */
function checkedCall<T>(operation: string, path: string, expected: ExpectedAnswer, call: () => T): T {
  try {
    return checked(operation, path, expected, call());
  } catch (error) {
    throw storageError(operation, path, error);
  }
}

/** Calls an asynchronous method and checks its answer. */
async function checkedAsyncCall<T>(
  operation: string,
  path: string,
  expected: ExpectedAnswer,
  call: () => Promise<T>,
): Promise<T> {
  try {
    return checked(operation, path, expected, await call());
  } catch (error) {
    throw storageError(operation, path, error);
  }
}

/** Calls a method that answers with several values, and checks each of them. */
async function* checkedIteration<T>(
  operation: string,
  path: string,
  expected: ExpectedAnswer,
  call: () => AsyncIterable<T>,
): AsyncGenerator<T> {
  try {
    for await (const answer of call()) yield checked(operation, path, expected, answer);
  } catch (error) {
    throw storageError(operation, path, error);
  }
}

/** Closes a draft or source, and ignores an error: it would hide the result or the error of what was done before. */
async function closeQuietly(close: () => Promise<void>): Promise<void> {
  await close().catch(() => undefined);
}

function checked<T>(operation: string, path: string, { is, name }: ExpectedAnswer, answer: T): T {
  if (is(answer)) return answer;
  throw new StorageError(operation, path, `the storage answers ${describeValue(answer)}, expected ${name}`);
}

const storageError = (operation: string, path: string, error: unknown): ArtifactError =>
  isInstance(error, ArtifactError)
    ? error
    : new StorageError(operation, path, `the storage throws ${thrownText(error)}`, { cause: error });
