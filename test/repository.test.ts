// Specifies ArtifactRepository: save, load, list, find, findLatest, findOrCreate, verify, and wrong calls. What holds with every storage is
// in the contract, src/contract.

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readdir, readFile, stat, symlink, writeFile } from 'node:fs/promises';
import { basename, join, relative, resolve } from 'node:path';
import { inspect } from 'node:util';
import test from 'ava';
import fc from 'fast-check';
import {
  Artifact,
  ArtifactRepository,
  FileStorage,
  type FindOptions,
  IsoDate,
  isArtifactError,
  loadArtifact,
  MemoryStorage,
  NdArray,
  Nested,
  Persisted,
  type Storage,
  saveArtifact,
} from '../src/index.js';
import { bytesOf, collect, create, newFolder, replacedIn, sound } from './support/stored.js';

@Persisted({ procedure: 'Detection' })
class Detection extends Artifact<{ threshold: number; label?: string }> {
  @NdArray('float64') curve!: Float64Array;
}

@Persisted({ procedure: 'Other' })
class Other extends Artifact {}

@Persisted({ procedure: 'Seedless' })
class Seedless {
  @Persisted() procedureVersion!: string;
  @Persisted() inputParameters!: unknown;
  @IsoDate() timestamp!: Date;
}

const at = (text: string) => new Date(text);
const NOON = at('2026-02-11T12:00:00.000Z');

const detection = (curve: number[] = [1], others: Partial<Detection> = {}): Detection =>
  Object.assign(
    Detection.create({
      procedureVersion: '1.0.0',
      inputParameters: { threshold: 1 },
      seed: 1,
      timestamp: NOON,
      curve: Float64Array.from(curve),
    }),
    others,
  );

const classes = [Detection, Other];

/** SHA-256 of `{"threshold":1}`, first six digits. */
const HASH = createHash('sha256').update('{"threshold":1}').digest('hex').slice(0, 6);
const NAME = `Detection/2026-02-11T12-00-00_${HASH}.json`;

// ── Saving ──────────────────────────────────────────────────────────────────────────────────────────────────────────

test('the path of a saved artifact has the root as it was given, the procedure, the second and the hash of the parameters', async (t) => {
  const root = await newFolder();
  const given = relative('.', root);
  t.is(await new ArtifactRepository({ storage: new FileStorage(given), classes }).save(detection()), join(given, NAME));
});

test('saving the identical artifact again returns the same path and writes nothing', async (t) => {
  const storage = new FileStorage(await newFolder());
  const path = await new ArtifactRepository({ storage, classes }).save(detection());
  const { mtimeMs, ino } = await stat(path);
  t.is(await new ArtifactRepository({ storage: new FileStorage(storage.root), classes }).save(detection()), path);
  const after = await stat(path);
  t.deepEqual([after.mtimeMs, after.ino], [mtimeMs, ino]);
  t.deepEqual(await readdir(join(storage.root, 'Detection')), [basename(path)]);
});

test('an artifact whose name another one has is saved beside it, with the first 16 digits of its seal in the name', async (t) => {
  const repository = new ArtifactRepository({ storage: new FileStorage(await newFolder()), classes });
  const first = await repository.save(detection([1]));
  const second = await repository.save(detection([2]));
  const seal = JSON.parse(await readFile(second, 'utf8')).$artifact.sha256;
  t.is(second, first.replace('.json', `_${seal.slice(0, 16)}.json`));
  t.is(await repository.save(detection([2])), second);
  t.is(await repository.save(detection([1])), first);
  assert.deepStrictEqual(await repository.load(second), detection([2]));
  t.deepEqual(await repository.verify(), sound(2));
});

test('a thousand artifacts with one second and one set of parameters become a thousand files', async (t) => {
  const repository = new ArtifactRepository({ storage: new MemoryStorage(), classes });
  const paths = await Promise.all(Array.from({ length: 1000 }, (_, index) => repository.save(detection([index]))));
  t.is(new Set(paths).size, 1000);
  assert.deepStrictEqual(await repository.load(paths[777] as string), detection([777]));
});

test('with onConflict: error, save throws a ConflictError for another artifact of the same name, but not for the identical one', async (t) => {
  const repository = new ArtifactRepository({ storage: new MemoryStorage(), classes, onConflict: 'error' });
  const path = await repository.save(detection([1]));
  t.is(await repository.save(detection([1])), path);
  const error = await t.throwsAsync(repository.save(detection([2])), {
    code: 'ARTIFACT_CONFLICT',
    message: `${path} holds another artifact already; nothing was written`,
  });
  t.is(isArtifactError(error, 'ARTIFACT_CONFLICT') && error.path, path);
  const other = await repository.save(detection([2]), { onConflict: 'keep-both' });
  t.not(other, path);
  t.is(await repository.save(detection([2])), other);
});

test('if other files have both names of an artifact, save throws a ConflictError with the second name', async (t) => {
  const storage = new MemoryStorage();
  const repository = new ArtifactRepository({ storage, classes });
  const other = new ArtifactRepository({ storage: new MemoryStorage(), classes });
  await repository.save(detection([1]));
  await other.save(detection([1]));
  const second = await other.save(detection([2]));
  await create(storage, second, Buffer.from('something else'));
  const error = await t.throwsAsync(repository.save(detection([2])), { code: 'ARTIFACT_CONFLICT' });
  t.is(isArtifactError(error, 'ARTIFACT_CONFLICT') && error.path, second);
  t.is(Buffer.from(await bytesOf(storage, second)).toString(), 'something else');
});

test('the hash in the name is that of the parameters in UTF-8 with sorted keys', async (t) => {
  const repository = new ArtifactRepository({ storage: new MemoryStorage(), classes });
  const hash = createHash('sha256').update('{"label":"порог é","threshold":1}', 'utf8').digest('hex').slice(0, 6);
  const path = await repository.save(detection([1], { inputParameters: { threshold: 1, label: 'порог é' } }));
  t.is(path, `Detection/2026-02-11T12-00-00_${hash}.json`);
});

test('save does not overwrite a damaged file either', async (t) => {
  const storage = new MemoryStorage();
  await create(storage, NAME, Buffer.from('{"damaged":'));
  const path = await new ArtifactRepository({ storage, classes }).save(detection());
  t.regex(path, /_[0-9a-f]{16}\.json$/);
  t.is(Buffer.from(await bytesOf(storage, NAME)).toString(), '{"damaged":');
});

test('save refuses an artifact of a class that the repository does not know, because it could not be loaded', async (t) => {
  const repository = new ArtifactRepository({ storage: new MemoryStorage(), classes: [Other] });
  await t.throwsAsync(repository.save(detection()), {
    code: 'ARTIFACT_UNKNOWN_PROCEDURE',
    message:
      'the artifact\'s class is not among the repository\'s classes, so "Detection" could not be loaded again; known: Other',
  });
});

test('save refuses an unknown class before it reads the artifact', async (t) => {
  const repository = new ArtifactRepository({ storage: new MemoryStorage(), classes: [Other] });
  const unreadable = Object.defineProperty(detection(), 'curve', { get: () => t.fail(), enumerable: true });
  await t.throwsAsync(repository.save(unreadable), { code: 'ARTIFACT_UNKNOWN_PROCEDURE' });
});

test('save refuses a Proxy that throws when its properties are described', async (t) => {
  const repository = new ArtifactRepository({ storage: new MemoryStorage(), classes });
  const proxy = new Proxy(detection(), {
    getOwnPropertyDescriptor: () => {
      throw new Error('no such luck');
    },
  });
  await t.throwsAsync(repository.save(proxy), {
    code: 'ARTIFACT_INVALID',
    message: 'this Detection has 1 fault:\n  (root): found a value on which reading throws Error: no such luck',
  });
});

test('find has no file open while the caller looks at a found artifact', async (t) => {
  let isOpen = 0;
  const inner = new MemoryStorage();
  const storage: Storage = {
    draft: (folder) => inner.draft(folder),
    list: (folder) => inner.list(folder),
    pathOf: (key) => inner.pathOf(key),
    keyOf: (path) => inner.keyOf(path),
    open: async (key) => {
      const source = await inner.open(key);
      isOpen++;
      return {
        size: source.size,
        read: (start, end) => source.read(start, end),
        close: async () => void isOpen--,
      };
    },
  };
  const repository = new ArtifactRepository({ storage, classes });
  await repository.save(detection());
  for await (const found of repository.find(Detection)) {
    t.is(found.procedureName, 'Detection');
    t.is(isOpen, 0);
  }
  t.is(isOpen, 0);
});

// ── Loading ─────────────────────────────────────────────────────────────────────────────────────────────────────────

test('load takes a path as save returned it, absolute, or relative to the working directory', async (t) => {
  const root = await newFolder();
  const repository = new ArtifactRepository({ storage: new FileStorage(root), classes });
  const path = await repository.save(detection());
  for (const each of [path, resolve(path), relative('.', path), join(root, 'Other', '..', NAME)])
    t.truthy(await repository.load(each));
});

for (const outside of ['/etc/passwd', '../a.json', 'Detection/../../../etc/passwd', '.', '', 'a\0b', 'x'.repeat(300)]) {
  test(`load refuses a path outside of the root: ${JSON.stringify(outside).slice(0, 30)}`, async (t) => {
    const root = await newFolder();
    const repository = new ArtifactRepository({ storage: new FileStorage(root), classes });
    await t.throwsAsync(repository.load(resolve(root, outside)), {
      code: 'ARTIFACT_STORAGE',
      message: /is outside of the storage/,
    });
    await t.throwsAsync(repository.load(undefined as never), { code: 'ARTIFACT_STORAGE' });
    await t.throwsAsync(repository.load(outside), { code: 'ARTIFACT_STORAGE', message: /is outside of the storage/ });
  });
}

test('load refuses a path without the root, and the message says which path to pass', async (t) => {
  const repository = new ArtifactRepository({ storage: new FileStorage(await newFolder()), classes });
  await repository.save(detection());
  await t.throwsAsync(repository.load(`Detection/${NAME}`), {
    code: 'ARTIFACT_STORAGE',
    message: `resolve Detection/${NAME}: is outside of the storage’s files: expected a folder and a file below its root, both named with letters, digits, "_", "." and "-"; pass the path as save returned it`,
  });
});

test('load with a class of another procedure throws', async (t) => {
  const repository = new ArtifactRepository({ storage: new MemoryStorage(), classes });
  const path = await repository.save(detection());
  const error = await t.throwsAsync(repository.load(path, Other));
  t.deepEqual(isArtifactError(error, 'ARTIFACT_INVALID') && error.issues, [
    { code: 'invalid-value', path: '/procedure_name', message: 'found "Detection", expected "Other"' },
  ]);
});

test('load of a file whose procedure has no class throws', async (t) => {
  const storage = new MemoryStorage();
  const path = await new ArtifactRepository({ storage, classes }).save(detection());
  const error = await t.throwsAsync(new ArtifactRepository({ storage, classes: [Other] }).load(path));
  t.true(isArtifactError(error, 'ARTIFACT_UNKNOWN_PROCEDURE'));
  if (isArtifactError(error, 'ARTIFACT_UNKNOWN_PROCEDURE'))
    t.deepEqual([error.path, error.procedure, error.known], [path, 'Detection', ['Other']]);
});

test.serial('saveArtifact saves below artifacts/exploratory, and loadArtifact loads from any path', async (t) => {
  const folder = await newFolder();
  const before = process.cwd();
  process.chdir(folder);
  try {
    const path = await saveArtifact(detection());
    t.is(path, join('artifacts', 'exploratory', NAME));
    assert.deepStrictEqual(await loadArtifact(path), detection());
    await writeFile('a copy of it.json', await readFile(path));
    assert.deepStrictEqual(await loadArtifact(join(folder, 'a copy of it.json'), Detection), detection());
    await t.throwsAsync(loadArtifact(path, Other), { code: 'ARTIFACT_INVALID' });
  } finally {
    process.chdir(before);
  }
});

test.serial('a repository still loads its files after the working directory has changed', async (t) => {
  const folder = await newFolder();
  const before = process.cwd();
  process.chdir(folder);
  const repository = new ArtifactRepository({ classes });
  const path = await repository.save(detection());
  process.chdir(before);
  t.truthy(await repository.load(path));
});

// ── Listing and finding ─────────────────────────────────────────────────────────────────────────────────────────────

async function filled() {
  const repository = new ArtifactRepository({ storage: new MemoryStorage(), classes });
  for (const [time, threshold, seed, version] of [
    ['2026-02-11T12:00:00.900Z', 1, 1, '1.0.0'],
    ['2026-02-11T12:00:00.100Z', 2, 1, '1.0.0'],
    ['2026-02-12T00:00:00.000Z', 1, 2, '1.0.0'],
    ['2026-03-01T00:00:00.000Z', 1, 1, '2.0.0'],
  ] as const) {
    await repository.save(
      detection([1], { timestamp: at(time), inputParameters: { threshold }, seed, procedureVersion: version }),
    );
  }
  await repository.save(
    Other.create({ procedureVersion: '1', inputParameters: {}, timestamp: at('2026-02-11T23:59:59.999Z') }),
  );
  return repository;
}

const times = async (entries: AsyncIterable<{ timestamp: string }>) =>
  (await collect(entries)).map(({ timestamp }) => timestamp.slice(5));

test('list filters by procedure and time, oldest or newest first', async (t) => {
  const repository = await filled();
  t.deepEqual(await times(repository.list()), [
    '02-11T12:00:00',
    '02-11T12:00:00',
    '02-11T23:59:59',
    '02-12T00:00:00',
    '03-01T00:00:00',
  ]);
  t.deepEqual(await times(repository.list({ order: 'newest', procedure: 'Detection' })), [
    '03-01T00:00:00',
    '02-12T00:00:00',
    '02-11T12:00:00',
    '02-11T12:00:00',
  ]);
  t.deepEqual(await times(repository.list({ since: '2026-02-12' })), ['02-12T00:00:00', '03-01T00:00:00']);
  t.deepEqual(await times(repository.list({ until: '2026-02-11' })), [
    '02-11T12:00:00',
    '02-11T12:00:00',
    '02-11T23:59:59',
  ]);
  t.deepEqual(await times(repository.list({ since: at('2026-02-11T12:00:01Z'), until: at('2026-02-12T00:00:00Z') })), [
    '02-11T23:59:59',
    '02-12T00:00:00',
  ]);
  t.deepEqual(await times(repository.list({ since: '2026-02', until: '2026-02' })), [
    '02-11T12:00:00',
    '02-11T12:00:00',
    '02-11T23:59:59',
    '02-12T00:00:00',
  ]);
  t.deepEqual(await times(repository.list({ procedure: 'None' })), []);
  for (const since of [
    'yesterday',
    '',
    '2026-2-11',
    '2026-02-1',
    '2026-02-11 23:00',
    '2026-02-11T20:00:00+09:00',
    '2026-99-99',
    '2026-02-31',
    '2026-02-11T24',
    new Date(Number.NaN),
    20260211 as never,
  ]) {
    await t.throwsAsync(collect(repository.list({ since })), {
      instanceOf: RangeError,
      message: `found the time ${since}, expected a Date, or YYYY-MM-DDThh:mm:ss or its beginning`,
    });
  }
});

test('list opens no file, and leaves out files whose names are not those of artifacts', async (t) => {
  const storage = new MemoryStorage();
  for (const key of [
    NAME,
    'Detection/notes.json',
    'Detection/2026-02-11T12-00-00_abcdef.txt',
    `Detection/2026-02-11T12-00-00_${HASH}_12.json`,
  ]) {
    await create(storage, key, Buffer.from('not JSON'));
  }
  t.deepEqual(
    (await collect(new ArtifactRepository({ storage, classes }).list())).map(({ path }) => path),
    [NAME],
  );
});

test('find filters by parameters, seed and version', async (t) => {
  const repository = await filled();
  const found = async (options: Parameters<typeof repository.find<Detection>>[1]) =>
    (await collect(repository.find(Detection, options))).map(({ timestamp }) => timestamp.toISOString().slice(5, 10));
  t.deepEqual(await found({}), ['02-11', '02-11', '02-12', '03-01']);
  t.deepEqual(await found({ parameters: { threshold: 1 } }), ['02-11', '02-12', '03-01']);
  t.deepEqual(await found({ parameters: { threshold: 1, label: 'x' } }), []);
  t.deepEqual(await found({ seed: 2 }), ['02-12']);
  t.deepEqual(await found({ procedureVersion: '2.0.0' }), ['03-01']);
  t.deepEqual(await found({ parameters: { threshold: 1 }, seed: 1, order: 'newest' }), ['03-01', '02-11']);
  t.deepEqual(await found({ since: '2026-03' }), ['03-01']);
  t.deepEqual(await found({ parameters: { threshold: Number.NaN } }), []);
});

test('find compares parameters without regard to the order of their keys', async (t) => {
  const repository = new ArtifactRepository({ storage: new MemoryStorage(), classes });
  await repository.save(detection([1], { inputParameters: { label: 'x', threshold: 1 } }));
  t.is((await collect(repository.find(Detection, { parameters: { threshold: 1, label: 'x' } }))).length, 1);
});

test('find distinguishes parameters whose values are not in enumerable properties', async (t) => {
  @Persisted()
  class Guarded {
    #gain = 0;
    @Persisted() get gain(): number {
      return this.#gain;
    }
    set gain(gain: number) {
      this.#gain = gain;
    }
    @Persisted() order = 0;
    constructor() {
      Object.defineProperty(this, 'order', { enumerable: false });
    }
  }
  @Persisted({ procedure: 'Guardian' })
  class Guardian extends Artifact<Guarded> {
    @Nested(() => Guarded) declare inputParameters: Guarded;
  }
  const parametersOf = (gain: number, order: number) => Object.assign(new Guarded(), { gain, order });
  const artifactOf = (inputParameters: Guarded) =>
    Guardian.create({ procedureVersion: '1', timestamp: NOON, inputParameters });
  const repository = new ArtifactRepository({ storage: new MemoryStorage(), classes: [Guardian] });
  await repository.save(artifactOf(parametersOf(1, 1)));
  for (const [gain, order, count] of [
    [1, 1, 1],
    [2, 1, 0],
    [1, 2, 0],
  ] as const) {
    const parameters = parametersOf(gain, order);
    t.is((await collect(repository.find(Guardian, { parameters }))).length, count, `${gain}, ${order}`);
  }
  const others = { parameters: parametersOf(2, 1) };
  const { inputParameters } = await repository.findOrCreate(Guardian, others, () => artifactOf(parametersOf(2, 1)));
  t.deepEqual([inputParameters.gain, inputParameters.order], [2, 1]);
});

test('find refuses parameters, seeds and versions that no artifact of the class can have', async (t) => {
  const repository = await filled();
  for (const [options, path] of [
    [{ parameters: { threshold: 1n } }, '/input_parameters/threshold'],
    [{ seed: '1' }, '/seed'],
    [{ procedureVersion: '' }, '/procedure_version'],
  ]) {
    const error = await t.throwsAsync(collect(repository.find(Detection, options as never)));
    assert.ok(isArtifactError(error, 'ARTIFACT_INVALID'));
    t.deepEqual(
      error.issues.map((issue) => issue.path),
      [path],
    );
  }
});

test('find throws at a file in which the seed that it searches for is invalid', async (t) => {
  const storage = new MemoryStorage();
  const other = new MemoryStorage();
  const path = await new ArtifactRepository({ storage, classes }).save(detection());
  await create(other, path, await replacedIn(storage, path, '"seed": 1', '"seed": 1.5'));
  await t.throwsAsync(collect(new ArtifactRepository({ storage: other, classes }).find(Detection, { seed: 1 })), {
    code: 'ARTIFACT_INVALID',
    message: /\/seed: found 1.5/,
  });
});

test('find throws at a file that cannot be loaded', async (t) => {
  const storage = new MemoryStorage();
  await create(storage, NAME, Buffer.from('{'));
  await t.throwsAsync(collect(new ArtifactRepository({ storage, classes }).find(Detection)), {
    code: 'ARTIFACT_FORMAT',
  });
});

test('findLatest compares the artifacts’ own timestamps, to the millisecond', async (t) => {
  const repository = await filled();
  t.is((await repository.findLatest(Detection))?.procedureVersion, '2.0.0');
  const latest = await repository.findLatest(Detection, { until: '2026-02-11' });
  t.is(latest?.timestamp.toISOString(), '2026-02-11T12:00:00.900Z');
  t.is(await repository.findLatest(Detection, { parameters: { threshold: 3 } }), undefined);
});

@Persisted({ procedure: 'Zoned' })
class Zoned {
  @Persisted() procedureVersion = '1';
  @Persisted() inputParameters: unknown = {};
  @IsoDate({ type: String }) timestamp!: string;

  static at(timestamp: string): Zoned {
    return Object.assign(new Zoned(), { timestamp });
  }
}

async function zoned(...timestamps: string[]): Promise<ArtifactRepository> {
  const repository = new ArtifactRepository({ storage: new MemoryStorage(), classes: [Zoned] });
  for (const timestamp of timestamps) await repository.save(Zoned.at(timestamp));
  return repository;
}

for (const [title, latest, ...others] of [
  [
    'that is 40 minutes later, though its local time is earlier',
    '2026-03-01T02:10:00+01:00',
    '2026-03-01T02:30:00+02:00',
  ],
  [
    'with a local time on the day before, further west',
    '2026-03-01T20:00:00-11:00',
    '2026-03-02T10:00:00+14:00',
    '2026-03-02T06:59:00Z',
  ],
  [
    'that is later by less than a second',
    '2026-03-01T02:30:00.5+02:00',
    '2026-03-01T00:30:00.25Z',
    '2026-03-01T00:30:00Z',
  ],
  ['that is later by less than a millisecond', '2026-03-01T02:30:00.0000011Z', '2026-03-01T02:30:00.0000010Z'],
  [
    'that is later by a fraction, where many have the same second and none has a time zone',
    '2026-03-01T02:30:00.9',
    ...Array.from({ length: 8 }, (_, index) => `2026-03-01T02:30:00.${index + 1}`),
  ],
  ['by local times, where one has no time zone', '2026-03-01T02:30:00', '2026-03-01T02:10:00-05:00'],
  ['by local times, where none has a time zone', '2026-03-01T02:30:01', '2026-03-01T02:30:00', '2025-03-01T02:30:00'],
] as const) {
  test(`findLatest finds the later artifact ${title}`, async (t) => {
    t.is((await (await zoned(latest, ...others)).findLatest(Zoned))?.timestamp, latest);
    t.is((await (await zoned(...others, latest)).findLatest(Zoned))?.timestamp, latest);
  });
}

test('findLatest finds the same artifact as comparing the instants of all artifacts', async (t) => {
  const times = fc.tuple(fc.integer({ min: 0, max: 72 * 60 }), fc.integer({ min: -23 * 60, max: 23 * 60 }));
  const two = (value: number) => String(Math.floor(value)).padStart(2, '0');
  await fc.assert(
    fc.asyncProperty(fc.array(times, { minLength: 1, maxLength: 12 }), async (made) => {
      const texts = made.map(([minute, zone]) => {
        const clock = new Date(Date.UTC(2026, 2, 1) + 60_000 * (minute + zone)).toISOString().slice(0, 19);
        return `${clock}${zone < 0 ? '-' : '+'}${two(Math.abs(zone) / 60)}:${two(Math.abs(zone) % 60)}`;
      });
      const found = await (await zoned(...texts)).findLatest(Zoned);
      assert.equal(Date.parse(found?.timestamp ?? ''), Math.max(...texts.map(Date.parse)));
    }),
    { numRuns: 200 },
  );
  t.pass();
});

test('since and until as Dates are compared with the instants of timestamps that are texts', async (t) => {
  const texts = ['2026-03-01T02:30:00+02:00', '2026-03-01T01:00:00Z', '2026-02-28T22:30:00-03:00'];
  const repository = await zoned(...texts);
  const found = async (options: FindOptions<Zoned>) =>
    (await collect(repository.find(Zoned, options))).map(({ timestamp }) => texts.indexOf(timestamp)).sort();
  t.deepEqual(
    await found({ since: new Date('2026-03-01T01:00:00Z'), until: new Date('2026-03-01T02:00:00Z') }),
    [1, 2],
  );
  t.deepEqual(await found({ since: new Date('2026-03-01T01:00:00.999Z') }), [1, 2]);
  t.deepEqual(await found({ until: new Date('2026-03-01T00:59:59Z') }), [0]);
  t.deepEqual(await found({ until: new Date('2026-03-01T01:00:00Z') }), [0, 1]);
  await t.throwsAsync(found({ since: new Date(Number.NaN) }), { instanceOf: RangeError });
  t.deepEqual(await found({ since: '2026-03-01', until: '2026-03-01' }), [0, 1]);
  t.deepEqual(await found({ until: new Date('9999-12-31T23:59:59Z'), since: '2026-03-01T02' }), [0]);
});

test('find refuses to compare a Date with a timestamp that has no time zone', async (t) => {
  const repository = await zoned('2026-03-05T00:00:00');
  await t.throwsAsync(collect(repository.find(Zoned, { since: new Date('2026-03-05T00:00:00Z') })), {
    instanceOf: RangeError,
    message:
      'found the timestamp 2026-03-05T00:00:00 without a zone, expected since and until as text to compare it with',
  });
  t.is((await collect(repository.find(Zoned, { since: new Date('2026-03-07T00:00:00Z') }))).length, 0);
  t.is((await collect(repository.find(Zoned, { since: '2026-03-05' }))).length, 1);
});

test('findOrCreate creates and saves once, and then finds the artifact', async (t) => {
  const repository = new ArtifactRepository({ storage: new MemoryStorage(), classes });
  let calls = 0;
  const create = () => {
    calls++;
    return Promise.resolve(detection([calls]));
  };
  const query = { parameters: { threshold: 1 }, seed: 1 };
  const first = await repository.findOrCreate(Detection, query, create);
  assert.deepStrictEqual(await repository.findOrCreate(Detection, query, create), first);
  t.is(calls, 1);
  t.is((await repository.findOrCreate(Detection, { ...query, procedureVersion: '1.0.0' }, create)).curve[0], 1);
});

test('findOrCreate does not save an artifact that it would not find again', async (t) => {
  const repository = new ArtifactRepository({ storage: new MemoryStorage(), classes });
  const query = { parameters: { threshold: 1 } };
  await t.throwsAsync(
    repository.findOrCreate(Detection, query, () => detection([1], { inputParameters: { threshold: 2 } })),
    { code: 'ARTIFACT_INVALID' },
  );
  await t.throwsAsync(
    repository.findOrCreate(Detection, query, () => ({ ...detection() }) as Detection),
    { code: 'ARTIFACT_INVALID' },
  );
  t.deepEqual(await collect(repository.list()), []);
});

const thrown = () => {
  throw new Error('no such luck');
};

const wrongCreations: [title: string, created: unknown, fault: string][] = [
  ['nothing', undefined, '(root): found undefined, expected an instance of Detection'],
  [
    'a Proxy whose prototype cannot be read',
    new Proxy({}, { getPrototypeOf: thrown }),
    '(root): found a value on which reading throws Error: no such luck',
  ],
  [
    'an artifact whose parameters cannot be read',
    Object.defineProperty(detection(), 'inputParameters', { get: thrown }),
    '/input_parameters: found a value on which reading throws Error: no such luck',
  ],
];

for (const [title, created, fault] of wrongCreations) {
  test(`findOrCreate refuses ${title}`, async (t) => {
    const repository = new ArtifactRepository({ storage: new MemoryStorage(), classes });
    const finding = repository.findOrCreate(Detection, { parameters: { threshold: 1 } }, () => created as Detection);
    const { message } = await t.throwsAsync(finding, { code: 'ARTIFACT_INVALID' });
    t.true(message.endsWith(fault), message);
  });
}

test('findOrCreate throws the error that create throws', async (t) => {
  const repository = new ArtifactRepository({ storage: new MemoryStorage(), classes });
  const finding = repository.findOrCreate(Detection, { parameters: { threshold: 1 } }, thrown);
  await t.throwsAsync(finding, { message: 'no such luck' });
});

test('findOrCreate returns the artifact as it is loaded, not as it was created', async (t) => {
  @Persisted()
  class Grid extends Artifact {
    @NdArray('float64') grid!: NdArray<Float64Array>;
  }
  const repository = new ArtifactRepository({ storage: new MemoryStorage(), classes: [Grid] });
  const strided = { data: Float64Array.of(1, 2, 3, 4), shape: [2, 2], stride: [1, 2] };
  const create = () => Grid.create({ procedureVersion: '1', inputParameters: {}, timestamp: NOON, grid: strided });
  const first = await repository.findOrCreate(Grid, { parameters: {} }, create);
  t.deepEqual(first.grid, { data: Float64Array.of(1, 3, 2, 4), shape: [2, 2] });
  t.deepEqual(await repository.findOrCreate(Grid, { parameters: {} }, create), first);
});

test('findOrCreate does not call create for a class that could not be loaded again', async (t) => {
  const repository = new ArtifactRepository({ storage: new MemoryStorage(), classes: [Other] });
  const create = () => {
    throw new Error('hours of work');
  };
  await t.throwsAsync(repository.findOrCreate(Detection, { parameters: { threshold: 1 } }, create), {
    code: 'ARTIFACT_UNKNOWN_PROCEDURE',
  });
});

type WrongCall = [title: string, call: (repository: ArtifactRepository) => unknown, message: string];

const wrongCalls: WrongCall[] = [
  [
    'an unknown option of the repository',
    () => new ArtifactRepository({ store: 1 } as never),
    "found the option store, expected storage, classes, proof, onConflict, validation, profile; a folder is given as { storage: new FileStorage('results') }",
  ],
  [
    'a folder instead of options',
    () => new ArtifactRepository('results' as never),
    'found "results" as options, expected an object with storage, classes, proof, onConflict, validation, profile; a folder is given as { storage: new FileStorage(\'results\') }',
  ],
  [
    'a storage that is a string',
    () => new ArtifactRepository({ storage: '/tmp' as never }),
    'found a storage without draft, open, list, pathOf, keyOf, expected new FileStorage(folder)',
  ],
  [
    'a storage without keyOf',
    () => new ArtifactRepository({ storage: Object.assign(new MemoryStorage(), { keyOf: undefined }) }),
    'found a storage without keyOf, expected new FileStorage(folder)',
  ],
  [
    'classes that are not a list',
    () => new ArtifactRepository({ classes: Detection as never }),
    'found classes that are not a list, expected [Class, …]',
  ],
  [
    'a wrong value of onConflict',
    () => new ArtifactRepository({ onConflict: 'overwrite' as never }),
    "found onConflict: \"overwrite\", expected 'keep-both' or 'error'",
  ],
  [
    'an unknown option of save',
    (repository) => repository.save(detection(), { prof: false } as never),
    'found the option prof, expected proof, onConflict, from, signal, onProgress',
  ],
  [
    'a wrong value of onConflict on save',
    (repository) => repository.save(detection(), { onConflict: 'throw' as never }),
    "found onConflict: \"throw\", expected 'keep-both' or 'error'",
  ],
  ...([null, 0, 'no'] as const).map(
    (proof): WrongCall => [
      `proof: ${proof}`,
      (repository) => repository.save(detection(), { proof: proof as never }),
      `found proof: ${JSON.stringify(proof)}, expected true or false`,
    ],
  ),
  [
    'null instead of options',
    (repository) => repository.save(detection(), null as never),
    'found null as options, expected an object with proof, onConflict, from, signal, onProgress',
  ],
  [
    'a procedure that is not a string',
    (repository) => collect(repository.list({ procedure: 5 as never })),
    'found procedure: 5, expected a string',
  ],
  [
    'an unknown option of list',
    (repository) => collect(repository.list({ procedur: 'x' } as never)),
    'found the option procedur, expected procedure, since, until, order',
  ],
  [
    'a wrong order',
    (repository) => collect(repository.list({ order: 'latest' as never })),
    "found order: \"latest\", expected 'oldest' or 'newest'",
  ],
  [
    'an unknown option of find',
    (repository) => collect(repository.find(Detection, { params: 1 } as never)),
    'found the option params, expected parameters, seed, procedureVersion, where, since, until, onProblem, order, limit',
  ],
  [
    'findOrCreate without parameters',
    (repository) => repository.findOrCreate(Detection, {} as never, detection),
    'found no parameters, expected those to find or create with',
  ],
  [
    'findOrCreate without a function that creates',
    (repository) => repository.findOrCreate(Detection, { parameters: { threshold: 1 } }, undefined as never),
    'found undefined, expected a function that creates',
  ],
  [
    'a seed for a class that has none',
    (repository) => collect(repository.find(Seedless, { seed: 1 } as never)),
    'found the option seed, but Seedless has no such field',
  ],
  [
    'find without a class',
    (repository) => collect(repository.find(undefined as never)),
    'undefined: is no class; is it imported as a type, or in a circle?',
  ],
  [
    'load with a string instead of a class',
    async (repository) => repository.load(await repository.save(detection()), 'Detection' as never),
    '"Detection": is no class; is it imported as a type, or in a circle?',
  ],
  ...(
    [
      ['an object without a prototype', Object.create(null), '[Object: null prototype] {}'],
      ['an object that throws when it is looked at', unseen(), 'a value that cannot be inspected'],
    ] as const
  ).flatMap(([title, value, text]): WrongCall[] => [
    [
      `${title} as a path`,
      (repository) => repository.load(value as never),
      `resolve ${text}: is not a path, expected a string`,
    ],
    [
      `${title} as a procedure`,
      (repository) => collect(repository.list({ procedure: value as never })),
      `found procedure: ${text}, expected a string`,
    ],
    [
      `${title} as a time`,
      (repository) => collect(repository.list({ since: value as never })),
      `found the time ${text}, expected a Date, or YYYY-MM-DDThh:mm:ss or its beginning`,
    ],
    [
      `${title} as an order`,
      (repository) => collect(repository.list({ order: value as never })),
      `found order: ${text}, expected 'oldest' or 'newest'`,
    ],
    [
      `${title} as a class`,
      (repository) => collect(repository.find(value as never)),
      `${text}: is no class; is it imported as a type, or in a circle?`,
    ],
  ]),
];

/** Returns an object on which both String and inspect throw. */
function unseen(): object {
  return Object.defineProperty(Object.create(null), inspect.custom, {
    value: () => {
      throw new Error('not to be seen');
    },
  });
}

for (const [title, call, message] of wrongCalls) {
  test(`a wrong call is refused: ${title}`, async (t) => {
    await t.throwsAsync(async () => call(new ArtifactRepository({ storage: new MemoryStorage(), classes })), {
      message,
    });
  });
}

// ── Verifying ───────────────────────────────────────────────────────────────────────────────────────────────────────

test('verify reports files that are damaged, misnamed, swapped or without a class, and counts the others', async (t) => {
  const storage = new MemoryStorage();
  const repository = new ArtifactRepository({ storage, classes });
  const good = Buffer.from(await bytesOf(storage, await repository.save(detection())));
  const other = Buffer.from(await bytesOf(storage, await repository.save(detection([2]))));
  const damaged = Buffer.from(good.toString().replace('"curve": [1]', '"curve": [7]'));
  const seal = (bytes: Buffer) => /"sha256": "(\w+)"/.exec(bytes.toString())?.[1] ?? '';
  const stamp = `2026-02-11T12-00-00_${HASH}`;
  const files: [key: string, bytes: Buffer, code: string][] = [
    [`Detection/2026-02-11T12-00-01_${HASH}.json`, good, 'ARTIFACT_INTEGRITY'],
    ['Detection/2026-02-11T12-00-00_000000.json', good, 'ARTIFACT_INTEGRITY'],
    [`Detection/${stamp}_${'0'.repeat(16)}.json`, other, 'ARTIFACT_INTEGRITY'],
    [`Detection/${stamp}_${seal(other).slice(0, 15)}0.json`, other, 'ARTIFACT_INTEGRITY'],
    ['Detection/copy.json', good, 'ARTIFACT_INTEGRITY'],
    [`Other/${stamp}.json`, good, 'ARTIFACT_INTEGRITY'],
    [`Third/${stamp}.json`, damaged, 'ARTIFACT_INTEGRITY'],
    ['Third/a.json', Buffer.from('{'), 'ARTIFACT_FORMAT'],
    ['Third/b.json', Buffer.from('{"procedure_name":"Third"}'), 'ARTIFACT_FORMAT'],
    ['Third/c.json', Buffer.from('{"procedure_name":"Other"}'), 'ARTIFACT_INVALID'],
  ];
  for (const [key, bytes] of files) await create(storage, key, bytes);
  const { checked, problems } = await repository.verify();
  t.is(checked, 2 + files.length);
  t.deepEqual(problems.map(({ path, code }) => [path, code]).sort(), files.map(([key, , code]) => [key, code]).sort());
  t.is(
    problems.find(({ path }) => path === 'Detection/copy.json')?.message,
    `Detection/copy.json does not bear its own name: expected ${NAME}, found Detection/copy.json`,
  );
});

// ── Strings for timestamps ──────────────────────────────────────────────────────────────────────────────────────────

@Persisted({ procedure: 'Textual' })
class Textual {
  @Persisted() procedureVersion = '1';
  @Persisted() inputParameters: unknown = {};
  @IsoDate() timestamp: string = '';
}

test('a timestamp that is a text is in the name as it is, whatever its time zone', async (t) => {
  const repository = new ArtifactRepository({ storage: new MemoryStorage(), classes: [Textual] });
  const save = (timestamp: string) => repository.save(Object.assign(new Textual(), { timestamp }));
  for (const timestamp of [
    '2026-02-11T15:40:12',
    '2026-02-11T15:40:12.063671',
    '2026-02-11T15:40:12+02:00',
    '2026-02-11T15:40:12,5Z',
  ]) {
    const path = await save(timestamp);
    t.regex(path, /^Textual\/2026-02-11T15-40-12_44136f(_[0-9a-f]{16})?\.json$/);
    t.is((await repository.load(path, Textual)).timestamp, timestamp);
  }
  for (const timestamp of [
    '2026-02-11',
    '2026-02-11T15:40',
    '2026-02-30T00:00:00',
    '2026-02-11 15:40:12',
    '20260211T154012Z',
    '+012026-02-11T15:40:12Z',
  ]) {
    await t.throwsAsync(save(timestamp), { code: 'ARTIFACT_INVALID' });
  }
});

test('findLatest compares timestamps that are texts', async (t) => {
  const repository = new ArtifactRepository({ storage: new MemoryStorage(), classes: [Textual] });
  for (const fraction of ['1', '9', '5'])
    await repository.save(Object.assign(new Textual(), { timestamp: `2026-02-11T15:40:12.${fraction}` }));
  t.is((await repository.findLatest(Textual))?.timestamp, '2026-02-11T15:40:12.9');
  await repository.save(Object.assign(new Textual(), { timestamp: '2026-02-11T15:40:13Z' }));
  await repository.save(Object.assign(new Textual(), { timestamp: '2026-02-11T15:40:13.5Z' }));
  t.is((await repository.findLatest(Textual))?.timestamp, '2026-02-11T15:40:13.5Z');
});

test('a file of Python with NaN among its parameters is loaded, found, verified and saved again', async (t) => {
  const storage = new MemoryStorage();
  const repository = new ArtifactRepository({ storage, classes: [Textual] });
  const hash = createHash('sha256').update('{"threshold": NaN}').digest('hex').slice(0, 6);
  const key = `Textual/2026-02-11T15-40-12_${hash}.json`;
  const file =
    '{"procedure_name":"Textual","procedure_version":"1","input_parameters":{"threshold":NaN},"timestamp":"2026-02-11T15:40:12"}';
  await create(storage, key, Buffer.from(file));
  await repository.save(Object.assign(new Textual(), { timestamp: '2026-02-11T15:40:12', inputParameters: { x: -0 } }));
  t.deepEqual((await repository.load(key)).inputParameters, { threshold: Number.NaN });
  t.deepEqual(await collect(repository.find(Textual, { parameters: { threshold: 'NaN' } })), []);
  t.deepEqual(await collect(repository.find(Textual, { parameters: { x: 0 } })), []);
  t.is((await collect(repository.find(Textual, { parameters: { x: -0 } }))).length, 1);
  t.deepEqual(await repository.verify(), sound(1, 1));
  t.is((await collect(repository.find(Textual, { parameters: { threshold: Number.NaN } }))).length, 1);
  const path = await repository.save(await repository.load(key));
  t.deepEqual((await repository.load(path)).inputParameters, { threshold: Number.NaN });
});

test('verify reports files that cannot be loaded because of their names', async (t) => {
  const storage = new FileStorage(await newFolder());
  const repository = new ArtifactRepository({ storage, classes });
  const path = await repository.save(detection());
  const copy = path.replace('.json', ' (copy).json');
  await writeFile(copy, await readFile(path));
  await symlink(path, path.replace('.json', '.link'));
  const { checked, problems } = await repository.verify();
  t.is(checked, 3);
  t.deepEqual(problems.map(({ path, code }) => [path, code]).sort(), [
    [copy, 'ARTIFACT_STORAGE'],
    [path.replace('.json', '.link'), 'ARTIFACT_STORAGE'],
  ]);
});
