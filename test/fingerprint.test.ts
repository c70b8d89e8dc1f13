// fingerprint: one text for the same array on every machine, which Python computes, too.

import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { runInNewContext } from 'node:vm';
import test from 'ava';
import fc from 'fast-check';
import ndarray from 'ndarray';
import { fingerprint, type NdArray } from '../src/index.js';
import { type DType, dtypeNames, dtypeTraits, type TypedArray } from '../src/model/dtypes.js';
import { ELEMENTS_PER_HASH_UPDATE } from '../src/model/limits.js';
import { needs } from './support/needs.js';

const testOfNumPy = await needs('numpy');

const sha256 = (...parts: (string | Uint8Array)[]): string => {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return `sha256:${hash.digest('hex')}`;
};

test('a fingerprint is the SHA-256 of dtype, shape, and elements with the lowest byte first', (t) => {
  const bytes = Buffer.alloc(16);
  bytes.writeDoubleLE(0.5, 0);
  bytes.writeDoubleLE(-0, 8);
  t.is(fingerprint(Float64Array.of(0.5, -0)), sha256('float64[2]\n', bytes));
  t.is(
    fingerprint(Float64Array.of(0.5, -0)),
    'sha256:ccc5608c20f549b2105bd6562320a27ff9dc775a526ace6c42aa75b36dba6fba',
  );
  t.is(
    fingerprint({ data: Int16Array.of(1, -2), shape: [1, 2] }),
    sha256('int16[1, 2]\n', Buffer.of(1, 0, 0xfe, 0xff)),
  );
  t.is(fingerprint({ data: Uint8Array.of(7), shape: [] }), sha256('uint8[]\n', Buffer.of(7)));
  t.is(fingerprint({ data: new Int8Array(0), shape: [2, 0, 3] }), sha256('int8[2, 0, 3]\n'));
});

const SAME: readonly (readonly [string, Parameters<typeof fingerprint>[0], Parameters<typeof fingerprint>[0]])[] = [
  ['a typed array and { data, shape }', Float64Array.of(1, 2), { data: Float64Array.of(1, 2), shape: [2] }],
  ['a typed array and a list of numbers', Float64Array.of(1, Number.NaN), [1, Number.NaN]],
  [
    'nested lists and { data, shape }',
    [
      [1, 2],
      [3, -0],
    ],
    { data: Float64Array.of(1, 2, 3, -0), shape: [2, 2] },
  ],
  ['a view with a gap', { data: Int8Array.of(9, 1, 9, 2), shape: [2], stride: [2], offset: 1 }, Int8Array.of(1, 2)],
  ['a view from the end', { data: Int8Array.of(1, 2, 3), shape: [3], stride: [-1], offset: 2 }, Int8Array.of(3, 2, 1)],
  [
    'a transposed view',
    { data: Int8Array.of(1, 2, 3, 4), shape: [2, 2], stride: [1, 2] },
    { data: Int8Array.of(1, 3, 2, 4), shape: [2, 2] },
  ],
  [
    'an ndarray of scijs',
    ndarray(Float32Array.of(1, 2, 3, 4), [2, 2]).transpose(1, 0),
    { data: Float32Array.of(1, 3, 2, 4), shape: [2, 2] },
  ],
  ['a part of a buffer', Float64Array.of(9, 1, 2, 9).subarray(1, 3), Float64Array.of(1, 2)],
  ['a Buffer', Buffer.of(1, 2), Uint8Array.of(1, 2)],
  ['an array in shared memory', new Int32Array(new SharedArrayBuffer(4)), Int32Array.of(0)],
  ['an array of another realm', runInNewContext('Float64Array.of(1)') as Float64Array, Float64Array.of(1)],
  ['dtype of its own class', { dtype: 'uint8', data: Uint8Array.of(1), shape: [1] }, Uint8Array.of(1)],
  [
    'shape and strides in typed arrays',
    { data: Int8Array.of(1, 2), shape: Uint32Array.of(2), stride: Int32Array.of(1) },
    Int8Array.of(1, 2),
  ],
];

for (const [title, one, other] of SAME) {
  test(`the same elements have the same fingerprint: ${title}`, (t) => t.is(fingerprint(one), fingerprint(other)));
}

test('all NaNs are one value, whatever their bits', (t) => {
  const quiet = new Float64Array(Uint32Array.of(0, 0x7ff80000).buffer);
  for (const bits of [
    [1, 0x7ff80000],
    [0, 0xfff80000],
    [1, 0x7ff00000],
    [0xffffffff, 0xffffffff],
  ])
    t.is(fingerprint(new Float64Array(Uint32Array.from(bits).buffer)), fingerprint(quiet));
  const single = new Float32Array(Uint32Array.of(0x7fc00000).buffer);
  for (const bits of [0x7fc00001, 0xffc00000, 0x7f800001])
    t.is(fingerprint(new Float32Array(Uint32Array.of(bits).buffer)), fingerprint(single));
});

test('an array is not changed', (t) => {
  const words = Uint32Array.of(1, 0x7ff00000, 0, 0);
  fingerprint(new Float64Array(words.buffer));
  t.deepEqual(words, Uint32Array.of(1, 0x7ff00000, 0, 0));
});

test('arrays that differ in dtype, shape or one element have different fingerprints', (t) => {
  const zeros = dtypeNames.map((dtype) => {
    const { TypedArray } = dtypeTraits(dtype);
    return fingerprint({ dtype, data: new TypedArray(4), shape: [4] });
  });
  const data = new Float64Array(4);
  const others = [
    ...[
      [2, 2],
      [1, 4],
      [4, 1],
    ].map((shape) => fingerprint({ data, shape })),
    ...[[], [0], [[]], [[0]]].map(fingerprint),
    fingerprint({ data: new Float64Array(1), shape: [] }),
    fingerprint([0, 0, 0, -0]),
    fingerprint([0, 0, 0, 5e-324]),
    fingerprint([0, 0, 0, Number.NaN]),
  ];
  const all = [...zeros, ...others];
  t.is(new Set(all).size, all.length);
});

test('long arrays are hashed piece by piece: NaN, strides and their ends fall in every piece', (t) => {
  for (const length of [-1, 0, 1, ELEMENTS_PER_HASH_UPDATE + 1].map((more) => ELEMENTS_PER_HASH_UPDATE + more)) {
    const values = Float64Array.from({ length }, (_, index) => (index % 7 === 0 ? Number.NaN : index / 3));
    const expected = sha256(`float64[${length}]\n`, new Uint8Array(values.buffer));
    t.is(fingerprint(values), expected);
    t.is(fingerprint({ data: values.toReversed(), shape: [length], stride: [-1], offset: length - 1 }), expected);
  }
});

const REFUSED: readonly (readonly [string, unknown, string])[] = [
  ['a number', 7, 'found 7, expected a typed array, { data, shape }, or lists of numbers'],
  ['null', null, 'found null, expected a typed array, { data, shape }, or lists of numbers'],
  ['an object', { data: 1 }, 'found a plain object, expected a typed array, { data, shape }, or lists of numbers'],
  [
    'bytes that are clamped',
    Uint8ClampedArray.of(1),
    'found an instance of Uint8ClampedArray, expected a typed array of a dtype: Float64Array, Int32Array, …',
  ],
  [
    'a DataView',
    new DataView(new ArrayBuffer(1)),
    'found an instance of DataView, expected a typed array of a dtype: Float64Array, Int32Array, …',
  ],
  ['a text among numbers', [1, '2'], '/1: found "2", expected a number (float64)'],
  [
    'a hole',
    Object.assign([1], { 2: 2 }),
    'found a list with holes, properties of its own or another class, expected elements alone',
  ],
  ['rows of unequal length', [[1, 2], [3]], '/1: found 1 elements, expected 2'],
  ['a bigint', [1n], '/0: found the big integer 1, expected a number (float64)'],
  [
    'many faults',
    Array(5).fill(null),
    '/0: found null, expected a number (float64); /1: found null, expected a number (float64); /2: found null, expected a number (float64); … and 2 more',
  ],
  ['a shape of other lengths', { data: Int8Array.of(1), shape: [2] }, 'found 1 elements, expected 2 for the shape (2)'],
  [
    'a shape that is none',
    { data: Int8Array.of(1), shape: 1 },
    '/shape: found 1, expected a list of lengths, integers from 0',
  ],
  [
    'data that are none',
    { data: [1], shape: [1] },
    'found a list of 1, expected a typed array of a dtype: Float64Array, Int32Array, …',
  ],
  [
    'a dtype that is another',
    { dtype: 'float32', data: Float64Array.of(1), shape: [1] },
    '/data: found an instance of Float64Array, expected a Float32Array for the dtype float32',
  ],
  [
    'a bool of 2',
    { dtype: 'bool', data: Uint8Array.of(2), shape: [1] },
    '/data/0: found 2, expected 0 or 1 for true or false',
  ],
  [
    'a getter that throws',
    {
      get data() {
        throw new Error('no');
      },
      shape: [1],
    },
    'found a value on which reading throws Error: no',
  ],
];

for (const [title, value, message] of REFUSED) {
  test(`refused: ${title}`, (t) => {
    t.throws(() => fingerprint(value as never), { instanceOf: TypeError, message });
  });
}

test('a typed array whose buffer was transferred away is refused', (t) => {
  const array = Float64Array.of(1);
  structuredClone(array, { transfer: [array.buffer] });
  t.throws(() => fingerprint(array), {
    instanceOf: TypeError,
    message: 'found a Float64Array whose buffer was transferred away, expected its elements',
  });
});

testOfNumPy('the function that the guide shows in Python returns the same fingerprint', async (t) => {
  const bits = (dtype: DType, bytes: readonly number[]): TypedArray => {
    const { TypedArray } = dtypeTraits(dtype);
    const whole = Uint8Array.from(dtype === 'bool' ? bytes.map((byte) => byte % 2) : bytes);
    return new TypedArray(whole.buffer, 0, Math.floor(whole.length / TypedArray.BYTES_PER_ELEMENT));
  };
  const arrays = fc.sample(
    fc
      .record({
        dtype: fc.constantFrom(...dtypeNames),
        bytes: fc.array(fc.integer({ min: 0, max: 255 }), { maxLength: 96 }),
      })
      .chain(({ dtype, bytes }) => {
        const data = bits(dtype, bytes);
        const { length } = data;
        const shapes = [[length], [1, length], [length, 1], ...(length % 2 === 0 ? [[2, length / 2]] : [])];
        return fc.constantFrom(...shapes).map((shape) => ({ dtype, data, shape }));
      }),
    { numRuns: 200, seed: 1 },
  );
  // Two NaNs with other bits, which NumPy keeps as they are.
  arrays.push({
    dtype: 'float64',
    data: new Float64Array(Uint32Array.of(1, 0x7ff00000, 0, 0xfff80000).buffer),
    shape: [2],
  });
  arrays.push({ dtype: 'float32', data: new Float32Array(Uint32Array.of(0x7fc00001, 0x3f800000).buffer), shape: [2] });
  const asked = arrays.map(({ dtype, data, shape }) => [
    dtype,
    shape,
    Buffer.from(data.buffer, data.byteOffset, data.byteLength).toString('hex'),
  ]);
  const [, ofGuide] = /```python\n(.*?def fingerprint.*?)```/s.exec(await readFile('docs/guide.md', 'utf8')) ?? [];
  const program = `${ofGuide}
import json, sys
for dtype, shape, text in json.load(sys.stdin):
    print(fingerprint(np.frombuffer(bytes.fromhex(text), dtype).reshape(shape)))
    print(fingerprint(np.asfortranarray(np.frombuffer(bytes.fromhex(text), np.dtype(dtype)).reshape(shape))))`;
  const python = promisify(execFile)('python3', ['-c', program], { maxBuffer: 2 ** 24 });
  python.child.stdin?.end(JSON.stringify(asked));
  t.deepEqual(
    (await python).stdout.trim().split('\n'),
    arrays.flatMap((each) => [fingerprint(each), fingerprint(each)]),
  );
});

test('a property that is an NdArray has a fingerprint', (t) => {
  const grid: NdArray<Float64Array> = { data: Float64Array.of(1, 2), shape: [1, 2] };
  t.is(fingerprint(grid), fingerprint([[1, 2]]));
});
