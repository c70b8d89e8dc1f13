// Specifies verify: what it finds with and without classes, what it decodes, and how it reports progress.

import assert from 'node:assert/strict';
import test from 'ava';
import {
  Artifact,
  ArtifactRepository,
  type Class,
  FileStorage,
  MemoryStorage,
  NdArray,
  Nested,
  Persisted,
  type Storage,
  type VerifyOptions,
  type VerifyProgress,
} from '../src/index.js';
import { bytesOf, collect, create, replacedIn } from './support/stored.js';

@Persisted({ procedure: 'Known' })
class Known extends Artifact {
  @NdArray('float64') curve!: Float64Array;
}

@Persisted({ procedure: 'Unknown' })
class Unknown extends Artifact {
  @NdArray('float64') curve!: Float64Array;
}

@Persisted()
class Weights {
  @NdArray('int16') weights!: Int16Array;
}

@Persisted({ procedure: 'Weighted' })
class Weighted extends Artifact<Weights> {
  @Nested(() => Weights) declare inputParameters: Weights;
}

const base = { procedureVersion: '1', timestamp: new Date(0), inputParameters: {} };
const known = (...curve: number[]) => Known.create({ ...base, curve: Float64Array.from(curve) });
const unknown = (...curve: number[]) => Unknown.create({ ...base, curve: Float64Array.from(curve) });

const repositoryOf = (storage: Storage, ...classes: Class<Known | Unknown | Weighted>[]) =>
  new ArtifactRepository({ storage, classes });

/** Makes a storage with two artifacts of each class, and an unsealed file. */
async function mixed(): Promise<MemoryStorage> {
  const storage = new MemoryStorage();
  const repository = repositoryOf(storage, Known, Unknown);
  for (const each of [known(1), known(2), unknown(1), unknown(2)]) await repository.save(each);
  const text =
    '{"procedure_name":"Python","procedure_version":"1","input_parameters":{},"timestamp":"1970-01-01T00:00:00"}';
  await create(storage, 'Python/1970-01-01T00-00-00_44136f.json', Buffer.from(text));
  return storage;
}

const SOUND = { checked: 5, problems: [], sealed: 4, unsealed: 1 };
const [KNOWN, PYTHON, UNKNOWN] = ['Known', 'Python', 'Unknown'];

const modes: [decode: VerifyOptions['decode'], undecoded: [procedureName: string, count: number][]][] = [
  [
    undefined,
    [
      [PYTHON, 1],
      [UNKNOWN, 2],
    ] as never,
  ],
  [
    'declared',
    [
      [PYTHON, 1],
      [UNKNOWN, 2],
    ] as never,
  ],
  [
    'none',
    [
      [KNOWN, 2],
      [PYTHON, 1],
      [UNKNOWN, 2],
    ] as never,
  ],
];

for (const [decode, undecoded] of modes) {
  test(`verify with decode: ${decode} counts files without a problem, and names the procedures whose files it did not decode`, async (t) => {
    const repository = repositoryOf(await mixed(), Known);
    t.deepEqual(await repository.verify(decode === undefined ? {} : { decode }), {
      ...SOUND,
      undecoded: undecoded.map(([procedureName, count]) => ({ procedureName, count })),
    });
  });
}

test('with decode: all, a file whose procedure has no class is a problem', async (t) => {
  const { checked, problems, sealed, unsealed, undecoded } = await repositoryOf(await mixed(), Known).verify({
    decode: 'all',
  });
  t.deepEqual([checked, sealed, unsealed, undecoded], [5, 2, 0, []]);
  t.deepEqual(
    problems.map(({ code }) => code),
    Array.from({ length: 3 }, () => 'ARTIFACT_UNKNOWN_PROCEDURE'),
  );
});

/** Damages of a file, and the problem that verify reports without the class. */
const damages: [title: string, damage: (storage: Storage, key: string) => Promise<Uint8Array>, message?: RegExp][] = [
  [
    'a changed byte',
    async (storage, key) => {
      const bytes = Buffer.from(await bytesOf(storage, key));
      bytes[bytes.indexOf('0.25')] = 0x31;
      return bytes;
    },
    /was changed since it was sealed/,
  ],
  [
    'a missing end',
    async (storage, key) => (await bytesOf(storage, key)).subarray(0, 100),
    /is not an artifact's JSON: found /,
  ],
  [
    'a new seal on a text that is not JSON',
    (storage, key) => replacedIn(storage, key, '"procedure_version": ', '"procedure_version": :'),
    /is not an artifact's JSON: found /,
  ],
  [
    'a new seal on a newer format',
    (storage, key) => replacedIn(storage, key, '"format": 1', '"format": 2'),
    /has the format 2/,
  ],
  [
    'a new seal on other parameters',
    (storage, key) => replacedIn(storage, key, '"input_parameters": {}', '"input_parameters": {"a":1}'),
    /does not bear its own name: expected Unknown\/1970-01-01T00-00-00_015abd.json/,
  ],
  [
    'a new seal on another time',
    (storage, key) => replacedIn(storage, key, '1970-01-01T00:00:00', '1970-01-01T00:00:01'),
    /does not bear its own name: expected Unknown\/1970-01-01T00-00-01_44136f.json/,
  ],
  [
    'a new seal on another procedure without a class',
    (storage, key) => replacedIn(storage, key, '"procedure_name": "Unknown"', '"procedure_name": "Stranger"'),
    /does not bear its own name: expected Stranger\/1970-01-01T00-00-00_44136f.json/,
  ],
  [
    'a new seal on another procedure that has a class, and does not fit it',
    async (storage, key) =>
      Buffer.from(await replacedIn(storage, key, '"procedure_name": "Unknown"', '"procedure_name": "Known"')),
    /does not bear its own name: expected Known\/1970-01-01T00-00-00_44136f.json/,
  ],
  [
    'a new seal on a time without seconds',
    (storage, key) => replacedIn(storage, key, '1970-01-01T00:00:00.000Z', '1970-01-01'),
    /is not an artifact: expected input_parameters, and YYYY-MM-DDThh:mm:ss at the beginning of timestamp/,
  ],
  [
    'a new seal on no parameters',
    (storage, key) => replacedIn(storage, key, '  "input_parameters": {},\n', ''),
    /is not an artifact: expected input_parameters/,
  ],
  [
    'a new seal on no version',
    (storage, key) => replacedIn(storage, key, '  "procedure_version": "1",\n', ''),
    /is not an artifact: expected procedure_name, procedure_version and timestamp as text/,
  ],
  // Without the class, the elements of arrays are not decoded: the seal covers them.
  ['a new seal on elements that are not numbers', (storage, key) => replacedIn(storage, key, '0.25', '"?"')],
];

for (const [title, damage, message] of damages) {
  test(`verify without the class ${message === undefined ? 'does not report' : 'reports'} ${title}`, async (t) => {
    const storage = new MemoryStorage();
    const key = await repositoryOf(storage, Unknown).save(unknown(0.25));
    const damaged = new MemoryStorage();
    await create(damaged, key, await damage(storage, key));
    const { checked, problems, sealed } = await repositoryOf(damaged, Known).verify();
    t.deepEqual([checked, sealed], [1, message === undefined ? 1 : 0]);
    t.is(problems.length, message === undefined ? 0 : 1);
    if (message !== undefined) t.regex(problems[0]?.message ?? '', message);
  });
}

test('in a wrong folder, verify decodes a file whose procedure has a class, and reports the name of one whose procedure has none', async (t) => {
  const [storage, moved] = [new MemoryStorage(), new MemoryStorage()];
  const repository = repositoryOf(storage, Known, Unknown);
  const [knownKey, unknownKey] = [await repository.save(known(0.25)), await repository.save(unknown(0.25))];
  await create(moved, knownKey.replace('Known', 'Elsewhere'), await replacedIn(storage, knownKey, '0.25', '"?"'));
  await create(moved, unknownKey.replace('Unknown', 'Known'), await bytesOf(storage, unknownKey));
  const { problems } = await repositoryOf(moved, Known).verify();
  t.deepEqual(
    problems.map(({ path, code }) => [path, code]),
    [
      ['Elsewhere/1970-01-01T00-00-00_44136f.json', 'ARTIFACT_INVALID'],
      ['Known/1970-01-01T00-00-00_44136f.json', 'ARTIFACT_INTEGRITY'],
    ],
  );
});

test('verify without the class reads arrays among the parameters, because the hash needs them', async (t) => {
  const storage = new MemoryStorage();
  const weights = (...values: number[]) => Object.assign(new Weights(), { weights: Int16Array.from(values) });
  for (const each of [weights(1, 2), weights(), weights(3)])
    await repositoryOf(storage, Weighted).save(Weighted.create({ ...base, inputParameters: each }));
  t.deepEqual(await repositoryOf(storage, Known).verify(), {
    checked: 3,
    problems: [],
    sealed: 3,
    unsealed: 0,
    undecoded: [{ procedureName: 'Weighted', count: 3 }],
  });
});

test('verify finds no problem in files of the Python implementation without their classes', async (t) => {
  const storage = new FileStorage('test/fixtures/python-reference');
  const { problems, ...counts } = await repositoryOf(storage).verify();
  t.deepEqual(
    problems.map(({ path }) => path),
    ['test/fixtures/python-reference/README.md'],
  );
  t.deepEqual(counts, {
    checked: 6,
    sealed: 0,
    unsealed: 6,
    undecoded: [
      { procedureName: 'ChangePointDetection', count: 3 },
      { procedureName: 'MultimodalityDetection', count: 3 },
    ],
  });
});

// ── Progress ────────────────────────────────────────────────────────────────────────────────────────────────────────

test('onProgress receives the number of files done, of all files and of bytes read, one call after the other', async (t) => {
  const storage = new MemoryStorage();
  const repository = repositoryOf(storage, Unknown);
  const lengths = [1, 200_000, 10, 100_000];
  for (const length of lengths)
    await repository.save(Unknown.create({ ...base, curve: new Float64Array(length).fill(0.125) }));
  let size = 0;
  for (const key of await collect(storage.list())) size += (await bytesOf(storage, key)).length;
  const told: VerifyProgress[] = [];
  let isTelling = false;
  await repositoryOf(storage, Known).verify({
    onProgress: async (progress) => {
      assert.equal(isTelling, false);
      isTelling = true;
      await new Promise((resolve) => setImmediate(resolve));
      told.push(progress);
      isTelling = false;
    },
  });
  t.deepEqual(told.at(-1), { files: 4, of: 4, bytes: size });
  for (const [index, { files, bytes }] of told.entries()) {
    const before = told[index - 1] ?? { files: 0, bytes: 0 };
    t.true(files >= before.files && bytes >= before.bytes);
  }
  t.true(told.length > lengths.length);
});

test('an error that onProgress throws stops verify, and so does the signal', async (t) => {
  const repository = repositoryOf(await mixed(), Known);
  let calls = 0;
  const onProgress = () => {
    if (++calls === 3) throw new Error('enough');
  };
  await t.throwsAsync(repository.verify({ onProgress }), { message: 'enough' });
  t.is(calls, 3);
  await t.throwsAsync(repository.verify({ signal: AbortSignal.abort(new Error('stopped')) }), { message: 'stopped' });
  const controller = new AbortController();
  const told: number[] = [];
  const stopping = repository.verify({
    signal: controller.signal,
    onProgress: ({ files }) => {
      told.push(files);
      if (files === 2) controller.abort(new Error('stopped'));
    },
  });
  await t.throwsAsync(stopping, { message: 'stopped' });
  t.false(told.includes(5));
});

const wrongCalls: [options: unknown, message: string][] = [
  [{ decode: true }, "found decode: true, expected 'declared' or 'all' or 'none'"],
  [{ decoding: 'all' }, 'found the option decoding, expected decode, signal, onProgress'],
  [{ signal: 1 }, 'found a signal that is not an AbortSignal, expected one'],
  [{ onProgress: 1 }, 'found an onProgress that is not a function, expected one'],
  [null, 'found null as options, expected an object with decode, signal, onProgress'],
];

for (const [options, message] of wrongCalls) {
  test(`verify refuses wrong options: ${JSON.stringify(options)}`, async (t) => {
    await t.throwsAsync(repositoryOf(await mixed(), Known).verify(options as never), {
      instanceOf: TypeError,
      message,
    });
  });
}
