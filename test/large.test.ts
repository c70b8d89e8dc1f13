// Large artifacts: progress and stopping, arrays that are not copied before a save, long keys, descriptions, and how little of a file is
// read to find an artifact.

import { readdir } from 'node:fs/promises';
import { isDeepStrictEqual } from 'node:util';
import test from 'ava';
import { MaxLength } from 'class-validator';
import {
  Artifact,
  ArtifactRepository,
  FileStorage,
  IsoDate,
  isArtifactError,
  loadArtifact,
  MemoryStorage,
  NdArray,
  Nested,
  NestedList,
  NestedMap,
  Persisted,
  type Progress,
  type Source,
  type Storage,
} from '../src/index.js';
import { bytesOf, create, inFolder, replacedIn } from './support/stored.js';

// Artifacts that are written and read in many pieces: what can be seen of it from outside.

@Persisted()
class Part {
  @NdArray('float64') curve!: Float64Array;
  @Persisted() weight!: number;
}

@Persisted({ procedure: 'Large' })
class Large extends Artifact<{ window_size: number }> {
  @NdArray('float64') curve!: Float64Array;
  @NdArray('int32', { optional: true }) grid?: NdArray<Int32Array>;
  @NestedList(() => Part, { optional: true }) parts?: Part[];
  @Persisted({ optional: true }) remark?: string;
}

const SIZE = 200_000;
const curve = (size = SIZE) => Float64Array.from({ length: size }, (_, index) => Math.sin(index));
const large = (others: Partial<Large> = {}): Large =>
  Object.assign(
    Large.create({
      procedureVersion: '1.0.0',
      inputParameters: { window_size: 10 },
      seed: 1,
      timestamp: new Date('2026-02-11T15:40:12.063Z'),
      curve: curve(),
    }),
    others,
  );

const filesIn = async (folder: string): Promise<string[]> =>
  (await readdir(folder, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map((entry) => entry.name);

/** A storage that counts the bytes that are read from it. */
function counting(storage: Storage): Storage & { bytes: number } {
  const counted = {
    bytes: 0,
    draft: (folder: string) => storage.draft(folder),
    list: (folder?: string) => storage.list(folder),
    pathOf: (key: string) => storage.pathOf(key),
    keyOf: (path: string) => storage.keyOf(path),
    open: async (key: string): Promise<Source> => {
      const source = await storage.open(key);
      return {
        size: source.size,
        read: (start, end) => {
          counted.bytes += end - start;
          return source.read(start, end);
        },
        close: () => source.close(),
      };
    },
  };
  return counted;
}

// ── Progress, and stopping ──────────────────────────────────────────────────────────────────────────────────────────

test('a save and a load report their progress', async (t) => {
  const storage = new MemoryStorage();
  const repository = new ArtifactRepository({ storage, classes: [Large] });
  const told: Progress[] = [];
  const onProgress = (progress: Progress) => void told.push(progress);
  const path = await repository.save(large(), { onProgress });
  await repository.load(path, { onProgress });
  const { length } = await bytesOf(storage, path);
  for (const [step, total] of [
    ['write', undefined],
    ['prove', length],
    ['read', length],
  ] as const) {
    const steps = told.filter((each) => each.step === step);
    t.true(steps.length > 5, step);
    t.true(
      steps.every((each, index) => each.total === total && each.bytes > (steps[index - 1]?.bytes ?? 0)),
      step,
    );
    t.is(steps.at(-1)?.bytes, length, step);
  }
  t.deepEqual([...new Set(told.map(({ step }) => step))], ['write', 'prove', 'read']);
});

for (const step of ['write', 'prove'] as const) {
  test(`a save that is stopped while it is at "${step}" rejects with the reason and leaves nothing`, async (t) => {
    await inFolder(async (folder) => {
      const repository = new ArtifactRepository({ storage: new FileStorage(folder), classes: [Large] });
      const controller = new AbortController();
      const reason = new Error('enough');
      let pieces = 0;
      const onProgress = (progress: Progress) => {
        if (progress.step === step && ++pieces === 3) controller.abort(reason);
      };
      t.is(await t.throwsAsync(repository.save(large(), { signal: controller.signal, onProgress })), reason);
      t.is(pieces, 3);
      t.deepEqual(await filesIn(folder), []);
      t.true(isDeepStrictEqual(await repository.load(await repository.save(large())), large()));
    });
  });
}

test('a load that is stopped rejects with the reason', async (t) => {
  const repository = new ArtifactRepository({ storage: new MemoryStorage(), classes: [Large] });
  const path = await repository.save(large());
  const controller = new AbortController();
  const onProgress = () => controller.abort();
  const options = { signal: controller.signal, onProgress };
  await t.throwsAsync(repository.load(path, options), { any: true, name: 'AbortError' });
  await t.throwsAsync(repository.load(path, Large, options), { any: true, name: 'AbortError' });
  await t.throwsAsync(repository.describe(path, options), { any: true, name: 'AbortError' });
});

test('a save that is stopped while its draft is made ready gets no name', async (t) => {
  const inner = new MemoryStorage();
  const controller = new AbortController();
  const storage: Storage = {
    draft: (folder) => ({ ...inner.draft(folder), prepare: async () => controller.abort() }),
    list: (folder) => inner.list(folder),
    pathOf: (key) => inner.pathOf(key),
    keyOf: (path) => inner.keyOf(path),
    open: (key) => inner.open(key),
  };
  const repository = new ArtifactRepository({ storage, classes: [Large], proof: false });
  const { signal } = controller;
  await t.throwsAsync(repository.save(large(), { signal }), { any: true, name: 'AbortError' });
  for await (const key of storage.list()) t.fail(key);
});

test('a save or load that was stopped before it began does nothing', async (t) => {
  const storage = new MemoryStorage();
  const repository = new ArtifactRepository({ storage, classes: [Large] });
  await t.throwsAsync(repository.save(large(), { signal: AbortSignal.abort() }), { any: true, name: 'AbortError' });
  for await (const key of storage.list()) t.fail(key);
});

test('an error that onProgress throws stops a save, which leaves nothing', async (t) => {
  await inFolder(async (folder) => {
    const repository = new ArtifactRepository({ storage: new FileStorage(folder), classes: [Large] });
    const reason = new Error('enough');
    const onProgress = (progress: Progress) => {
      if (progress.bytes > 2 ** 21) throw reason;
    };
    t.is(await t.throwsAsync(repository.save(large(), { onProgress })), reason);
    t.deepEqual(await filesIn(folder), []);
  });
});

test('a revoked Proxy that onProgress throws stops a save as any error does', async (t) => {
  const repository = new ArtifactRepository({ storage: new MemoryStorage(), classes: [Large] });
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  for (const stopped of ['write', 'prove']) {
    const onProgress = ({ step }: Progress) => {
      if (step === stopped) throw proxy;
    };
    const found = await repository.save(large(), { onProgress }).catch((error) => ({ error }));
    t.true(typeof found === 'object' && found.error === proxy, stopped);
  }
});

test('a promise that onProgress returns is awaited, and stops the save if it is rejected', async (t) => {
  const repository = new ArtifactRepository({ storage: new MemoryStorage(), classes: [Large] });
  const reason = new Error('enough');
  const onProgress = async () => {
    throw reason;
  };
  t.is(await t.throwsAsync(repository.save(large(), { onProgress })), reason);
});

test('a load of an unsealed file reports its progress and can be stopped, too', async (t) => {
  const storage = new MemoryStorage();
  const repository = new ArtifactRepository({ storage, classes: [Large] });
  const { procedureVersion, inputParameters, timestamp } = large();
  const file = {
    procedure_name: 'Large',
    procedure_version: procedureVersion,
    input_parameters: inputParameters,
    timestamp,
    curve: Array.from(curve(100_000)),
  };
  await create(storage, 'Large/other.json', Buffer.from(JSON.stringify(file)));
  const told: Progress[] = [];
  await repository.load('Large/other.json', { onProgress: (progress) => void told.push(progress) });
  t.true(told.length > 3);
  const signal = AbortSignal.abort();
  await t.throwsAsync(repository.load('Large/other.json', { signal }), { any: true, name: 'AbortError' });
});

/** Returns the number of turns of the event loop while a promise is pending. */
async function turnsWhile(act: () => Promise<unknown>): Promise<number> {
  let turns = 0;
  let timer = setImmediate(function again() {
    turns++;
    timer = setImmediate(again);
  });
  try {
    await act();
  } finally {
    clearImmediate(timer);
  }
  return turns;
}

test('timers and other tasks run while an artifact is saved to memory and loaded from it', async (t) => {
  const repository = new ArtifactRepository({ storage: new MemoryStorage(), classes: [Large] });
  // As slow as a slow machine.
  const onProgress = () => {
    for (const end = performance.now() + 25; performance.now() < end; );
  };
  let path = '';
  const saving = await turnsWhile(async () => (path = await repository.save(large(), { onProgress })));
  t.true(saving > 10, `${saving} turns`);
  const loading = await turnsWhile(() => repository.load(path, { onProgress }));
  t.true(loading > 10, `${loading} turns`);
});

test('timers and other tasks run while an artifact is saved and loaded', async (t) => {
  await inFolder(async (folder) => {
    const repository = new ArtifactRepository({ storage: new FileStorage(folder), classes: [Large] });
    let path = '';
    const saving = await turnsWhile(async () => (path = await repository.save(large())));
    t.true(saving > 10, `${saving} turns`);
    const loading = await turnsWhile(() => repository.load(path));
    t.true(loading > 10, `${loading} turns`);
  });
});

// ── Arrays that are too large to be copied before a save ────────────────────────────────────────────────────────────

test('an array that is changed while it is saved is refused, with its place', async (t) => {
  const repository = new ArtifactRepository({ storage: new MemoryStorage(), classes: [Large] });
  const changed = large({ curve: new Float64Array(2 ** 22) });
  const onProgress = ({ step }: Progress) => {
    if (step === 'prove') changed.curve[2 ** 22 - 1] = 1;
  };
  const error = await t.throwsAsync(repository.save(changed, { onProgress }));
  t.deepEqual(isArtifactError(error, 'ARTIFACT_INVALID') && error.issues, [
    {
      code: 'invalid-value',
      path: '/curve',
      message: 'found other elements than in its own file, expected an array that nobody changes while it is saved',
    },
  ]);
});

test('arrays that are small enough are copied before a save, even if others are too large for it', async (t) => {
  const repository = new ArtifactRepository({ storage: new MemoryStorage(), classes: [Large] });
  const grid = { data: Int32Array.of(1), shape: [1] };
  const changed = large({ curve: new Float64Array(2 ** 22), grid });
  const onProgress = () => {
    grid.data[0] = 99;
    changed.seed = 5;
  };
  const { curve, ...others } = await repository.load(await repository.save(changed, { onProgress }), Large);
  t.deepEqual(others.grid?.data, Int32Array.of(1));
  t.is(others.seed, 1);
  t.is(curve.length, 2 ** 22);
});

@Persisted({ procedure: 'Sorting' })
class Sorting extends Artifact {
  #curve: Float64Array = new Float64Array(0);

  @NdArray('float64')
  get curve(): Float64Array {
    return this.#curve;
  }

  set curve(curve: Float64Array) {
    this.#curve = curve.sort();
  }

  static of(curve: Float64Array): Sorting {
    const sorting = new Sorting();
    sorting.#curve = curve;
    return Object.assign(sorting, { procedureVersion: '1', inputParameters: {}, timestamp: new Date(0) });
  }
}

test('the proof gives copies to setters of the user, and sees what they change', async (t) => {
  const repository = new ArtifactRepository({ storage: new MemoryStorage(), classes: [Sorting] });
  const given = Float64Array.of(3, 1, 2);
  const error = await t.throwsAsync(repository.save(Sorting.of(given)));
  t.true(isArtifactError(error, 'ARTIFACT_INVALID') && error.issues[0]?.path === '/curve');
  t.deepEqual(given, Float64Array.of(3, 1, 2));
  t.deepEqual((await repository.load(await repository.save(Sorting.of(given.slice().sort())))).curve, given.sort());
});

test('the proof gives copies to functions given as the option as, and sees what they change', async (t) => {
  @Persisted({ procedure: 'Built' })
  class Built extends Artifact {
    @NdArray('float64', { as: (data, shape) => ({ data: data.sort(), shape }) })
    array!: { data: Float64Array; shape: number[] };
  }
  const repository = new ArtifactRepository({ storage: new MemoryStorage(), classes: [Built] });
  const built = (data: Float64Array) =>
    Built.create({
      procedureVersion: '1',
      inputParameters: {},
      timestamp: new Date(0),
      array: { data, shape: [data.length] },
    });
  for (const given of [Float64Array.of(3, 1, 2), Float64Array.from({ length: 2 ** 21 + 1 }, (_, index) => -index)]) {
    const before = given.slice();
    const error = await t.throwsAsync(repository.save(built(given)));
    t.true(isArtifactError(error, 'ARTIFACT_INVALID') && error.issues[0]?.path === '/array');
    t.is(Buffer.compare(Buffer.from(given.buffer), Buffer.from(before.buffer)), 0);
  }
  t.truthy(await repository.save(built(Float64Array.of(1, 2, 3))));
});

test('the proof gives copies to setters that a constructor or a Proxy has made', async (t) => {
  @Persisted({ procedure: 'OwnSetter' })
  class OwnSetter extends Artifact {
    @NdArray('float64') curve!: Float64Array;

    constructor() {
      super();
      let curve = new Float64Array(0);
      Object.defineProperty(this, 'curve', {
        enumerable: true,
        configurable: true,
        get: () => curve,
        set: (given) => {
          curve = given.reverse();
        },
      });
    }
  }

  @Persisted({ procedure: 'Proxied' })
  class Proxied extends Artifact {
    @NdArray('float64') curve!: Float64Array;

    constructor() {
      super();
      // biome-ignore lint/correctness/noConstructorReturn: that is what is tested.
      return new Proxy(this, {
        set: (target, property, value) => Reflect.set(target, property, value?.reverse?.() ?? value),
      });
    }
  }
  for (const Class of [OwnSetter, Proxied]) {
    const repository = new ArtifactRepository({ storage: new MemoryStorage(), classes: [Class] });
    const given = Float64Array.of(3, 1, 2);
    const artifact = Object.assign(new Class(), {
      procedureVersion: '1',
      inputParameters: {},
      timestamp: new Date(0),
      curve: given,
    });
    const before = given.slice();
    const error = await t.throwsAsync(repository.save(artifact));
    t.true(isArtifactError(error, 'ARTIFACT_INVALID') && error.issues[0]?.path === '/curve', Class.name);
    t.deepEqual(given, before);
  }
});

test('an array that is transferred away while it is saved is refused, proven or not', async (t) => {
  for (const proof of [true, false]) {
    const repository = new ArtifactRepository({ storage: new MemoryStorage(), classes: [Large], proof });
    const changed = large({ curve: new Float64Array(2 ** 22) });
    const onProgress = () =>
      void (
        changed.curve.length > 0 && structuredClone(changed.curve, { transfer: [changed.curve.buffer as ArrayBuffer] })
      );
    const error = await t.throwsAsync(repository.save(changed, { onProgress }));
    t.true(isArtifactError(error, 'ARTIFACT_INVALID') && error.issues[0]?.path === '/curve');
  }
});

// ── Long keys ───────────────────────────────────────────────────────────────────────────────────────────────────────

@Persisted()
class Shelf {
  @NestedList(() => Part) parts!: Part[];
}

@Persisted({ procedure: 'Shelves' })
class Shelves extends Artifact {
  @NestedMap(() => Shelf) shelves!: Map<string, Shelf>;
}

test('a key of a million characters above 20,000 arrays is saved, loaded and described: no pointer is made for each', async (t) => {
  const repository = new ArtifactRepository({ storage: new MemoryStorage(), classes: [Shelves] });
  const key = '~/'.repeat(500_000);
  const parts = Array.from({ length: 20_000 }, (_, weight) =>
    Object.assign(new Part(), { curve: Float64Array.of(weight), weight }),
  );
  const saved = Shelves.create({
    procedureVersion: '1',
    inputParameters: {},
    timestamp: new Date(0),
    shelves: new Map([[key, Object.assign(new Shelf(), { parts })]]),
  });
  const path = await repository.save(saved);
  const loaded = await repository.load(path, Shelves);
  t.true(isDeepStrictEqual(loaded, saved));
  const { arrays } = await repository.describe(path);
  t.deepEqual(arrays, { '/shelves/*/parts/*/curve': { dtype: 'float64' } });
});

test('of 20,000 faults below such a key, the first are listed until their pointers take 4 MiB, and the others are counted', async (t) => {
  const repository = new ArtifactRepository({ storage: new MemoryStorage(), classes: [Shelves] });
  const key = 'k'.repeat(1_000_000);
  const parts = Array.from({ length: 20_000 }, () =>
    Object.assign(new Part(), { curve: Float64Array.of(1), weight: 'heavy' }),
  );
  const saved = Shelves.create({
    procedureVersion: '1',
    inputParameters: {},
    timestamp: new Date(0),
    shelves: new Map([[key, Object.assign(new Shelf(), { parts })]]),
  });
  const error = await t.throwsAsync(repository.save(saved));
  t.true(isArtifactError(error, 'ARTIFACT_INVALID'));
  if (!isArtifactError(error, 'ARTIFACT_INVALID')) return;
  t.deepEqual(
    error.issues.map(({ path, message }) => [path.length, message]),
    [
      ...[0, 1, 2, 3, 4].map(() => [1_000_024, 'found "heavy", expected a number']),
      [0, 'found 19995 more faults, expected none'],
    ],
  );
  t.deepEqual(Object.keys(error.issues[0] ?? {}), ['code', 'path', 'message']);
  t.is(
    error.message.split('\n')[1],
    `  /shelves/${'k'.repeat(191)}… (1000024 characters): found "heavy", expected a number`,
  );
});

// ── Describing ──────────────────────────────────────────────────────────────────────────────────────────────────────

const described = large({
  curve: curve(2000),
  grid: { data: Int32Array.from({ length: 6 }, (_, index) => index), shape: [2, 3] },
  parts: [Object.assign(new Part(), { curve: Float64Array.of(1, Number.NaN), weight: Number.NaN })],
  remark: 'x',
});
const description = {
  procedureName: 'Large',
  procedureVersion: '1.0.0',
  inputParameters: { window_size: 10 },
  timestamp: '2026-02-11T15:40:12.063Z',
  members: { parts: [{ weight: Number.NaN }], remark: 'x', seed: 1 },
  arrays: {
    '/curve': { dtype: 'float64', shape: [2000] },
    '/grid': { dtype: 'int32', shape: [2, 3] },
    '/parts/*/curve': { dtype: 'float64' },
  },
  schemaVersion: 1,
  from: undefined,
};

test('a description has all members, without the elements of arrays', async (t) => {
  const storage = new MemoryStorage();
  const repository = new ArtifactRepository({ storage, classes: [Large] });
  const path = await repository.save(described);
  const bytes = Buffer.from(await bytesOf(storage, path)).toString();
  const seal = /"sha256": "(\w+)"/.exec(bytes)?.[1];
  t.deepEqual(await repository.describe(path), { path, ...description, seal } as never);
});

test('a description of a file in another layout is the same', async (t) => {
  const storage = new MemoryStorage();
  const repository = new ArtifactRepository({ storage, classes: [Large] });
  const bytes = await replacedIn(storage, await repository.save(described), '"curve": [', '"curve":  [');
  await create(storage, 'Large/other.json', bytes);
  const seal = bytes.toString('latin1', bytes.length - 72, bytes.length - 8);
  t.deepEqual(await repository.describe('Large/other.json'), {
    path: 'Large/other.json',
    ...description,
    seal,
  } as never);
  t.deepEqual(await repository.load('Large/other.json'), described);
});

test('a description leaves out nothing but arrays, even if other values have their keys', async (t) => {
  const storage = new MemoryStorage();
  const repository = new ArtifactRepository({ storage, classes: [Large] });
  const more = '"anything": {"x": 1,\n  "curve": [9,9]\n  },\n  "curve": [';
  const bytes = await replacedIn(storage, await repository.save(described), '"curve": [', more);
  await create(storage, 'Large/other.json', bytes);
  const { members } = await repository.describe('Large/other.json');
  t.deepEqual(members, { ...description.members, anything: { x: 1, curve: [9, 9] } });
});

test('a description leaves out an array with any key', async (t) => {
  @Persisted()
  class Named extends Artifact {
    @NdArray('int8', { key: '~1' }) tilde: Int8Array = Int8Array.of(1);
    @NdArray('int8', { key: 'a/b~c' }) both: Int8Array = Int8Array.of(1, 2);
    @NdArray('int8', { key: '' }) none: Int8Array = Int8Array.of(1, 2, 3);
  }
  const repository = new ArtifactRepository({ storage: new MemoryStorage(), classes: [Named] });
  const named = Object.assign(new Named(), { procedureVersion: '1', inputParameters: {}, timestamp: new Date(0) });
  const { members, arrays } = await repository.describe(await repository.save(named));
  t.deepEqual(members, {});
  t.deepEqual(arrays, {
    '/': { dtype: 'int8', shape: [3] },
    '/a~1b~0c': { dtype: 'int8', shape: [2] },
    '/~01': { dtype: 'int8', shape: [1] },
  });
});

test('a description of an unsealed file has its lists among the members', async (t) => {
  const storage = new MemoryStorage();
  const file = { procedure_name: 'Any', procedure_version: '2', input_parameters: {}, timestamp: '2026-01-01', x: [1] };
  await create(storage, 'Any/any.json', Buffer.from(JSON.stringify(file)));
  t.deepEqual(await new ArtifactRepository({ storage, classes: [] }).describe('Any/any.json'), {
    path: 'Any/any.json',
    procedureName: 'Any',
    procedureVersion: '2',
    inputParameters: {},
    timestamp: '2026-01-01',
    members: { x: [1] },
    arrays: {},
    seal: undefined,
    schemaVersion: 1,
    from: undefined,
  });
});

test('a file that is damaged, missing or not an artifact is not described', async (t) => {
  const storage = new MemoryStorage();
  const repository = new ArtifactRepository({ storage, classes: [Large] });
  const bytes = Buffer.from(await bytesOf(storage, await repository.save(described)));
  bytes[100] = (bytes[100] as number) ^ 1;
  await create(storage, 'Large/damaged.json', bytes);
  await create(storage, 'Large/none.json', Buffer.from('{}'));
  await t.throwsAsync(repository.describe('Large/damaged.json'), { code: 'ARTIFACT_INTEGRITY' });
  await t.throwsAsync(repository.describe('Large/none.json'), { code: 'ARTIFACT_FORMAT' });
  await t.throwsAsync(repository.describe('Large/not-there.json'), { code: 'ARTIFACT_NOT_FOUND' });
  await t.throwsAsync(repository.describe('../outside.json'), { code: 'ARTIFACT_STORAGE' });
});

// ── In one go ────────────────────────────────────────────────────────────────────────────────────────────────────────

/** How often a file is read from its beginning to its end. */
async function readingsOf(act: (onProgress: (progress: Progress) => void) => Promise<unknown>): Promise<number> {
  let readings = 0;
  await act(({ step, bytes, total }) => void (step !== 'write' && bytes === total && readings++));
  return readings;
}

const CURVE = NdArray('float64', { type: Float64Array });

for (const [title, fields, issue] of [
  ['a field more', { curve: [CURVE], more: [Persisted({ type: Number })] }, ['missing-field', '/more']],
  ['no array', {}, ['unknown-field', '/curve']],
  ['a number in the place of an array', { curve: [Persisted({ type: Number })] }, ['invalid-type', '/curve']],
  ['a date in the place of an array', { curve: [IsoDate({ type: Date })] }, ['invalid-type', '/curve']],
  ['an instance in the place of an array', { curve: [Nested(() => Part)] }, ['invalid-type', '/curve']],
  ['another dtype', { curve: [NdArray('float32', { type: Float32Array })] }, ['invalid-type', '/curve']],
  ['another shape', { curve: [NdArray('float64', { shape: [7], type: Float64Array })] }, ['invalid-length', '/curve']],
  ['a constraint', { curve: [CURVE, MaxLength(7)] }, ['constraint', '/curve']],
] as const) {
  test(`a file that does not fit its class, which has ${title}, is read once`, async (t) => {
    const [storage, other] = [new MemoryStorage(), new MemoryStorage()];
    const path = await new ArtifactRepository({ storage, classes: [Large] }).save(large());
    const procedure = title.replaceAll(' ', '_');
    await create(other, `${procedure}/any.json`, await replacedIn(storage, path, '"Large"', `"${procedure}"`));
    class Other extends Artifact {}
    for (const [property, decorators] of Object.entries(fields))
      for (const decorate of decorators) decorate(Other.prototype, property as never);
    Persisted({ procedure })(Other);
    const repository = new ArtifactRepository({ storage: other, classes: [Other] });
    const readings = await readingsOf(async (onProgress) => {
      const error = await t.throwsAsync(repository.load(`${procedure}/any.json`, { onProgress }));
      const issues = isArtifactError(error, 'ARTIFACT_INVALID') ? error.issues : [];
      t.deepEqual(
        issues.map(({ code, path }) => [code, path]),
        [[...issue]],
      );
    });
    t.is(readings, 1);
  });
}

test('the proof, load and describe each read a file once, whatever characters its texts hold', async (t) => {
  const repository = new ArtifactRepository({ storage: new MemoryStorage(), classes: [Large] });
  const saved = large({ remark: '\0\u0001\ud800😀"\\u0000' });
  let path = '';
  t.is(await readingsOf(async (onProgress) => (path = await repository.save(saved, { onProgress }))), 1);
  t.is(await readingsOf(async (onProgress) => t.deepEqual(await repository.load(path, { onProgress }), saved)), 1);
  t.is(await readingsOf((onProgress) => repository.describe(path, { onProgress })), 1);
});

// ── Finding ─────────────────────────────────────────────────────────────────────────────────────────────────────────

test('finding reads only the ends of a file that does not match', async (t) => {
  const storage = counting(new MemoryStorage());
  const repository = new ArtifactRepository({ storage, classes: [Large] });
  for (let size = 10; size < 20; size++) {
    await repository.save(large({ inputParameters: { window_size: size }, seed: size }), { proof: false });
  }
  const { length } = await bytesOf(storage, (await repository.list().next()).value?.path);
  for (const [options, found] of [
    [{ parameters: { window_size: 12 } }, [12]],
    [{ seed: 13 }, [13]],
    [{ procedureVersion: '2.0.0' }, []],
    [{ parameters: { window_size: 12 }, seed: 13 }, []],
  ] as const) {
    storage.bytes = 0;
    const seeds: (number | undefined)[] = [];
    for await (const each of repository.find(Large, options)) seeds.push(each.seed);
    t.deepEqual(seeds, [...found]);
    t.true(storage.bytes < 10 * 2 ** 15 + (found.length + 0.1) * length, `${storage.bytes} of ${10 * length} bytes`);
  }
});

test('finding compares values, not their texts', async (t) => {
  const storage = new MemoryStorage();
  const repository = new ArtifactRepository({ storage, classes: [Large] });
  const path = await repository.save(large());
  const other = new MemoryStorage();
  const bytes = await replacedIn(storage, path, '"window_size": 10', '"window_size": 1.0e1');
  await create(other, path, bytes);
  const found = await new ArtifactRepository({ storage: other, classes: [Large] }).findLatest(Large, {
    parameters: { window_size: 10 },
  });
  t.true(isDeepStrictEqual(found, large()));
});

@Persisted()
class Grid {
  @NdArray('float64') grid!: NdArray<Float64Array>;
}

@Persisted()
class OnGrid {
  @Persisted() procedureVersion = '1';
  @IsoDate() timestamp = new Date(0);
  @Nested(() => Grid) inputParameters!: Grid;
}

test('finding compares arrays in the parameters, also those whose shapes their lists cannot show', async (t) => {
  const repository = new ArtifactRepository({ storage: new MemoryStorage(), classes: [OnGrid] });
  const parametersOf = (...shape: number[]): Grid =>
    Object.assign(new Grid(), {
      grid: { data: new Float64Array(shape.reduce((size, length) => size * length)), shape },
    });
  for (const shape of [
    [2, 0, 3],
    [2, 0, 4],
    [1, 2, 1],
  ]) {
    const parameters = parametersOf(...shape);
    const saved = Object.assign(new OnGrid(), { inputParameters: parameters });
    t.deepEqual(await repository.findOrCreate(OnGrid, { parameters }, () => saved), saved);
    t.deepEqual(
      await repository.findOrCreate(OnGrid, { parameters }, () => {
        throw new Error('it is there already');
      }),
      saved,
    );
  }
});

test('findOrCreate compares parameters as they will be loaded', async (t) => {
  const repository = new ArtifactRepository({ storage: new MemoryStorage(), classes: [OnGrid] });
  const strided = { data: Float64Array.of(1, 2, 3, 4), shape: [2, 2], stride: [1, 2] };
  const parameters = Object.assign(new Grid(), { grid: strided });
  const create = () => Object.assign(new OnGrid(), { inputParameters: parameters });
  const { inputParameters } = await repository.findOrCreate(OnGrid, { parameters }, create);
  t.deepEqual(inputParameters.grid, { data: Float64Array.of(1, 3, 2, 4), shape: [2, 2] });
  const others = Object.assign(new Grid(), { grid: { ...strided, stride: [2, 1] } });
  await t.throwsAsync(repository.findOrCreate(OnGrid, { parameters: others }, create), { code: 'ARTIFACT_INVALID' });
});

test('finding finds a value that stands between two arrays', async (t) => {
  const repository = new ArtifactRepository({ storage: new MemoryStorage(), classes: [Large] });
  for (const size of [1, 2]) {
    const parts = [Object.assign(new Part(), { curve: curve(20_000), weight: size })];
    await repository.save(large({ curve: curve(20_000), inputParameters: { window_size: size }, parts }));
  }
  const found = await repository.findLatest(Large, { parameters: { window_size: 1 } });
  t.is(found?.parts?.[0]?.weight, 1);
});

test('loadArtifact takes options, too', async (t) => {
  await inFolder(async (folder) => {
    const repository = new ArtifactRepository({ storage: new FileStorage(folder), classes: [Large] });
    const path = await repository.save(large());
    await t.throwsAsync(loadArtifact(path, { signal: AbortSignal.abort() }), { any: true, name: 'AbortError' });
    let bytes = 0;
    const onProgress = (progress: Progress) => void (bytes = progress.bytes);
    t.true(isDeepStrictEqual(await loadArtifact(path, Large, { onProgress }), large()));
    t.true(bytes > 0);
  });
});
