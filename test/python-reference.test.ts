// Files that the Python implementation wrote: they load with every value, verify finds their hashes, and the procedures in TypeScript give the same
// results.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import test from 'ava';
import { detectChangePoints } from '../examples/procedures/change-point-detection.js';
import { detectModes } from '../examples/procedures/multimodality-detection.js';
import { readSeries } from '../examples/series.js';
import { ArtifactRepository, FileStorage, IsoDate, MemoryStorage, NdArray, Persisted } from '../src/index.js';
import { ChangePoints, Modes, ROOT } from './support/python-reference.js';
import { create, sound } from './support/stored.js';

const classes = [ChangePoints, Modes];
const repository = new ArtifactRepository({ storage: new FileStorage(ROOT), classes });
const changePoints = ['2026-02-11T15-40-12_c290ae', '2026-02-11T15-40-13_5dd106', '2026-02-11T23-59-59_a33b07'];
const modes = ['2026-02-11T16-02-44_a4dfdc', '2026-02-11T16-02-45_785b3f', '2026-02-11T16-05-00_53e386'];
const paths = [
  ...changePoints.map((name) => `${ROOT}/ChangePointDetection/${name}.json`),
  ...modes.map((name) => `${ROOT}/MultimodalityDetection/${name}.json`),
];

/** Returns the items of a list in a file, as texts. */
async function textsOf(path: string, key: string): Promise<string[]> {
  const list = new RegExp(`"${key}": \\[([^\\]]*)\\]`).exec(await readFile(path, 'utf8'))?.[1] ?? '';
  return list.split(',').map((text) => text.trim());
}

for (const path of paths) {
  test(`${basename(path)} loads with every value that is in the file`, async (t) => {
    const artifact = (await repository.load(path)) as ChangePoints | Modes;
    const curve = artifact instanceof ChangePoints ? artifact.statisticCurve : artifact.densityCurve;
    const key = artifact instanceof ChangePoints ? 'statistic_curve' : 'density_curve';
    const numbers = (await textsOf(path, key)).map(Number);
    assert.deepStrictEqual(Array.from(curve), numbers);
    const text = (await readFile(path, 'utf8')).replace(/\bNaN\b/g, '"NaN"').replace(/(?<!\w)-?Infinity\b/g, '"$&"');
    const plain = JSON.parse(text);
    assert.deepStrictEqual(artifact.inputParameters, plain.input_parameters);
    t.is(artifact.timestamp, plain.timestamp);
    t.is(artifact.seed, plain.seed);
    t.is(artifact.procedureVersion, plain.procedure_version);
    t.is(artifact.nonInterpretationClause, plain.non_interpretation_clause);
  });

  test(`${basename(path)}, saved again and loaded again, has the same values`, async (t) => {
    const artifact = await repository.load(path);
    const ours = new ArtifactRepository({ storage: new MemoryStorage(), classes });
    const again = await ours.load(await ours.save(artifact));
    assert.deepStrictEqual(again, artifact);
    t.deepEqual(await ours.verify(), sound(1));
  });
}

test('every awkward number keeps its value', async (t) => {
  const artifact = await repository.load(paths[2] as string, ChangePoints);
  t.deepEqual([...artifact.detectedChangePoints], [0n, 1n, 9007199254740993n, -9223372036854775808n]);
  assert.deepStrictEqual(
    [...artifact.statisticCurve],
    [
      Number.NaN,
      Number.POSITIVE_INFINITY,
      Number.NEGATIVE_INFINITY,
      -0,
      0,
      1,
      1e-7,
      1e16,
      1e22,
      5e-324,
      Number.MAX_VALUE,
      0.30000000000000004,
      123456789012345680,
    ],
  );
  t.is(artifact.timestamp, '2026-02-11T23:59:59.999999');
  t.is(artifact.seed, 1099511627776);
  t.is((artifact.inputParameters as { label: string }).label, 'порог ≥ 5 µs 😀');
});

test('verify finds each file under the name that Python gave it', async (t) => {
  const { checked, problems } = await repository.verify();
  t.is(checked, 6);
  // verify reports files that are not artifacts.
  t.deepEqual(
    problems.map(({ path }) => path),
    [`${ROOT}/README.md`],
  );
});

test('verify reports a file of Python that has the name of another one', async (t) => {
  const storage = new MemoryStorage();
  const key = 'ChangePointDetection/2026-02-11T15-40-13_5dd106.json';
  await create(storage, key, await readFile(paths[0] as string));
  const { problems } = await new ArtifactRepository({ storage, classes }).verify();
  t.deepEqual(problems, [
    {
      path: key,
      code: 'ARTIFACT_INTEGRITY',
      message: `${key} does not bear its own name: expected ChangePointDetection/2026-02-11T15-40-12_c290ae.json, found ${key}`,
    },
  ]);
});

/** Parameters as `json.dump` wrote them, and the hash of `json.dumps(parameters, sort_keys=True)`, both by Python 3.11. */
const KEYS_OF_NUMBERS = [
  ['integers', '{"9": "a", "10": "b", "100": "c"}', '5bf79f'],
  ['negative integers', '{"-1": 0, "-10": 1, "2": 3, "10": 4}', '3ee881'],
  ['floats', '{"0.5": 1, "1e-07": 2, "10.0": 3, "9.0": 4, "1e+16": 5, "Infinity": 6}', '9b4e28'],
  ['integers and floats', '{"9": 1, "9.5": 2, "10": 3, "10.25": 4}', 'b4a387'],
  [
    'integers beyond 2^53',
    '{"9007199254740993": 1, "9007199254740992.0": 2, "10007199254740993": 3, "90071992547409920": 4}',
    '895cae',
  ],
  ['bools and integers', '{"true": 1, "false": 0, "10": 2, "9": 3}', 'f65850'],
  ['strings that look like integers', '{"9": 1, "10": 2, "100": 3}', '699f02'],
  ['integers in one object, strings in another', '{"levels": {"9": 1, "10": 2}, "names": {"9": 1, "10": 2}}', 'ff1fa0'],
  ['integers in nested objects', '{"a": [{"9": {"9": 1, "10": 2}, "10": 3}]}', '303d43'],
  [
    'integers in four objects',
    '{"a": [{"9": 0, "10": 0}, {"9": 1, "10": 1}, {"9": 2, "10": 2}, {"9": 3, "10": 3}]}',
    '39438a',
  ],
] as const;

@Persisted({ procedure: 'Keyed' })
class Keyed {
  @Persisted() procedureVersion!: string;
  @Persisted() inputParameters!: unknown;
  @IsoDate() timestamp!: string;
}

for (const [title, parameters, hash] of KEYS_OF_NUMBERS) {
  test(`verify finds the hash in whichever order Python sorted the keys: ${title}`, async (t) => {
    const storage = new MemoryStorage();
    const text = `{"procedure_name": "Keyed", "procedure_version": "1", "input_parameters": ${parameters}, "timestamp": "2026-02-11T15:40:12"}`;
    const key = (digits: string) => `Keyed/2026-02-11T15-40-12_${digits}.json`;
    await create(storage, key(hash), Buffer.from(text));
    await create(storage, key('000000'), Buffer.from(text));
    const { problems } = await new ArtifactRepository({ storage, classes: [Keyed] }).verify();
    t.deepEqual(
      problems.map(({ path, code }) => [path, code]),
      [[key('000000'), 'ARTIFACT_INTEGRITY']],
    );
  });
}

test('a Date refuses the timestamp of a file of Python, and the message says how to declare the field', async (t) => {
  @Persisted({ procedure: 'ChangePointDetection' })
  class WithDate {
    @Persisted() procedureVersion!: string;
    @Persisted() inputParameters!: unknown;
    @Persisted() seed!: number;
    @IsoDate() timestamp!: Date;
    @Persisted() nonInterpretationClause!: string;
    @NdArray('int64') detectedChangePoints!: BigInt64Array;
    @NdArray('float64') statisticCurve!: Float64Array;
  }
  const error = await t.throwsAsync(repository.load(paths[0] as string, WithDate));
  t.true(
    error?.message.endsWith(
      'has 1 fault:\n  /timestamp: found "2026-02-11T15:40:12.063671", expected a time zone ("Z" or an offset): without one a ' +
        'Date depends on the machine; declare the field as string to keep the text',
    ),
  );
});

const within = (t: { true(value: boolean, message?: string): void }, ours: Float64Array, theirs: Float64Array) => {
  t.true(ours.length === theirs.length);
  ours.forEach((value, index) => {
    const expected = theirs[index] as number;
    t.true(Math.abs(value - expected) <= 1e-12 * Math.abs(expected), `${index}: ${value}, not ${expected}`);
  });
};

for (const path of paths.slice(0, 2)) {
  test(`the TypeScript procedure finds the change points of ${basename(path)}`, async (t) => {
    const reference = await repository.load(path, ChangePoints);
    const artifact = detectChangePoints(await readSeries('nile.csv', 'flow'), reference.inputParameters as never);
    t.deepEqual(artifact.detectedChangePoints, reference.detectedChangePoints);
    within(t, artifact.statisticCurve, reference.statisticCurve);
  });
}

for (const [path, file, column] of [
  [paths[3], 'old-faithful.csv', 'eruptions'],
  [paths[4], 'old-faithful.csv', 'eruptions'],
  [paths[5], 'sleepstudy.csv', 'Reaction'],
] as [string, string, string][]) {
  test(`the TypeScript procedure finds the modes of ${basename(path)}`, async (t) => {
    const reference = await repository.load(path, Modes);
    const artifact = detectModes(await readSeries(file, column), reference.inputParameters as never);
    t.is(artifact.numberOfModes, reference.numberOfModes);
    t.deepEqual(artifact.detectedPeaks, reference.detectedPeaks);
    within(t, artifact.densityGrid, reference.densityGrid);
    within(t, artifact.densityCurve, reference.densityCurve);
  });
}
