// Specifies `missing: null`: an array of floats whose NaNs are null in the file.

import assert from 'node:assert/strict';
import test from 'ava';
import fc from 'fast-check';
import { dumpsOfTree } from '../src/format/python-json.js';
import {
  Artifact,
  ArtifactRepository,
  codec as c,
  DeclarationError,
  decode,
  encode,
  MemoryStorage,
  NdArray,
  NestedList,
  Persisted,
  type NdArray as Shaped,
  Stored,
} from '../src/index.js';
import { v8Kernel } from '../src/json/kernel/v8-kernel.js';
import { dtypeNames } from '../src/model/dtypes.js';
import { Elements } from '../src/model/elements.js';
import { double } from './support/arbitraries.js';
import { create, sealed } from './support/stored.js';

@Persisted()
class Part {
  @NdArray('float64', { missing: null }) curve!: Float64Array;
}

@Persisted()
class Inputs {
  @NdArray('float64', { missing: null }) weights!: Float64Array;
}

@Persisted({ procedure: 'Gaps' })
class Gaps extends Artifact<Inputs> {
  @Stored(c.nested(() => Inputs)) declare inputParameters: Inputs;
  @NdArray('float64', { missing: null }) curve!: Float64Array;
  @NdArray('float32', { missing: null, shape: [null, 2] }) grid!: number[][];
  @NdArray('float64', { missing: null }) any!: Shaped<Float64Array>;
  @NdArray('float64') named!: Float64Array;
  @NestedList(() => Part) parts!: Part[];
  @Stored(c.list(c.ndArray('float32', { missing: null }))) lists!: Float32Array[];
}

const { NaN: nan, POSITIVE_INFINITY: infinity } = Number;

const gaps = (values: Partial<Gaps> = {}): Gaps =>
  Object.assign(
    Gaps.create({
      procedureVersion: '1',
      inputParameters: Object.assign(new Inputs(), { weights: Float64Array.of(1, nan) }),
      timestamp: new Date(0),
      curve: Float64Array.of(1, nan, -0, infinity),
      grid: [
        [nan, 1],
        [-infinity, 0.5],
      ],
      any: { data: Float64Array.of(nan), shape: [1] },
      named: Float64Array.of(nan),
      parts: [Object.assign(new Part(), { curve: Float64Array.of(nan, 2) })],
      lists: [Float32Array.of(nan), Float32Array.of()],
    }),
    values,
  );

test('NaN is null in the file, -0 and the infinities are as ever, and missing stands beside dtype', (t) => {
  t.regex(
    encode(gaps()),
    /^\{\n {2}"any": \[null\],\n {2}"curve": \[1,null,-0\.0,"Infinity"\],\n {2}"grid": \[\n {4}\[null,1\],\n {4}\["-Infinity",0\.5\]\n {2}\],\n/,
  );
  t.regex(encode(gaps()), /\n {2}"named": \["NaN"\],\n/);
  t.regex(
    encode(gaps()),
    /\n {6}"\/curve": \{\n {8}"dtype": "float64",\n {8}"missing": null,\n {8}"shape": \[4\]\n {6}\},\n/,
  );
  t.deepEqual(JSON.parse(encode(gaps())).$artifact.arrays, {
    '/any': { dtype: 'float64', missing: null, shape: [1] },
    '/curve': { dtype: 'float64', missing: null, shape: [4] },
    '/grid': { dtype: 'float32', missing: null, shape: [2, 2] },
    '/input_parameters/weights': { dtype: 'float64', missing: null, shape: [2] },
    '/lists/*': { dtype: 'float32', missing: null },
    '/named': { dtype: 'float64', shape: [1] },
    '/parts/*/curve': { dtype: 'float64', missing: null },
  });
});

test('what is loaded is what was saved, whatever the elements are', (t) => {
  fc.assert(
    fc.property(fc.array(fc.oneof(fc.constant(nan), double), { maxLength: 30 }), (list) => {
      const saved = gaps({
        curve: Float64Array.from(list),
        any: { data: Float64Array.from(list), shape: [1, list.length] },
        lists: [Float32Array.from(list)],
      });
      t.deepEqual(decode(encode(saved), Gaps), saved);
    }),
  );
});

test('an array without axes is null if its element is NaN', (t) => {
  const saved = gaps({ any: { data: Float64Array.of(nan), shape: [] } });
  t.regex(encode(saved), /^\{\n {2}"any": null,\n/);
  t.deepEqual(decode(encode(saved), Gaps), saved);
});

/** The text of an artifact in which one part is replaced, with the seal that fits. */
function changed(from: string, to: string): string {
  const text = encode(gaps());
  assert.ok(text.includes(from));
  return sealed(Buffer.from(text.replace(from, to))).toString();
}

for (const [title, from, to, message] of [
  [
    'the name of NaN in an array with missing: null',
    '[1,null,-0.0',
    '[1,"NaN",-0.0',
    /\/curve\/1: found "NaN", expected a number or null \(float64\)/,
  ],
  [
    'null in an array without it',
    '"named": ["NaN"]',
    '"named": [null]',
    /\/named\/0: found null, expected a number \(float64\)/,
  ],
  ['another text', '[1,null,-0.0', '[1,"x",-0.0', /\/curve\/1: found "x", expected a number or null \(float64\)/],
  [
    'no missing in the table where the class has it',
    '"/curve": {\n        "dtype": "float64",\n        "missing": null,',
    '"/curve": {\n        "dtype": "float64",',
    /\/curve: found the dtype float64 without missing: null, expected float64 with missing: null/,
  ],
  [
    'missing in the table where the class does not have it',
    '"/named": {\n        "dtype": "float64",',
    '"/named": {\n        "dtype": "float64",\n        "missing": null,',
    /\/named: found the dtype float64 with missing: null, expected float64 without missing: null/,
  ],
  [
    'another dtype with missing',
    '"/curve": {\n        "dtype": "float64",',
    '"/curve": {\n        "dtype": "float32",',
    /\/curve: found the dtype float32, expected float64/,
  ],
] as const) {
  test(`a sealed file is refused for ${title}`, (t) => {
    t.throws(() => decode(changed(from, to), Gaps), { code: 'ARTIFACT_INVALID', message });
  });
}

for (const [title, from, to] of [
  ['another value than null', '"missing": null', '"missing": 0'],
  [
    'a dtype that is no float',
    '"dtype": "float64",\n        "missing": null',
    '"dtype": "int32",\n        "missing": null',
  ],
] as const) {
  test(`missing with ${title} is no entry of a table`, (t) => {
    t.throws(() => decode(changed(from, to), Gaps), { code: 'ARTIFACT_FORMAT' });
  });
}

const UNSEALED = encode(gaps())
  .replace(/,\n {2}"\$artifact": \{.*\n {2}\}(?=\n\})/s, '')
  .replace('[1,null,-0.0,"Infinity"]', '[1,NaN,-0.0,"Infinity"]')
  .replace('"any": [null]', '"any": ["NaN"]');

test('in an unsealed file, null, the name and the bare NaN are all NaN', (t) => {
  t.deepEqual(decode(UNSEALED, Gaps), gaps());
  t.throws(() => decode(UNSEALED.replace('"named": ["NaN"]', '"named": [null]'), Gaps), {
    code: 'ARTIFACT_INVALID',
    message: /\/named\/0: found null, expected a number \(float64\)/,
  });
});

test('an opened artifact has NaN where null is, and says what missing is', async (t) => {
  const repository = new ArtifactRepository({ storage: new MemoryStorage(), classes: [Gaps] });
  const path = await repository.save(gaps());
  const opened = await repository.open(path);
  const curve = opened.array('/curve');
  t.deepEqual([curve.dtype, curve.missing, curve.shape], ['float64', null, [4]]);
  t.deepEqual(await curve.read(), Float64Array.of(1, nan, -0, infinity));
  t.deepEqual(await curve.read(1, 2), Float64Array.of(nan));
  t.deepEqual(await curve.stats(), { nan: 1, min: -0, max: infinity, mean: infinity });
  t.is(opened.array('/named').missing, undefined);
  t.deepEqual(await opened.array('/parts/0/curve').read(), Float64Array.of(nan, 2));
  t.deepEqual(await repository.load(path, Gaps), gaps());
  t.deepEqual((await repository.verify()).problems, []);
  const { arrays } = await repository.describe(path);
  t.deepEqual(arrays['/curve'], { dtype: 'float64', missing: null, shape: [4] });
});

test('a large array goes through all kernels and pieces', async (t) => {
  const curve = Float64Array.from({ length: 100_000 }, (_, index) => (index % 3 === 0 ? nan : index / 7));
  const repository = new ArtifactRepository({ storage: new MemoryStorage(), classes: [Gaps] });
  const path = await repository.save(gaps({ curve }));
  t.deepEqual((await repository.load(path, Gaps)).curve, curve);
  const opened = await repository.open(path);
  t.deepEqual(await opened.array('/curve').read(), curve);
  const rows = { shape: [curve.length], separators: [] };
  const text = Buffer.from(v8Kernel.write('float64', curve, 0, curve.length, rows, null)).toString();
  t.true(encode(gaps({ curve })).includes(`[${text}]`));
});

test('an array with null and one with the bare NaN of another tool are the same to compare', async (t) => {
  const storage = new MemoryStorage();
  const repository = new ArtifactRepository({ storage, classes: [Gaps] });
  const path = await repository.save(gaps());
  const unsealed = UNSEALED.replace(/"(-?Infinity|NaN)"/g, '$1');
  await create(storage, 'Gaps/unsealed.json', Buffer.from(unsealed));
  const { differences } = await repository.compare(path, 'Gaps/unsealed.json');
  t.deepEqual(differences, []);
});

test('find takes artifacts by parameters with missing values', async (t) => {
  const storage = new MemoryStorage();
  const repository = new ArtifactRepository({ storage, classes: [Gaps] });
  await repository.save(gaps());
  const found: Gaps[] = [];
  for await (const each of repository.find(Gaps, { parameters: gaps().inputParameters })) found.push(each);
  t.deepEqual(found, [gaps()]);
});

test('Python may have written a missing value of the parameters as null, as NaN, or by name', (t) => {
  const weights = new Elements('float64', [2], Float64Array.of(nan, 0.5), null);
  t.deepEqual(
    dumpsOfTree({ weights }, 8)?.map((parts) => parts.filter((part) => typeof part !== 'string')),
    [[['null', 'NaN', '"NaN"'], ['0.5']]],
  );
});

test('missing is an option for floats, and null its only value', (t) => {
  const declare = (dtype: never, missing: never) => () => {
    class Wrong {}
    (NdArray(dtype, { missing }) as PropertyDecorator)(Wrong.prototype, 'value');
  };
  for (const dtype of dtypeNames.filter((each) => !each.startsWith('float'))) {
    const message = `Wrong.value: found missing: null for the dtype ${dtype}, expected float32 or float64: only floats have NaN`;
    t.throws(declare(dtype as never, null as never), { instanceOf: DeclarationError, message });
    t.throws(() => c.ndArray(dtype, { missing: null }), {
      instanceOf: DeclarationError,
      message: /only floats have NaN/,
    });
  }
  for (const missing of [0, 'null', -1, false, Number.NaN]) {
    t.throws(declare('float64' as never, missing as never), {
      instanceOf: DeclarationError,
      message: /found missing: .*, expected null, or no such option$/,
    });
  }
});
