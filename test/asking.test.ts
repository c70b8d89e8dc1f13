// Specifies find, findLatest, findOrCreate and count: which files they open, and how parameters, where, times and problems decide.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, rename, symlink } from 'node:fs/promises';
import { basename, join } from 'node:path';
import test from 'ava';
import fc from 'fast-check';
import { possibleParameterHashes } from '../src/format/parameter-hash.js';
import {
  Artifact,
  type ArtifactInputs,
  ArtifactRepository,
  type Class,
  encode,
  FileStorage,
  IsoDate,
  MemoryStorage,
  NdArray,
  Nested,
  NestedMap,
  Persisted,
  type QueryOptions,
  type Source,
  type Storage,
  type VerifyProblem,
} from '../src/index.js';
import type { Tree } from '../src/model/tree.js';
import { needs } from './support/needs.js';
import { bytesOf, collect, create, newFolder, replacedIn } from './support/stored.js';

const testOfPython = await needs('python3');

@Persisted({ procedure: 'Run' })
class Run extends Artifact<Record<string, unknown>> {
  @NdArray('float64') curve!: Float64Array;
}

@Persisted()
class Weights {
  @NdArray('int16') weights!: Int16Array;
  @Persisted({ optional: true }) label?: string;
  @NestedMap(() => Weights, { optional: true }) byName?: Map<string, Weights>;
}

@Persisted({ procedure: 'Weighted' })
class Weighted extends Artifact<Weights> {
  @Nested(() => Weights) declare inputParameters: Weights;
}

/** An artifact class whose parameters are between two arrays in the file. */
@Persisted({ procedure: 'Between' })
class Between extends Artifact<{ size: number }> {
  @NdArray('float64') before!: Float64Array;
  @NdArray('float64') within!: Float64Array;
}

/** An artifact class whose timestamp is a text. */
@Persisted({ procedure: 'Timed' })
class Timed {
  @Persisted() procedureVersion = '1';
  @Persisted() inputParameters: unknown = {};
  @IsoDate({ type: String }) timestamp = '2026-03-01T00:00:00Z';
}

const classes = [Run, Weighted, Between, Timed];
const repositoryOf = (storage: Storage) => new ArtifactRepository({ storage, classes });

const run = (second: number, others: Partial<Run> = {}): Run =>
  Object.assign(
    Run.create({
      procedureVersion: '1',
      inputParameters: { second },
      timestamp: new Date(1000 * second),
      curve: Float64Array.of(second),
    }),
    others,
  );

/** A storage that records which keys were opened, and how many bytes were read. */
class Watched extends MemoryStorage {
  opened: string[] = [];
  bytes = 0;

  override async open(key: string): Promise<Source> {
    this.opened.push(key);
    const source = await super.open(key);
    const read = (start: number, end: number) => {
      this.bytes += end - start;
      return source.read(start, end);
    };
    return { size: source.size, read, close: () => source.close() };
  }

  /** Clears the record. */
  forget(): void {
    this.opened = [];
    this.bytes = 0;
  }
}

async function watched(...artifacts: (Run | Weighted | Between | Timed)[]) {
  const storage = new Watched();
  const repository = repositoryOf(storage);
  for (const each of artifacts) await repository.save(each, { proof: false });
  storage.forget();
  return { storage, repository };
}

const seconds = async (found: AsyncIterable<Run>) =>
  (await collect(found)).map(({ timestamp }) => timestamp.getTime() / 1000);

const upTo = (length: number) => Array.from({ length }, (_, index) => index);

// ── By whole parameters ─────────────────────────────────────────────────────────────────────────────────────────────

test('only files whose names have the hash of the parameters are opened', async (t) => {
  const { storage, repository } = await watched(...upTo(50).map((second) => run(second)));
  t.deepEqual(await seconds(repository.find(Run, { parameters: { second: 7 } })), [7]);
  t.is(storage.opened.length, 1);
  storage.forget();
  t.is((await repository.findLatest(Run, { parameters: { second: 8 } }))?.inputParameters['second'], 8);
  t.is(await repository.count(Run, { parameters: { second: 9 } }), 1);
  t.is(storage.opened.length, 2);
  t.deepEqual(await seconds(repository.find(Run, { parameters: { second: 50 } })), []);
  t.is(storage.opened.length, 2);
});

/** Different parameters, some of which have the same hash. */
const ALIKE: Record<string, unknown>[] = [
  { x: 0 },
  { x: -0 },
  { x: '0' },
  { x: Number.NaN },
  { x: 'NaN' },
  { x: [Number.POSITIVE_INFINITY] },
  { x: ['Infinity'] },
  { x: null },
  {},
  { x: { '10': 1, '9': 2 } },
  { x: { '9': 1, '10': 2 } },
  { x: 2 ** 60, y: 'порог 😀\u2028\u007f' },
  { x: 1e21, y: 'порог 😀\u2028' },
  { x: 5e-324 },
  { x: [] },
  { x: [[]] },
];

test('different parameters with one hash are distinguished, and each finds only its own artifact', async (t) => {
  const { repository } = await watched(...ALIKE.map((inputParameters, second) => run(second, { inputParameters })));
  for (const [second, parameters] of ALIKE.entries()) {
    t.deepEqual(await seconds(repository.find(Run, { parameters })), [second], JSON.stringify(parameters));
    t.is(await repository.count(Run, { parameters }), 1);
  }
});

test('find compares parameters without regard to the order of keys and Map entries, and to the containers of arrays', async (t) => {
  const weights = (values: readonly number[], others: Partial<Weights> = {}) =>
    Object.assign(new Weights(), { weights: Int16Array.from(values), ...others });
  const [a, b] = [weights([1]), weights([2])];
  const saved = weights([1, 2, 3], {
    byName: new Map([
      ['a', a],
      ['b', b],
    ]),
    label: 'x',
  });
  const { storage, repository } = await watched(
    Weighted.create({ procedureVersion: '1', timestamp: new Date(0), inputParameters: saved }),
    ...upTo(20).map((second) =>
      Weighted.create({ procedureVersion: '1', timestamp: new Date(1000 * second), inputParameters: a }),
    ),
  );
  const wanted = weights([1, 2, 3], {
    label: 'x',
    byName: new Map([
      ['b', b],
      ['a', a],
    ]),
  });
  Object.assign(wanted, { weights: Buffer.from([1, 2, 3]).subarray(0, 3) && Int16Array.of(0, 1, 2, 3).subarray(1) });
  t.is((await collect(repository.find(Weighted, { parameters: wanted }))).length, 1);
  t.is(storage.opened.length, 1);
  class Heavier extends Weights {}
  const heavier = Object.assign(new Heavier(), { weights: Int16Array.of(1) });
  await t.throwsAsync(collect(repository.find(Weighted, { parameters: heavier })), { code: 'ARTIFACT_INVALID' });
});

test('a file under a wrong name is found without parameters, but not by them, and verify reports it', async (t) => {
  const storage = new FileStorage(await newFolder());
  const repository = repositoryOf(storage);
  const path = await repository.save(run(0));
  const wrong = path.replace(/_[0-9a-f]{6}/, '_ffffff');
  await rename(path, wrong);
  t.deepEqual(await seconds(repository.find(Run, { parameters: { second: 0 } })), []);
  t.deepEqual(await seconds(repository.find(Run)), [0]);
  t.deepEqual(
    await seconds(repository.find(Run, { where: ({ inputParameters }) => inputParameters['second'] === 0 })),
    [0],
  );
  const { problems } = await repository.verify();
  t.deepEqual(
    problems.map(({ path }) => path),
    [wrong],
  );
});

test('an artifact that is a link is found by the hash in the name of the link', async (t) => {
  const [root, elsewhere] = [await newFolder(), await newFolder()];
  const object = await repositoryOf(new FileStorage(elsewhere)).save(run(0));
  await mkdir(join(root, 'Run'));
  await symlink(object, join(root, 'Run', basename(object)));
  const following = repositoryOf(new FileStorage(root, { followLinks: true }));
  t.deepEqual(await seconds(following.find(Run, { parameters: { second: 0 } })), [0]);
  await t.throwsAsync(seconds(repositoryOf(new FileStorage(root)).find(Run, { parameters: { second: 0 } })), {
    code: 'ARTIFACT_STORAGE',
  });
});

// ── Python's hashes ─────────────────────────────────────────────────────────────────────────────────────────────────

const hashOfText = (text: string) => createHash('sha256').update(text).digest('hex').slice(0, 6);

/** Parameters, and texts that Python's json may have written for them. */
const PYTHON: [parameters: Tree, ...texts: string[]][] = [
  [{}, '{}'],
  [{ a: 1 }, '{"a": 1}', '{"a": 1.0}'],
  [{ b: [1, 2], a: 0.5 }, '{"a": 0.5, "b": [1, 2]}', '{"a": 0.5, "b": [1.0, 2]}', '{"a": 0.5, "b": [1.0, 2.0]}'],
  [{ a: 0 }, '{"a": 0}', '{"a": 0.0}'],
  [{ a: -0 }, '{"a": -0.0}'],
  [{ a: -3 }, '{"a": -3}', '{"a": -3.0}'],
  [{ a: 1e16 }, '{"a": 10000000000000000}', '{"a": 1e+16}'],
  [{ a: 1e15 }, '{"a": 1000000000000000}', '{"a": 1000000000000000.0}'],
  [{ a: 1e22 }, '{"a": 10000000000000000000000}', '{"a": 1e+22}'],
  [{ a: 2 ** 60 }, '{"a": 1152921504606846976}', '{"a": 1152921504606847000}', '{"a": 1.152921504606847e+18}'],
  [{ a: 1e-5 }, '{"a": 1e-05}'],
  [{ a: 1.5e-7 }, '{"a": 1.5e-07}'],
  [{ a: 0.0001 }, '{"a": 0.0001}'],
  [{ a: 1.5e300 }, `{"a": ${BigInt(1.5e300)}}`, '{"a": 1.5e+300}'],
  [{ a: Number.NaN }, '{"a": NaN}', '{"a": "NaN"}'],
  [{ a: Number.NEGATIVE_INFINITY }, '{"a": -Infinity}'],
  [{ a: 'é😀\n"\u007f' }, '{"a": "\\u00e9\\ud83d\\ude00\\n\\"\\u007f"}'],
  [{ '\ue000': true, '😀': null }, '{"\\ue000": true, "\\ud83d\\ude00": null}'],
  [{ '9': 'a', '10': 'b' }, '{"10": "b", "9": "a"}', '{"9": "a", "10": "b"}'],
];

for (const [parameters, ...texts] of PYTHON) {
  test(`the possible hashes include that of each text that Python may have written for ${JSON.stringify(texts[0])}`, (t) => {
    const hashes = possibleParameterHashes(parameters, 1000) ?? new Set();
    for (const text of texts) t.true(hashes.has(hashOfText(text)), text);
    t.false(hashes.has(hashOfText(`${texts[0]} `)));
  });
}

test('no hashes are computed if there would be more than the limit', (t) => {
  const ofIntegers = (length: number) => possibleParameterHashes({ list: upTo(length).map((each) => each + 1) }, 1024);
  t.is(ofIntegers(10)?.size, 1024 + 1);
  t.is(ofIntegers(11), undefined);
  t.is(possibleParameterHashes({ text: 'x'.repeat(2 ** 21) }, 1024), undefined);
});

testOfPython('the possible hashes include those of texts that Python’s own json writes', async (t) => {
  /** JSON texts in which an integer is an int or a float at random. */
  const text = fc.letrec((tie) => ({
    value: fc.oneof(
      { maxDepth: 4 },
      fc.integer().map(String),
      fc.integer().map((each) => `${each}.0`),
      fc.double({ noDefaultInfinity: true, noNaN: true }).map((each) => (Object.is(each, -0) ? '-0.0' : String(each))),
      fc.string({ unit: 'binary' }).map((each) => JSON.stringify(each)),
      fc.constantFrom('true', 'false', 'null', 'NaN', 'Infinity', '-Infinity'),
      fc.array(tie('value'), { maxLength: 3 }).map((each) => `[${each}]`),
      tie('object'),
    ),
    object: fc
      .dictionary(fc.oneof(fc.string({ unit: 'binary' }), fc.nat(20).map(String)), tie('value'), { maxKeys: 4 })
      .map((each) => `{${Object.entries(each).map(([key, value]) => `${JSON.stringify(key)}: ${value}`)}}`),
  })).object as fc.Arbitrary<string>;
  const texts = fc.sample(text, { numRuns: 2000, seed: 11 }).filter((each) => !each.includes('__proto__'));
  const program = `
import json, hashlib, sys
for line in json.load(sys.stdin):
    dumped = json.dumps(json.loads(line), sort_keys=True)
    print(hashlib.sha256(dumped.encode()).hexdigest()[:6])`;
  const output = await new Promise<string>((resolve, reject) => {
    const python = execFile('python3', ['-c', program], { maxBuffer: 2 ** 24 }, (error, stdout) =>
      error === null ? resolve(stdout) : reject(error),
    );
    python.stdin?.end(JSON.stringify(texts));
  });
  const hashes = output.trim().split('\n');
  t.is(hashes.length, texts.length);
  let compared = 0;
  for (const [index, each] of texts.entries()) {
    const names = each.replace(/"(?:[^"\\]|\\.)*"|NaN|-?Infinity/g, (found) =>
      found.startsWith('"') ? found : `"\\u0000${found}"`,
    );
    const parameters = JSON.parse(names, (_, value) =>
      typeof value === 'string' && value.startsWith('\0') ? Number(value.slice(1)) : value,
    );
    const candidates = possibleParameterHashes(parameters, 2 ** 12);
    if (candidates === undefined) continue;
    compared++;
    assert.ok(candidates.has(hashes[index] as string), each);
  }
  t.true(compared > 1500, `${compared}`);
});

@Persisted({ procedure: 'ChangePointDetection' })
class ChangePoints {
  @Persisted() procedureVersion!: string;
  @Persisted() inputParameters!: unknown;
  @Persisted() seed!: number;
  @IsoDate() timestamp!: string;
  @Persisted() nonInterpretationClause!: string;
  @NdArray('int64') detectedChangePoints!: BigInt64Array;
  @NdArray('float64') statisticCurve!: Float64Array;
}

test('files of the Python implementation are found by their parameters, and no others are opened', async (t) => {
  const fixtures = new FileStorage('test/fixtures/python-reference');
  const storage = new Watched();
  for await (const key of fixtures.list('ChangePointDetection'))
    await create(storage, key, await bytesOf(fixtures, key));
  const repository = new ArtifactRepository({ storage, classes: [ChangePoints] });
  const all = await collect(repository.find(ChangePoints));
  t.is(all.length, 3);
  for (const { inputParameters: parameters, timestamp } of all) {
    storage.forget();
    const found = await collect(repository.find(ChangePoints, { parameters }));
    t.true(found.some((each) => each.timestamp === timestamp));
    t.deepEqual(new Set(storage.opened).size, found.length);
  }
});

test('if Python may have written the parameters in too many ways, every file is opened, and the right one is found', async (t) => {
  const list = upTo(20).map((each) => each + 1);
  const parameters = { list };
  const { storage, repository } = await watched(run(0), run(1, { inputParameters: parameters }), run(2));
  const text = JSON.stringify({
    procedure_name: 'Run',
    procedure_version: '1',
    timestamp: '1970-01-01T00:00:03Z',
    curve: [3],
  });
  const inPython = `{"list": [${list.map((each) => `${each}.0`).join(', ')}]}`;
  const key = `Run/1970-01-01T00-00-03_${hashOfText(inPython)}.json`;
  await create(storage, key, Buffer.from(text.replace('{', `{"input_parameters":${inPython},`)));
  t.deepEqual(await seconds(repository.find(Run, { parameters })), [1, 3]);
  t.is(new Set(storage.opened).size, 4);
  t.deepEqual((await repository.verify()).problems, []);
});

// ── where ───────────────────────────────────────────────────────────────────────────────────────────────────────────

test('where receives the decoded parameters, seed, version and timestamp, by the names of the properties', async (t) => {
  const { repository } = await watched(
    run(1, { inputParameters: { x: Number.NaN, y: -0, text: 'NaN' }, seed: 7, procedureVersion: '2' }),
    run(2),
  );
  const asked: unknown[] = [];
  const found = repository.find(Run, {
    where: (inputs) => {
      asked.push(inputs);
      return inputs.seed === 7 && inputs.timestamp.getTime() === 1000;
    },
  });
  t.deepEqual(await seconds(found), [1]);
  assert.deepStrictEqual(asked, [
    {
      inputParameters: { x: Number.NaN, y: -0, text: 'NaN' },
      seed: 7,
      procedureVersion: '2',
      timestamp: new Date(1000),
    },
    { inputParameters: { second: 2 }, seed: undefined, procedureVersion: '1', timestamp: new Date(2000) },
  ]);
});

test('where receives instances of the parameters’ class, with their arrays', async (t) => {
  const weights = (...values: number[]) => Object.assign(new Weights(), { weights: Int16Array.from(values) });
  const { repository } = await watched(
    ...[weights(1, 2), weights(3, 4)].map((inputParameters, second) =>
      Weighted.create({ procedureVersion: '1', timestamp: new Date(1000 * second), inputParameters }),
    ),
  );
  const where = ({ inputParameters }: ArtifactInputs<Weighted>) =>
    inputParameters instanceof Weights && inputParameters.weights[1] === 4;
  t.deepEqual(
    (await collect(repository.find(Weighted, { where }))).map(({ timestamp }) => timestamp.getTime()),
    [1000],
  );
  t.is(await repository.count(Weighted, { where }), 1);
});

test('where is called once for each file, before the arrays are read', async (t) => {
  const curve = new Float64Array(200_000).fill(Math.PI);
  const { storage, repository } = await watched(...upTo(10).map((second) => run(second, { curve })));
  let asked = 0;
  const where = ({ inputParameters }: ArtifactInputs<Run>) => {
    asked++;
    return inputParameters['second'] === 3;
  };
  t.is(await repository.count(Run, { where }), 1);
  t.is(asked, 10);
  t.true(storage.bytes <= 10 * 2 ** 15, `${storage.bytes}`);
  t.deepEqual(await seconds(repository.find(Run, { where })), [3]);
  t.is(asked, 20);
});

test('if the parameters are between two arrays, more of the file is read, and where is called once', async (t) => {
  const array = new Float64Array(20_000).fill(Math.E);
  const { storage, repository } = await watched(
    ...upTo(4).map((size) =>
      Between.create({
        procedureVersion: '1',
        inputParameters: { size },
        timestamp: new Date(1000 * size),
        before: array,
        within: array,
      }),
    ),
  );
  const asked: number[] = [];
  const where = ({ inputParameters: { size } }: ArtifactInputs<Between>) => {
    asked.push(size);
    return size === 2;
  };
  t.deepEqual(
    (await collect(repository.find(Between, { where }))).map(({ inputParameters }) => inputParameters.size),
    [2],
  );
  // Several files are read at a time, and where is called for each as soon as its members are known.
  t.deepEqual(asked.sort(), [0, 1, 2, 3]);
  t.is(await repository.count(Between, { where }), 1);
  const [path = ''] = (await collect(storage.list())) as string[];
  const damaged = new MemoryStorage();
  const bytes = Buffer.from(await bytesOf(storage, path));
  bytes[bytes.indexOf('2.7') + 2] = 0x38;
  await create(damaged, path, bytes);
  await t.throwsAsync(collect(repositoryOf(damaged).find(Between, { where: () => false })), {
    code: 'ARTIFACT_INTEGRITY',
  });
});

test('where is called for unsealed files', async (t) => {
  const { storage, repository } = await watched(run(1));
  const text =
    '{"procedure_name":"Run","procedure_version":"1","input_parameters":{"second":NaN},"timestamp":"1970-01-01T00:00:03Z","curve":[3]}';
  await create(storage, 'Run/1970-01-01T00-00-03_ffffff.json', Buffer.from(text));
  const where = ({ inputParameters }: ArtifactInputs<Run>) => Number.isNaN(inputParameters['second']);
  t.deepEqual(await seconds(repository.find(Run, { where })), [3]);
  t.is(await repository.count(Run, { where }), 1);
});

test('where is not called for members that do not fit the class: loading the file reports all its faults', async (t) => {
  const storage = new MemoryStorage();
  const key = await repositoryOf(storage).save(run(1, { seed: 1 }));
  const wrong = new MemoryStorage();
  await create(wrong, key, await replacedIn(storage, key, '"seed": 1', '"seed": 1.5'));
  const where = () => t.fail() as never;
  await t.throwsAsync(collect(repositoryOf(wrong).find(Run, { where })), { message: /\/seed: found 1.5/ });
  await t.throwsAsync(repositoryOf(wrong).count(Run, { where }), { message: /\/seed: found 1.5/ });
});

const answers: [title: string, where: () => unknown, message: string][] = [
  ['a Promise', async () => true, 'where answers an instance of Promise, expected true or false: it is not waited for'],
  [
    'a Promise that is rejected',
    () => Promise.reject(new Error('boom')),
    'where answers an instance of Promise, expected true or false: it is not waited for',
  ],
  ['nothing', () => undefined, 'where answers undefined, expected true or false'],
  ['a number', () => 1, 'where answers 1, expected true or false'],
];

for (const [title, where, message] of answers) {
  test(`where must not return ${title}`, async (t) => {
    const { repository } = await watched(run(1));
    const options = { where, onProblem: () => t.fail() } as unknown as QueryOptions<Run>;
    for (const act of [
      () => collect(repository.find(Run, options)),
      () => repository.findLatest(Run, options),
      () => repository.count(Run, options),
    ])
      await t.throwsAsync(act, { instanceOf: TypeError, message });
  });
}

test('a where that does not fit the class, or returns a promise, does not compile', async (t) => {
  const { repository } = await watched();
  // @ts-expect-error where must be synchronous.
  repository.find(Run, { where: async () => true });
  // @ts-expect-error where does not receive the result.
  repository.find(Run, { where: ({ curve }) => curve.length > 0 });
  // @ts-expect-error A size is a number.
  repository.find(Between, { where: ({ inputParameters }) => inputParameters.size === '1' });
  // @ts-expect-error The class has no seed.
  repository.find(Timed, { where: ({ seed }) => seed === 1 });
  t.pass();
});

test('an error that where throws ends the search, also with onProblem', async (t) => {
  const { repository } = await watched(run(1));
  const where = () => {
    throw new Error('enough');
  };
  await t.throwsAsync(collect(repository.find(Run, { where, onProblem: () => t.fail() })), { message: 'enough' });
  const ofTheLibrary = () => {
    encode(run(1, { seed: 0.5 }));
    return true;
  };
  for (const act of [
    () => collect(repository.find(Run, { where: ofTheLibrary, onProblem: () => t.fail() })),
    () => repository.count(Run, { where: ofTheLibrary, onProblem: () => t.fail() }),
  ])
    await t.throwsAsync(act, { code: 'ARTIFACT_INVALID', message: /this Run has 1 fault/ });
});

test('where, times and parameters must all match', async (t) => {
  const { repository } = await watched(...upTo(6).map((second) => run(second, { seed: second % 2 })));
  const where = ({ inputParameters }: ArtifactInputs<Run>) => (inputParameters['second'] as number) > 1;
  t.deepEqual(await seconds(repository.find(Run, { where, seed: 1 })), [3, 5]);
  t.deepEqual(await seconds(repository.find(Run, { where, until: new Date(3000), order: 'newest' })), [3, 2]);
  t.deepEqual(await seconds(repository.find(Run, { where, parameters: { second: 4 } })), [4]);
  t.deepEqual(await seconds(repository.find(Run, { where, parameters: { second: 1 } })), []);
  t.is(await repository.count(Run, { where, seed: 0 }), 2);
  t.is((await repository.findLatest(Run, { where, seed: 0 }))?.timestamp.getTime(), 4000);
});

// ── limit, count, problems ──────────────────────────────────────────────────────────────────────────────────────────

test('find ends after limit artifacts, in its order', async (t) => {
  const { storage, repository } = await watched(...upTo(100).map((second) => run(second)));
  t.deepEqual(await seconds(repository.find(Run, { limit: 2 })), [0, 1]);
  t.deepEqual(await seconds(repository.find(Run, { limit: 3, order: 'newest' })), [99, 98, 97]);
  t.true(storage.opened.length < 20, `${storage.opened.length}`);
  t.deepEqual(await seconds(repository.find(Run, { limit: 0 })), []);
  t.is((await seconds(repository.find(Run, { limit: 1000 }))).length, 100);
});

for (const limit of [-1, 0.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53, '3', null]) {
  test(`a limit of ${JSON.stringify(limit)} (${limit}) is refused`, async (t) => {
    const { repository } = await watched(run(1));
    await t.throwsAsync(collect(repository.find(Run, { limit: limit as never })), {
      instanceOf: RangeError,
      message: /^found limit: .*, expected a count$/,
    });
  });
}

test('count opens no file if names decide, and reads no arrays', async (t) => {
  const curve = new Float64Array(200_000).fill(Math.PI);
  const { storage, repository } = await watched(...upTo(10).map((second) => run(second, { curve, seed: second % 3 })));
  t.is(await repository.count(Run), 10);
  t.is(await repository.count(Run, { since: new Date(5000) }), 5);
  t.is(storage.opened.length, 0);
  t.is(await repository.count(Run, { seed: 0 }), 4);
  t.is(await repository.count(Run, { parameters: { second: 1 }, procedureVersion: '2' }), 0);
  t.true(storage.bytes <= 11 * 2 ** 15, `${storage.bytes}`);
});

test('count compares times as find does', async (t) => {
  const { repository } = await watched(
    ...['2026-03-01T02:30:00+02:00', '2026-03-01T01:00:00Z'].map((timestamp) =>
      Object.assign(new Timed(), { timestamp }),
    ),
  );
  t.is(await repository.count(Timed, { since: new Date('2026-03-01T01:00:00Z') }), 1);
  t.is(await repository.count(Timed, { since: '2026-03-01T01' }), 2);
});

test('a file that cannot be loaded is an error, or with onProblem a problem after which find, findLatest and count go on', async (t) => {
  const { storage, repository } = await watched(...[1, 2, 3].map((second) => run(second, { seed: second })));
  const [, second = '', third = ''] = (await collect(storage.list())) as string[];
  const damaged = new MemoryStorage();
  for await (const key of storage.list()) {
    const bytes = Buffer.from(await bytesOf(storage, key));
    if (key === third) bytes[bytes.indexOf('"curve"') + 10] = 0x39;
    await create(damaged, key, key === second ? Buffer.from('{') : bytes);
  }
  const asking = repositoryOf(damaged);
  await t.throwsAsync(collect(asking.find(Run)), { code: 'ARTIFACT_FORMAT' });
  await t.throwsAsync(asking.findLatest(Run), { code: 'ARTIFACT_INTEGRITY' });
  await t.throwsAsync(asking.count(Run, { seed: 1 }), { code: 'ARTIFACT_FORMAT' });
  const problems: VerifyProblem[] = [];
  const onProblem = (problem: VerifyProblem) => problems.push(problem) as never;
  t.deepEqual(await seconds(asking.find(Run, { onProblem })), [1]);
  t.deepEqual(
    problems.map(({ path, code }) => [path, code]),
    [
      [second, 'ARTIFACT_FORMAT'],
      [third, 'ARTIFACT_INTEGRITY'],
    ],
  );
  t.regex(problems[0]?.message ?? '', /is not an artifact's JSON/);
  t.is((await asking.findLatest(Run, { onProblem }))?.seed, 1);
  t.is(await asking.count(Run, { seed: 1, onProblem }), 1);
  t.is(problems.length, 5);
  t.is(await repository.count(Run), 3);
});

test('an error that onProblem throws ends find', async (t) => {
  const storage = new MemoryStorage();
  await create(storage, 'Run/1970-01-01T00-00-03_ffffff.json', Buffer.from('{'));
  const onProblem = () => {
    throw new Error('enough');
  };
  await t.throwsAsync(collect(repositoryOf(storage).find(Run, { onProblem })), { message: 'enough' });
});

test('a class that is declared wrongly is an error, also with onProblem', async (t) => {
  const { storage } = await watched(run(1));
  @Persisted({ procedure: 'Run' })
  class Choosy extends Artifact {
    @NdArray('float64') curve!: Float64Array;
    constructor(needed: { length: number }) {
      super();
      this.curve = new Float64Array(needed.length);
    }
  }
  const repository = new ArtifactRepository({ storage, classes: [Choosy as unknown as Class<Run>] });
  const finding = collect(repository.find(Choosy as never, { onProblem: () => t.fail() }));
  await t.throwsAsync(finding, { code: 'ARTIFACT_DECLARATION' });
});

test('a folder that cannot be read is an error, also with onProblem', async (t) => {
  const root = await newFolder();
  await symlink(join(root, 'missing'), join(root, 'Run'));
  await t.throwsAsync(collect(repositoryOf(new FileStorage(root)).find(Run, { onProblem: () => t.fail() })), {
    code: 'ARTIFACT_STORAGE',
  });
});

for (const option of ['where', 'onProblem']) {
  test(`${option} must be a function`, async (t) => {
    const { repository } = await watched(run(1));
    await t.throwsAsync(collect(repository.find(Run, { [option]: true })), {
      instanceOf: TypeError,
      message: `found ${option}: true, expected a function`,
    });
  });
}

// ── findLatest, findOrCreate ────────────────────────────────────────────────────────────────────────────────────────

test('findLatest opens no file whose name shows that it is earlier', async (t) => {
  const { storage, repository } = await watched(...upTo(50).map((second) => run(second)));
  t.is((await repository.findLatest(Run))?.timestamp.getTime(), 49_000);
  t.deepEqual(storage.opened.length, 1);
  storage.forget();
  t.is(
    (await repository.findLatest(Run, { where: ({ timestamp }) => timestamp.getTime() < 48_000 }))?.inputParameters[
      'second'
    ],
    47,
  );
  t.true(storage.opened.length < 10, `${storage.opened.length}`);
});

test('findLatest loads all files of the latest second', async (t) => {
  const stamps = [1000, 1900, 1100, 900];
  const { repository } = await watched(
    ...stamps.map((time, index) => run(index, { timestamp: new Date(time), inputParameters: {} })),
  );
  t.is((await repository.findLatest(Run, { parameters: {} }))?.timestamp.getTime(), 1900);
});

const turn = () => new Promise((resolve) => setImmediate(resolve));

test('of many concurrent calls of findOrCreate for the same artifact, one creates, and all get the same instance', async (t) => {
  const { repository } = await watched();
  let calls = 0;
  const create = async () => {
    calls++;
    await turn();
    return run(1, { seed: 1 });
  };
  const query = { parameters: { second: 1 }, seed: 1 };
  const all = await Promise.all(upTo(20).map(() => repository.findOrCreate(Run, { ...query }, create)));
  t.is(calls, 1);
  t.is(new Set(all).size, 1);
  const again = await repository.findOrCreate(Run, query, create);
  t.is(calls, 1);
  t.not(again, all[0]);
  assert.deepStrictEqual(again, all[0]);
});

test('calls of findOrCreate for other parameters, seeds or versions do not wait for each other', async (t) => {
  const { repository } = await watched();
  const queries = [
    { parameters: { x: 0 } },
    { parameters: { x: -0 } },
    { parameters: { x: Number.NaN } },
    { parameters: { x: 'NaN' } },
    { parameters: { x: 0 }, seed: 1 },
    { parameters: { x: 0 }, procedureVersion: '2' },
    { parameters: { x: 0 }, seed: 1, procedureVersion: '2' },
  ];
  let waiting = 0;
  let go: (value?: unknown) => void = () => {};
  const allWait = new Promise((resolve) => (go = resolve));
  const created = await Promise.all(
    queries.map(({ parameters, ...others }, second) =>
      repository.findOrCreate(Run, { parameters, ...others }, async () => {
        if (++waiting === queries.length) go();
        await allWait;
        return run(second, { inputParameters: parameters, ...others });
      }),
    ),
  );
  t.deepEqual(
    created.map(({ timestamp }) => timestamp.getTime() / 1000),
    upTo(queries.length),
  );
});

test('findOrCreate does not wait for a call of another repository', async (t) => {
  const storage = new MemoryStorage();
  let calls = 0;
  const create = async () => {
    calls++;
    await turn();
    return run(1);
  };
  await Promise.all([1, 2].map(() => repositoryOf(storage).findOrCreate(Run, { parameters: { second: 1 } }, create)));
  t.is(calls, 2);
});

test('all waiting calls of findOrCreate get the error of the one that creates, and the next call tries again', async (t) => {
  const { repository } = await watched();
  const reason = new Error('boom');
  let calls = 0;
  const failing = async (): Promise<Run> => {
    calls++;
    await turn();
    throw reason;
  };
  const query = { parameters: { second: 1 } };
  const all = await Promise.allSettled(upTo(5).map(() => repository.findOrCreate(Run, query, failing)));
  t.deepEqual(
    all.map((each) => each.status === 'rejected' && each.reason),
    upTo(5).map(() => reason),
  );
  t.is(calls, 1);
  t.is((await repository.findOrCreate(Run, query, () => run(1))).inputParameters['second'], 1);
});
