// Specifies what a repository does with a user's storage: whatever it throws or answers, the repository throws only ArtifactErrors.

import test from 'ava';
import {
  type ArtifactError,
  type ArtifactRepository,
  type Draft,
  MemoryStorage,
  NotFoundError,
  type Source,
  type Storage,
  StorageError,
} from '../src/index.js';
import { repositoryOf, SAMPLE_KEY, Sample, sampleOf } from './support/sample.js';
import { collect, sound } from './support/stored.js';

/** Returns a storage of a user's own class that works, except for the changed methods. */
const storageWith = (inner: Storage, changed: Partial<Storage> = {}): Storage => ({
  draft: (folder) => inner.draft(folder),
  open: (key) => inner.open(key),
  list: (folder) => inner.list(folder),
  pathOf: (key) => inner.pathOf(key),
  keyOf: (path) => inner.keyOf(path),
  ...changed,
});

type Change = (inner: Storage, act: () => never) => Partial<Storage>;

const ofDraft =
  (change: (act: () => never) => Partial<Draft>): Change =>
  (inner, act) => ({ draft: (folder) => ({ ...inner.draft(folder), ...change(act) }) });

const sourceWith = (source: Source, changed: Partial<Source>): Source =>
  Object.defineProperties(
    { size: source.size, read: (start: number, end: number) => source.read(start, end), close: () => source.close() },
    Object.getOwnPropertyDescriptors(changed),
  ) as Source;

const ofSource =
  (change: (act: () => never) => Partial<Source>): Change =>
  (inner, act) => ({ open: async (key) => sourceWith(await inner.open(key), change(act)) });

const sized = (act: () => never): Partial<Source> => ({
  get size() {
    return act();
  },
});

const CALLS = {
  save: (repository) => repository.save(sampleOf('new', 0)),
  load: (repository) => repository.load(SAMPLE_KEY),
  loadAs: (repository) => repository.load(SAMPLE_KEY, Sample),
  describe: (repository) => repository.describe(SAMPLE_KEY),
  list: (repository) => collect(repository.list()),
  find: (repository) => collect(repository.find(Sample, { parameters: {} })),
  findLatest: (repository) => repository.findLatest(Sample),
  findOrCreate: (repository) => repository.findOrCreate(Sample, { parameters: { a: 1 } }, neverCreated),
  verify: (repository) => repository.verify(),
  sweep: (repository) => repository.sweep(),
  has: (repository) => repository.has(SAMPLE_KEY),
  remove: (repository) => repository.remove(SAMPLE_KEY),
} satisfies Record<string, (repository: ArtifactRepository) => Promise<unknown>>;

const neverCreated = (): never => {
  throw new TypeError('found a call of create, expected none');
};

/** Methods of a storage that fail or answer wrongly, and the calls of the repository that then throw. `verify` reports unreadable files. */
const STEPS: [operation: string, change: Change, ...calls: (keyof typeof CALLS)[]][] = [
  ['draft', (_, act) => ({ draft: act }), 'save'],
  ['write', ofDraft((act) => ({ write: act })), 'save'],
  ['reread', ofDraft((act) => ({ reread: act })), 'save'],
  ['prepare', ofDraft((act) => ({ prepare: act })), 'save'],
  ['publish', ofDraft((act) => ({ publish: act })), 'save'],
  ['open', (_, act) => ({ open: act }), 'load', 'loadAs', 'describe', 'find', 'findLatest', 'has'],
  ['remove', (_, act) => ({ remove: act }), 'remove'],
  ['read', ofSource((act) => ({ read: act })), 'load', 'loadAs', 'describe', 'find', 'findLatest'],
  ['size', ofSource(sized), 'load', 'loadAs', 'describe', 'find', 'findLatest'],
  ['list', (_, act) => ({ list: act }), 'list', 'find', 'findLatest', 'findOrCreate', 'verify'],
  ['survey', (_, act) => ({ survey: act }), 'verify'],
  ['sweep', (_, act) => ({ sweep: act }), 'sweep'],
  ['checkWritable', (_, act) => ({ checkWritable: act }), 'findOrCreate'],
  ['pathOf', (_, act) => ({ pathOf: act }), 'save', 'list', 'find', 'verify'],
  ['keyOf', (_, act) => ({ keyOf: act }), 'load', 'describe', 'has', 'remove'],
];

async function* failing(act: () => never): AsyncGenerator<never> {
  yield act();
}

const THROWN: [title: string, thrown: unknown, text: string][] = [
  ['an Error', new Error('boom'), 'Error: boom'],
  ['a text', 'boom', 'boom'],
  ['undefined', undefined, 'undefined'],
  ['an object without prototype', Object.create(null), 'a value that has no text'],
  ['a revoked Proxy', revokedProxy(), 'a value that has no text'],
];

function revokedProxy(): object {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return proxy;
}

/** Returns the error of a call on a storage with changed methods. */
async function errorOf(changed: Partial<Storage>, inner: Storage, call: keyof typeof CALLS): Promise<unknown> {
  try {
    await CALLS[call](repositoryOf(storageWith(inner, changed)));
  } catch (error) {
    return error;
  }
  return undefined;
}

async function storageWithOne(): Promise<Storage> {
  const inner = new MemoryStorage();
  await repositoryOf(inner).save(sampleOf('a', 0));
  return inner;
}

test('a user’s storage gets the folder and the range of a listing', async (t) => {
  const asked: unknown[] = [];
  const inner = await storageWithOne();
  const list: Storage['list'] = (folder, range) => {
    asked.push([folder, range]);
    return inner.list(folder);
  };
  const repository = repositoryOf(storageWith(inner, { list }));
  t.is((await collect(repository.list({ procedure: 'Sample', since: '1970', until: '1970' }))).length, 1);
  t.is((await collect(repository.find(Sample, { until: '1969' }))).length, 0);
  t.deepEqual(asked, [
    ['Sample', { from: '1970', until: '1971' }],
    ['Sample', { from: undefined, until: '196:' }],
  ]);
});

test('an error of a subclass of MemoryStorage becomes a StorageError too', async (t) => {
  class Counting extends MemoryStorage {
    override list(): AsyncGenerator<never> {
      throw new TypeError('boom');
    }
  }
  await t.throwsAsync(collect(repositoryOf(new Counting()).list()), { instanceOf: StorageError });
});

for (const [operation, change, ...calls] of STEPS) {
  for (const [title, thrown, text] of THROWN) {
    test(`${title} that a user’s storage throws in ${operation} becomes the cause of a StorageError`, async (t) => {
      const act = () => {
        throw thrown;
      };
      for (const call of calls) {
        const inner = await storageWithOne();
        for (const changed of [
          change(inner, act),
          // The same failure as a rejected promise, or from within an iteration.
          ...(['list', 'survey'].includes(operation) ? [{ [operation]: () => failing(act) }] : []),
          ...(['draft', 'reread', 'size', 'list', 'survey', 'pathOf', 'keyOf'].includes(operation)
            ? []
            : [change(inner, (() => Promise.reject(thrown)) as () => never)]),
        ]) {
          const error = await errorOf(changed, inner, call);
          t.true(error instanceof StorageError, `${call}: ${error}`);
          const { code, operation: found, cause, message, path } = error as StorageError;
          t.deepEqual([code, found], ['ARTIFACT_STORAGE', operation], call);
          t.is(cause, thrown);
          t.is(message, `${operation} ${path}: the storage throws ${text}`);
        }
      }
    });
  }
}

/** Wrong answers, and what the message expects instead. */
const ANSWERS: [operation: string, answers: readonly unknown[], expected: string][] = [
  ['draft', [undefined, {}, Promise.resolve()], 'an object with write, reread, publish, close'],
  ['reread', [undefined, { size: 1 }], 'an object with read, close'],
  ['publish', [undefined, 'overwritten', 0], "'created', 'identical' or 'different'"],
  ['open', [undefined, new Uint8Array(1), { read: () => {} }], 'an object with read, close'],
  ['read', [undefined, 'text', [1, 2], new ArrayBuffer(1), new Float64Array(1)], 'a Uint8Array'],
  ['size', [undefined, '5', -1, 0.5, Number.NaN, 2 ** 53, 5n], 'a number of bytes'],
  ['list', [[undefined], [5], ['a', {}]], 'a key'],
  ['survey', [[undefined], [5], [{ path: 'a' }]], 'a key, or a path and a message'],
  ['sweep', [5, 'text', [5]], 'a list of paths'],
  ['pathOf', [undefined, 5], 'a path'],
  ['keyOf', [undefined, 5, Promise.resolve('a')], 'a key'],
];

for (const [operation, answers, expected] of ANSWERS) {
  const [, change, ...calls] = STEPS.find(([name]) => name === operation) as (typeof STEPS)[number];
  for (const answer of answers) {
    test(`a user’s storage that answers ${operation} with ${typeof answer} ${String(answer)} is refused`, async (t) => {
      for (const call of calls) {
        const inner = await storageWithOne();
        const error = await errorOf(change(inner, (() => answer) as () => never), inner, call);
        t.true(error instanceof StorageError, `${call}: ${error}`);
        t.is((error as StorageError).operation, operation);
        t.true((error as StorageError).message.endsWith(`, expected ${expected}`), (error as StorageError).message);
      }
    });
  }
}

test('verify reports the error of a user’s storage for one file, and goes on', async (t) => {
  const inner = await storageWithOne();
  await repositoryOf(inner).save(sampleOf('b', 0));
  const open = (key: string) => (key === SAMPLE_KEY ? Promise.reject('no such thing') : inner.open(key));
  const { checked, problems } = await repositoryOf(storageWith(inner, { open })).verify();
  t.is(checked, 2);
  const message = `open ${SAMPLE_KEY}: the storage throws no such thing`;
  t.deepEqual(problems, [{ path: SAMPLE_KEY, code: 'ARTIFACT_STORAGE', message }]);
});

test('a user’s storage that returns too few bytes is refused', async (t) => {
  const inner = await storageWithOne();
  const change = ofSource(() => ({ read: async () => new Uint8Array(3) }));
  const error = (await errorOf(change(inner, neverCreated), inner, 'load')) as ArtifactError;
  t.regex(error.message, /^read the bytes from \d+ to \d+: found 3 bytes, expected \d+$/);
});

test('an ArtifactError of a user’s storage is thrown as it is', async (t) => {
  const inner = await storageWithOne();
  const thrown = new NotFoundError('elsewhere');
  t.is(await errorOf({ open: () => Promise.reject(thrown) }, inner, 'load'), thrown);
  t.is(
    await errorOf(
      {
        keyOf: () => {
          throw thrown;
        },
      },
      inner,
      'load',
    ),
    thrown,
  );
});

test('an error in closing hides neither a result nor another error', async (t) => {
  const inner = await storageWithOne();
  const close = () => {
    throw new Error('not closed');
  };
  const repository = repositoryOf(
    storageWith(inner, {
      draft: (folder) => ({ ...inner.draft(folder), close }),
      open: async (key) => sourceWith(await inner.open(key), { close: () => Promise.reject('not closed') }),
    }),
  );
  const path = await repository.save(sampleOf('b', 0));
  t.deepEqual(await repository.load(path), sampleOf('b', 0));
  const reason = new Error('stopped');
  const onProgress = () => {
    throw reason;
  };
  t.is(await t.throwsAsync(repository.save(sampleOf('c', 0), { onProgress })), reason);
  t.is(await t.throwsAsync(repository.load(path, { onProgress })), reason);
  t.is(await t.throwsAsync(repository.load(path, { signal: AbortSignal.abort(reason) })), reason);
});

test('a user’s storage needs no survey, no sweep and no checkWritable', async (t) => {
  const repository = repositoryOf(storageWith(await storageWithOne()));
  t.deepEqual(await repository.verify(), sound(1));
  t.deepEqual(await repository.sweep(), []);
  const created = await repository.findOrCreate(Sample, { parameters: { a: 1 } }, () =>
    Object.assign(sampleOf('b', 0), { inputParameters: { a: 1 } }),
  );
  t.is(created.name, 'b');
});

const LOOKED_AT: [property: keyof Storage, call: (storage: Storage) => unknown][] = [
  ['open', (storage) => repositoryOf(storage)],
  ['survey', (storage) => repositoryOf(storage).verify()],
  ['sweep', (storage) => repositoryOf(storage).sweep()],
];

for (const [property, call] of LOOKED_AT) {
  test(`an error in reading the property ${property} of a user’s storage becomes the cause of a StorageError`, async (t) => {
    const storage = Object.defineProperty(storageWith(new MemoryStorage()), property, {
      get: () => {
        throw new Error('boom');
      },
    });
    await t.throwsAsync(async () => call(storage), {
      instanceOf: StorageError,
      message: `${property} (root): the storage throws Error: boom`,
    });
  });
}

/** Runs an act, and returns the errors of promises that nobody has handled meanwhile. */
async function unhandledDuring(act: () => Promise<unknown>): Promise<unknown[]> {
  const unhandled: unknown[] = [];
  const remember = (error: unknown) => void unhandled.push(error);
  process.on('unhandledRejection', remember);
  await act();
  process.off('unhandledRejection', remember);
  return unhandled;
}

const onProgress = () => new Promise<void>((resolve) => setTimeout(resolve, 20));

test('a save whose storage cannot write rejects with its error, also if that comes while onProgress is awaited', async (t) => {
  const inner = new MemoryStorage();
  const storage = storageWith(inner, {
    draft: (folder) => ({ ...inner.draft(folder), write: () => Promise.reject(new Error('the disk is full')) }),
  });
  const save = () => repositoryOf(storage).save(sampleOf('new', 0), { onProgress });
  const unhandled = await unhandledDuring(() => t.throwsAsync(save, { message: /the disk is full/ }));
  t.deepEqual(unhandled, []);
});

test('a load whose storage cannot read all rejects with its error, also if that comes while onProgress is awaited', async (t) => {
  const inner = new MemoryStorage();
  const path = await repositoryOf(inner).save(sampleOf('x'.repeat(2 ** 21), 0));
  const open = async (key: string) => {
    const source = await inner.open(key);
    const isAtEnd = (end: number) => end === source.size || end < 2 ** 19;
    const read = (start: number, end: number) =>
      isAtEnd(end) ? source.read(start, end) : Promise.reject(new Error('the disk is broken'));
    return sourceWith(source, { read });
  };
  const load = () => repositoryOf(storageWith(inner, { open })).load(path, Sample, { onProgress });
  const unhandled = await unhandledDuring(() => t.throwsAsync(load, { message: /the disk is broken/ }));
  t.deepEqual(unhandled, []);
});

test('a storage gets one piece at a time', async (t) => {
  const inner = new MemoryStorage();
  let writing = 0;
  const storage = storageWith(inner, {
    draft: (folder) => {
      const draft = inner.draft(folder);
      const write = async (bytes: Uint8Array) => {
        t.is(++writing, 1);
        await new Promise((resolve) => setTimeout(resolve, 1));
        await draft.write(bytes);
        writing--;
      };
      return { ...draft, write };
    },
  });
  await repositoryOf(storage).save(sampleOf('x'.repeat(2 ** 20), 0));
  t.is(writing, 0);
});
