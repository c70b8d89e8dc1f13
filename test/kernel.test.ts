// A kernel writes the elements of arrays and reads them, and scans text. The two kernels are held to String(x) and Number(text), which know nothing of our code,
// and to each other: the same text, the same elements, and the same texts refused.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import test from 'ava';
import fc from 'fast-check';
import { type Kernel, MAX_AXES, newReadingState, type Rows, type Scan, STATE } from '../src/json/kernel/kernel.js';
import { v8Kernel } from '../src/json/kernel/v8-kernel.js';
import { createWasmKernel } from '../src/json/kernel/wasm-kernel.js';
import { type DType, dtypeNames, dtypeTraits, elementKindOf, type TypedArray } from '../src/model/dtypes.js';
import { sizeOf } from '../src/model/elements.js';
import { double } from './support/arbitraries.js';

const wasmKernel = createWasmKernel() as Kernel;
const KERNELS = { V8: v8Kernel, WebAssembly: wasmKernel };

// ── What is expected, by V8 alone ───────────────────────────────────────────────────────────────────────────────────

function textOf(dtype: DType, element: number | bigint): string {
  if (dtype === 'bool') return String(element === 1);
  if (Object.is(element, -0)) return '-0.0';
  return typeof element === 'number' && !Number.isFinite(element) ? `"${element}"` : String(element);
}

interface Layout {
  readonly opening: string;
  readonly closing: string;
  readonly rows: Rows;
}

/** Returns what stands before, between and after the elements of an array. Each list has its own characters, so that none is mistaken. */
function layoutOf(shape: readonly number[], indent = ''): Layout {
  const opens = shape.map((_, axis) => `${axis > 0 ? `\n${indent}${' '.repeat(axis)}` : ''}[`);
  const closes = shape
    .map((_, axis) => `${axis < shape.length - 1 ? `\n${indent}${' '.repeat(axis)}` : ''}]`)
    .reverse();
  const separators = shape.slice(1).map((_, lists) => {
    const text = `${closes.slice(0, lists + 1).join('')},${opens.slice(-lists - 1).join('')}`;
    return Buffer.from(text);
  });
  return { opening: opens.join(''), closing: closes.join(''), rows: { shape, separators } };
}

/** Returns the text of an array, list by list. */
function textOfArray(dtype: DType, values: TypedArray, shape: readonly number[], layout: Layout): string {
  let text = layout.opening;
  for (let index = 0; index < values.length; index++) {
    let lists = -1;
    let size = 1;
    for (const length of shape.toReversed()) {
      size *= length;
      if (index === 0 || index % size !== 0) break;
      lists++;
    }
    if (lists >= 0) text += layout.rows.separators[lists]?.toString() ?? '';
    else if (index > 0) text += ',';
    text += textOf(dtype, values[index] as number | bigint);
  }
  return text + layout.closing;
}

// ── What a kernel does ──────────────────────────────────────────────────────────────────────────────────────────────

/** Writes an array with a kernel that is called for the elements between each two of the given indexes. */
function write(kernel: Kernel, dtype: DType, values: TypedArray, layout: Layout, cuts: readonly number[] = []): string {
  const bounds = [...cuts, values.length].sort((a, b) => a - b);
  let start = 0;
  let text = layout.opening;
  for (const end of bounds) {
    text += Buffer.from(kernel.write(dtype, values, start, end, layout.rows)).toString('latin1');
    start = end;
  }
  return text + layout.closing;
}

/** What a kernel has made of a text. */
type Outcome =
  | { readonly values: TypedArray; readonly lengths: readonly number[]; readonly size: number; readonly rest: string }
  | 'mismatch'
  | 'unfinished';

/** Reads a text with a kernel that gets the bytes up to each of the given indexes, one after the other. */
function read(
  kernel: Kernel,
  dtype: DType | undefined,
  text: string,
  cuts: readonly number[] = [],
  missing?: null,
): Outcome {
  const bytes = Buffer.from(text, 'latin1');
  const state = newReadingState();
  const values = new (dtypeTraits(dtype ?? 'float64').TypedArray)(bytes.length);
  let count = 0;
  let at = 0;
  for (const end of [...cuts, bytes.length].sort((a, b) => a - b)) {
    for (;;) {
      const reading = kernel.read(dtype, bytes.subarray(at, end), state, missing);
      if (reading.status === 'mismatch') return 'mismatch';
      if (reading.values.length > 0) values.set(reading.values as never, count);
      count += reading.values.length;
      at += reading.consumed;
      if (reading.status === 'ended') {
        const size = state[STATE.size] as number;
        const lengths = [...state.subarray(STATE.lengths)].map((length) => length - 1);
        const rank = state[STATE.rank] as number;
        return { values: values.slice(0, count), lengths: lengths.slice(0, rank), size, rest: text.slice(at) };
      }
      if (reading.consumed === 0) break;
    }
  }
  return 'unfinished';
}

const bothRead = (dtype: DType | undefined, text: string, cuts?: readonly number[]): [Outcome, Outcome] => [
  read(v8Kernel, dtype, text, cuts),
  read(wasmKernel, dtype, text, cuts),
];

/** True if two lists have the same numbers, of which -0 and 0 are two. */
const areSame = (a: ArrayLike<unknown>, b: ArrayLike<unknown>): boolean =>
  a.length === b.length && Array.prototype.every.call(a, (value, index) => Object.is(value, b[index]));

// ── Numbers ─────────────────────────────────────────────────────────────────────────────────────────────────────────

/** Returns the doubles next to a double, on both sides, and the double itself. */
function neighbours(value: number): number[] {
  const bits = new BigUint64Array(Float64Array.of(value).buffer)[0] as bigint;
  return [-2n, -1n, 0n, 1n, 2n]
    .map((distance) => bits + distance)
    .filter((each) => each >= 0n)
    .map((each) => new Float64Array(BigUint64Array.of(each).buffer)[0] as number)
    .filter(Number.isFinite);
}

/** Powers of 2 and 10 and their neighbours, denormal numbers, and those on the borders of the ways in which a number is written. */
const POSITIVE = [
  ...Array.from({ length: 2098 }, (_, index) => 2 ** (index - 1074)),
  ...Array.from({ length: 632 }, (_, index) => Number(`1e${index - 323}`)),
  ...[0.1, 0.3, 0.000001, 0.0000012345, 1234567.00000001, 9999999.99999999, 99999999.5, 12345678.90625],
  ...[5e-324, 2.225073858507201e-308, 9007199254740991, 1e21, 123456789012345680000, 1.7e18],
  ...[9.5, 9.99999999, 0.99999999, 0.999999999, 1e-8, 1.00000001, 1.000000001],
].flatMap(neighbours);
const SPECIAL = Float64Array.from(
  [POSITIVE, POSITIVE.map((value) => -value), [Number.NaN, 1 / 0, -1 / 0, 0, -0]].flat(),
);

for (const [name, kernel] of Object.entries(KERNELS)) {
  test(`${name}: special doubles are written as String(x), and read back bit for bit`, (t) => {
    for (const dtype of ['float64', 'float32'] as const) {
      const values = dtype === 'float64' ? SPECIAL : Float32Array.from(SPECIAL);
      const layout = layoutOf([values.length]);
      const text = write(kernel, dtype, values, layout);
      t.true(text === textOfArray(dtype, values, [values.length], layout));
      const outcome = read(kernel, dtype, text);
      t.true(typeof outcome === 'object' && areSame(outcome.values, values));
    }
  });
}

/** Writes an array in which null stands for NaN, in one step and cut. */
function writeMissing(kernel: Kernel, values: TypedArray, dtype: DType, cut: number): string {
  const rows = { shape: [values.length], separators: [] };
  const pieces = [[0, cut] as const, [cut, values.length] as const]
    .filter(([start, end]) => end > start)
    .map(([start, end]) => Buffer.from(kernel.write(dtype, values, start, end, rows, null)).toString('latin1'));
  return pieces.join('');
}

test('with missing: null, NaN is written as null and read back, and the infinities by name', (t) => {
  const missing = fc.oneof({ weight: 2, arbitrary: fc.constant(Number.NaN) }, { weight: 3, arbitrary: double });
  fc.assert(
    fc.property(
      fc.array(missing, { minLength: 1, maxLength: 60 }),
      fc.constantFrom('float64', 'float32'),
      fc.nat(60),
      fc.array(fc.nat(300), { maxLength: 4 }),
      (list, dtype, cut, cuts) => {
        const values = dtype === 'float64' ? Float64Array.from(list) : Float32Array.from(list);
        const texts = Array.from(values, (value) => (Number.isNaN(value) ? 'null' : textOf(dtype, value)));
        for (const kernel of Object.values(KERNELS)) {
          t.is(writeMissing(kernel, values, dtype, Math.min(cut, values.length)), texts.join(','));
          const within = cuts.filter((at) => at < texts.join().length);
          const outcome = read(kernel, dtype, `[${texts}]`, within, null);
          t.true(typeof outcome === 'object' && areSame(outcome.values, values));
        }
      },
    ),
  );
});

test('with missing: null, the name of NaN is refused, and without it null, by both kernels', (t) => {
  for (const [text, missing, isTaken] of [
    ['[null]', null, true],
    ['[ null , null ]', null, true],
    ['[[1,null],[null,-0.0]]', null, true],
    ['["Infinity",null,"-Infinity"]', null, true],
    ['["NaN"]', null, false],
    ['[null,"NaN"]', null, false],
    ['["\\u004eaN"]', null, false],
    ['[nul]', null, false],
    ['[nulll]', null, false],
    ['[Null]', null, false],
    ['["null"]', null, false],
    ['[null1]', null, false],
    ['[-null]', null, false],
    ['[null null]', null, false],
    ['[NaN]', null, false],
    ['[null]', undefined, false],
    ['["NaN",null]', undefined, false],
    ['["NaN"]', undefined, true],
  ] as const) {
    for (const [name, kernel] of Object.entries(KERNELS)) {
      for (const dtype of ['float64', 'float32'] as const) {
        const outcome = read(kernel, dtype, text, [], missing);
        t.is(typeof outcome === 'object', isTaken, `${name}, ${dtype}: ${text}`);
      }
    }
  }
});

test('arrays with missing: null and without it are read in turn, and do not change each other', (t) => {
  const state = [newReadingState(), newReadingState()] as const;
  const read = (bytes: string, which: 0 | 1) =>
    wasmKernel.read('float64', Buffer.from(bytes), state[which], which === 0 ? null : undefined);
  t.deepEqual([...read('[null,1,', 0).values], [Number.NaN, 1]);
  t.deepEqual([...read('["NaN",2,', 1).values], [Number.NaN, 2]);
  t.deepEqual([...read('null]', 0).values], [Number.NaN]);
  t.is(read('null]', 1).status, 'mismatch');
});

test('every float32 of a sample is written as String(x), and read back bit for bit', (t) => {
  const values = new Float32Array(Uint32Array.from({ length: 40_000 }, (_, index) => index * 107_353).buffer);
  const layout = layoutOf([values.length]);
  const text = write(wasmKernel, 'float32', values, layout);
  t.true(text === textOfArray('float32', values, [values.length], layout));
  const outcome = read(wasmKernel, 'float32', text);
  t.true(typeof outcome === 'object' && areSame(outcome.values, values));
});

const TEN_DIGITS = fc.stringMatching(/^\d{1,10}$/);
/** Texts of numbers, and texts that are nearly such. */
const numberText = fc
  .tuple(
    fc.constantFrom('', '', '-'),
    fc.oneof(fc.constantFrom('0', '1', '9', '00', ''), fc.stringMatching(/^[1-9]\d{0,24}$/), TEN_DIGITS),
    fc.oneof(fc.constantFrom('', '.0', '.', '.000000000000000000001'), fc.stringMatching(/^\.\d{0,24}$/)),
    fc.oneof(fc.constantFrom('', '', 'e', 'E5', 'e+00000000000000000001'), fc.stringMatching(/^[eE][-+]?\d{1,3}$/)),
  )
  .map((parts) => parts.join(''))
  .filter((text) => text !== '');

test('a decimal is read as Number(text), or refused as it is by V8', (t) => {
  fc.assert(
    fc.property(
      fc.array(numberText, { minLength: 1, maxLength: 20 }),
      fc.constantFrom(...dtypeNames),
      (texts, dtype) => {
        for (const text of texts) {
          const [byV8, outcome] = bothRead(dtype, `[${text}]`);
          t.deepEqual(outcome, byV8, text);
          if (dtype === 'float64' && typeof outcome === 'object')
            t.true(Object.is(outcome.values[0], Number(text)), text);
        }
      },
    ),
    { numRuns: 1000 },
  );
});

/** Returns the digits and the exponent of the decimal that lies halfway between a positive double and the next one. */
function halfway(value: number): [digits: bigint, exponent: number] {
  const bits = new BigUint64Array(Float64Array.of(value).buffer)[0] as bigint;
  const biased = Number(bits >> 52n);
  const fraction = bits & (2n ** 52n - 1n);
  const exponent = Math.max(biased, 1) - 1076;
  const half = 2n * (biased === 0 ? fraction : fraction + 2n ** 52n) + 1n;
  return exponent >= 0 ? [half * 2n ** BigInt(exponent), 0] : [half * 5n ** BigInt(-exponent), exponent];
}

test('decimals halfway between two doubles, and cut after any number of digits, are read as Number(text)', (t) => {
  fc.assert(
    fc.property(
      fc.double({ min: 5e-324, max: 1e308, noNaN: true }),
      fc.integer({ min: 1, max: 25 }),
      (value, length) => {
        const [digits, exponent] = halfway(value);
        const text = String(digits);
        const cut = text.slice(0, length);
        const power = exponent + text.length - cut.length;
        for (const each of [BigInt(cut) - 1n, BigInt(cut), BigInt(cut) + 1n].filter((number) => number > 0n)) {
          const decimal = `${each}e${power}`;
          const outcome = read(wasmKernel, 'float64', `[${decimal}]`);
          t.deepEqual(outcome, read(v8Kernel, 'float64', `[${decimal}]`), decimal);
          if (typeof outcome === 'object') t.is(outcome.values[0], Number(decimal), decimal);
        }
      },
    ),
    { numRuns: 1000 },
  );
});

/** [dtype, text of an element, what is read; undefined if the text is refused]. */
const TEXTS: readonly (readonly [DType, string, (number | bigint)?])[] = [
  ['float64', '1.0', 1],
  ['float64', '-0', -0],
  ['float64', '-0.0', -0],
  ['float64', '"NaN"', Number.NaN],
  ['float64', '"\\u004eaN"', Number.NaN],
  ['float64', '"-Infinity"', -1 / 0],
  ['float64', '"infinity"'],
  ['float64', 'NaN'],
  ['float64', 'null'],
  ['float64', 'true'],
  ['float64', '+1'],
  ['float64', '01'],
  ['float64', '-'],
  ['float64', '.5'],
  ['float64', '1.'],
  ['float64', '1e'],
  ['float64', '0x1'],
  ['float64', '1\u0000'],
  ['float64', '1e400'],
  ['float64', '1e-400', 0],
  ['float64', '0e400', 0],
  ['float64', '9007199254740993'],
  ['float64', '9007199254740992', 2 ** 53],
  ['float64', '1700000000123456800', 1700000000123456800],
  ['float64', '1700000000123456768', 1700000000123456800],
  ['float64', '1700000000123456801'],
  ['float64', '123456789012345680000', 123456789012345680000],
  ['float64', '123456789012345683968', 123456789012345680000],
  ['float64', '123456789012345680001'],
  ['float64', '1e+21', 1e21],
  ['float64', '1E21', 1e21],
  ['float64', '1000000000000000000000', 1e21],
  ['float64', '9007199254740993.0'],
  ['float64', '0.99999999999999999999', 1],
  ['float32', '0.10000000149011612', Math.fround(0.1)],
  ['float32', '0.1'],
  ['float32', '1e39'],
  ['bool', 'true', 1],
  ['bool', 'false', 0],
  ['bool', 'truex'],
  ['bool', '1'],
  ['int8', '127', 127],
  ['int8', '-128', -128],
  ['int8', '128'],
  ['int8', '-129'],
  ['int8', '-0'],
  ['int8', '1.0', 1],
  ['int8', '1e2', 100],
  ['int8', '00'],
  ['uint8', '255', 255],
  ['uint8', '256'],
  ['uint8', '-1'],
  ['int32', '-2147483648', -(2 ** 31)],
  ['uint32', '4294967295', 2 ** 32 - 1],
  ['uint32', '4294967296'],
  ['uint32', '18446744073709551617'],
  ['int64', '9223372036854775807', 2n ** 63n - 1n],
  ['int64', '9223372036854775808'],
  ['int64', '-9223372036854775808', -(2n ** 63n)],
  ['int64', '-9223372036854775809'],
  ['int64', '1.0'],
  ['int64', '01'],
  ['uint64', '18446744073709551615', 2n ** 64n - 1n],
  ['uint64', '18446744073709551616'],
  ['uint64', '28446744073709551615'],
  ['uint64', '99999999999999999999'],
  ['uint64', '10000000000000000000', 10n ** 19n],
  ['uint64', '-0'],
];
for (const [name, kernel] of Object.entries(KERNELS)) {
  test(`${name}: an element is read from every text that names it, and no other text is read`, (t) => {
    for (const [dtype, text, element] of TEXTS) {
      const outcome = read(kernel, dtype, `[${text}]`);
      t.deepEqual(typeof outcome === 'object' ? outcome.values[0] : undefined, element, `${dtype} ${text}`);
    }
  });
}

// ── Arrays ──────────────────────────────────────────────────────────────────────────────────────────────────────────

const bitsOf = (dtype: DType, size: number): fc.Arbitrary<TypedArray> => {
  const { TypedArray } = dtypeTraits(dtype);
  const length = size * TypedArray.BYTES_PER_ELEMENT;
  if (dtype === 'bool') return fc.uint8Array({ minLength: size, maxLength: size, max: 1 });
  const bits = fc
    .uint8Array({ minLength: length, maxLength: length })
    .map((bytes) => new TypedArray(bytes.slice().buffer, 0, size))
    // A NaN has one text, whatever its bits are.
    .map((values) => (elementKindOf(dtype) === 'float' ? (values as Float64Array).map((value) => value) : values));
  if (elementKindOf(dtype) !== 'float') return bits;
  const doubles = fc.array(double, { minLength: size, maxLength: size });
  const decimals = fc
    .array(fc.tuple(fc.integer(), fc.nat(12)), { minLength: size, maxLength: size })
    .map((list) => list.map(([integer, places]) => integer / 10 ** places));
  return fc.oneof(
    bits,
    fc.oneof(doubles, decimals).map((list) => (dtype === 'float64' ? Float64Array : Float32Array).from(list)),
  );
};
const array = fc
  .tuple(
    fc.constantFrom(...dtypeNames),
    fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 5 }),
    fc.integer({ min: 1, max: 200 }),
  )
  .map(([dtype, outer, length]) => ({ dtype, shape: outer.length > 3 ? outer : [...outer, length] }))
  .chain(({ dtype, shape }) => bitsOf(dtype, sizeOf(shape)).map((values) => ({ dtype, shape, values })));
const cuts = fc.array(fc.nat(), { maxLength: 8 });
const within = (length: number, places: readonly number[]): number[] => places.map((place) => place % (length + 1));

test('arrays of any dtype, bits and shape are written alike by both kernels, in any pieces, and read back from any pieces', (t) => {
  fc.assert(
    fc.property(array, cuts, cuts, ({ dtype, shape, values }, writing, reading) => {
      const layout = layoutOf(shape, '  ');
      const expected = textOfArray(dtype, values, shape, layout);
      const ofCount = values.length;
      for (const kernel of Object.values(KERNELS)) {
        t.true(write(kernel, dtype, values, layout, within(ofCount, writing)) === expected);
        const outcome = read(kernel, dtype, `${expected}, 5`, within(expected.length, reading));
        t.true(typeof outcome === 'object' && areSame(outcome.values, values));
        t.like(outcome, { lengths: shape, size: ofCount, rest: ', 5' });
        const counted = read(kernel, undefined, expected, within(expected.length, reading));
        t.like(counted, { values: new Float64Array(0), lengths: shape, size: ofCount, rest: '' });
      }
    }),
    { numRuns: 300 },
  );
});

const SAMPLE = '[\n [[1,2.5e-7], [-0.0 ,\t"NaN"]],\r\n  [[ 1700000000123456801e0,0.12345678901234567890123],[0,3 ]]\n]';

test('a text that is cut at any two bytes is read as the whole one', (t) => {
  const whole = read(v8Kernel, 'float64', SAMPLE.replace('801e0', '800'));
  t.like(whole, { lengths: [2, 2, 2], size: 8, rest: '' });
  t.deepEqual(read(wasmKernel, 'float64', SAMPLE.replace('801e0', '800')), whole);
  for (const dtype of ['float64', undefined] as const) {
    const text = dtype === undefined ? SAMPLE : SAMPLE.replace('801e0', '800');
    for (const kernel of Object.values(KERNELS)) {
      const expected = read(kernel, dtype, text);
      for (let first = 0; first <= text.length; first++)
        for (let second = first; second <= text.length; second += 7)
          t.deepEqual(read(kernel, dtype, text, [first, second]), expected, `${first}, ${second}`);
    }
  }
});

test('of a text that breaks off, the elements before the last comma or bracket are read, and no other', (t) => {
  for (const kernel of Object.values(KERNELS)) {
    for (let end = 0; end < SAMPLE.length; end++) {
      const state = newReadingState();
      const reading = kernel.read(undefined, Buffer.from(SAMPLE.slice(0, end)), state);
      t.is(reading.status, 'more', SAMPLE.slice(0, end));
      const known = SAMPLE.slice(0, end).search(/[^,[\]]*$/);
      t.true(reading.consumed >= known && /^\s*$/.test(SAMPLE.slice(known, reading.consumed)));
    }
  }
});

test('a changed text is read alike by both kernels, from any pieces, and only if it is JSON', (t) => {
  const change = fc.tuple(
    fc.nat(),
    fc.nat(3),
    fc.constantFrom(...'[],0123456789.eE+-"nul \n\t\rNaInfty\u0000\u00e4{}'),
  );
  const text = fc.constantFrom(
    '[1,2,3]',
    '[[1.5,2],[3,4e5]]',
    '[[[10,20]],[[30,40]]]',
    '[[],[]]',
    '[["NaN","-Infinity"],[-0.0,9007199254740993]]',
    '[12345678901234567890,0.1234567890123456789]',
    '[true,false]',
    '[ [ 1 , 2 ] ,\n [ 3 , 4 ] ]',
  );
  fc.assert(
    fc.property(
      text,
      fc.array(change, { minLength: 1, maxLength: 3 }),
      fc.constantFrom(undefined, ...dtypeNames),
      cuts,
      (original, changes, dtype, places) => {
        let changed = original;
        for (const [place, removed, added] of changes) {
          const at = place % (changed.length + 1);
          changed = changed.slice(0, at) + (removed === 3 ? '' : added) + changed.slice(at + Math.min(removed, 1));
        }
        const [byV8, outcome] = bothRead(dtype, changed);
        t.deepEqual(outcome, byV8, changed);
        t.deepEqual(read(wasmKernel, dtype, changed, within(changed.length, places)), byV8, changed);
        if (typeof outcome !== 'object' || dtype === undefined) return;
        const tree = JSON.parse(changed.slice(0, changed.length - outcome.rest.length));
        t.is(tree.flat(MAX_AXES).length, outcome.values.length, changed);
      },
    ),
    { numRuns: 5000 },
  );
});

/** [text, the lengths that the lists show; undefined if the text is refused]. */
const LISTS: readonly (readonly [string, (readonly number[])?])[] = [
  ['[]', [0]],
  ['[ \n]', [0]],
  ['[[],[]]', [2, 0]],
  ['[[[]],[[]]]', [2, 1, 0]],
  ['[[],[1]]'],
  ['[[1],[]]'],
  ['[[],1]'],
  ['[[[]],[]]'],
  ['[[],[[]]]'],
  ['[1,]'],
  ['[,1]'],
  ['[1,,2]'],
  ['[1 2]'],
  ['[1[2]]'],
  ['[[1]2]'],
  ['[[1][2]]'],
  ['[[1],2]'],
  ['[1,[2]]'],
  ['[[1,2],[3]]'],
  ['[[1],[2,3]]'],
  ['[[[1],[2]],[[3]]]'],
  ['1'],
  [']'],
  [','],
];
for (const [name, kernel] of Object.entries(KERNELS)) {
  test(`${name}: lists of one level have one length, and elements stand at one depth`, (t) => {
    for (const [text, lengths] of LISTS) {
      for (const dtype of ['float64', undefined] as const) {
        const outcome = read(kernel, dtype, text);
        if (lengths === undefined) t.is(outcome, 'mismatch', text);
        else t.like(outcome, { lengths, size: sizeOf(lengths), rest: '' }, text);
      }
    }
  });

  test(`${name}: an array has up to ${MAX_AXES} axes`, (t) => {
    const nested = (depth: number) => `${'['.repeat(depth)}7${']'.repeat(depth)}`;
    t.like(read(kernel, 'int8', nested(MAX_AXES)), { size: 1, values: Int8Array.of(7) });
    t.is(read(kernel, 'int8', nested(MAX_AXES + 1)), 'mismatch');
    for (const axes of [MAX_AXES, MAX_AXES + 1]) {
      const shape = [2, ...new Array(axes - 2).fill(1), 3];
      const values = Int8Array.of(1, 2, 3, 4, 5, 6);
      const layout = layoutOf(shape);
      t.is(write(kernel, 'int8', values, layout, [3]), textOfArray('int8', values, shape, layout));
    }
  });

  test(`${name}: text between rows that is longer than the kernel's memory is written`, (t) => {
    for (const [shape, indent] of [
      [[8192, 1, 1], 500],
      [[8192, 1], 30],
      [[2, 2, 2, 1], 100_000],
    ] as const) {
      const values = Float64Array.from({ length: sizeOf(shape) }, (_, index) => index / 7);
      const layout = layoutOf(shape, ' '.repeat(indent));
      t.true(write(kernel, 'float64', values, layout) === textOfArray('float64', values, shape, layout));
    }
  });

  test(`${name}: more elements than the kernel has room for are written and read`, (t) => {
    const values = Float64Array.from({ length: 100_000 }, (_, index) => -(index + 1) / 3e-300);
    const layout = layoutOf([values.length]);
    const text = textOfArray('float64', values, [values.length], layout);
    t.true(write(kernel, 'float64', values, layout) === text);
    const outcome = read(kernel, 'float64', text);
    t.true(typeof outcome === 'object' && areSame(outcome.values, values));
    t.like(read(kernel, 'uint8', `[${new Array(200_000).fill(7)}]`), { size: 200_000 });
  });

  test(`${name}: a text that just fills the kernel's memory, or is a little longer, is written whole`, (t) => {
    const size = 240_000;
    for (let falses = 0; falses < 45; falses++) {
      const values = new Uint8Array(size).fill(1, falses);
      const expected = `[${'false,'.repeat(falses)}${'true,'.repeat(size - falses).slice(0, -1)}]`;
      t.true(write(kernel, 'bool', values, layoutOf([size])) === expected, `${falses}`);
    }
  });

  test(`${name}: an element and white space that are longer than the kernel's memory are read`, (t) => {
    const long = 200_000;
    const number = `0.${'0'.repeat(long)}1e${long}`;
    t.like(read(kernel, 'float64', `[1,${number},2]`), { values: Float64Array.of(1, 0.1, 2) });
    const space = ' '.repeat(long);
    t.like(read(kernel, 'float64', `[${space}1${space},${space}2${space}]`), { values: Float64Array.of(1, 2) });
    t.is(read(kernel, 'float64', `[1,${'x'.repeat(long)},2]`), 'mismatch');
  });

  test(`${name}: arrays may be written and read in turns`, (t) => {
    const texts = ['[[1.5,2.5],[3.5,4.5]]', '[7,8,9,10,11,12]'] as const;
    const states = texts.map(newReadingState);
    const dtypes = ['float64', 'int64'] as const;
    const values: (number | bigint)[][] = [[], []];
    const at = [0, 0];
    const layout = layoutOf([3]);
    for (let turn = 0; turn < 60; turn++) {
      const index = turn % 2;
      const text = Buffer.from(texts[index] as string);
      if (at[index] === text.length) continue;
      const piece = text.subarray(at[index], Math.min(text.length, (at[index] as number) + 1 + (turn % 5)));
      const reading = kernel.read(dtypes[index], piece, states[index] as Float64Array);
      (at[index] as number) += reading.consumed;
      values[index]?.push(...reading.values);
      t.is(write(kernel, 'int8', Int8Array.of(-1, turn, 1), layout), `[-1,${turn},1]`);
    }
    t.deepEqual(values, [
      [1.5, 2.5, 3.5, 4.5],
      [7n, 8n, 9n, 10n, 11n, 12n],
    ]);
  });
}

test('an array that has become shorter is not written', (t) => {
  const values = new Float64Array(3);
  structuredClone(values, { transfer: [values.buffer] });
  t.throws(() => wasmKernel.write('float64', values, 0, 3, layoutOf([3]).rows));
});

// ── What JSON.parse may lose ────────────────────────────────────────────────────────────────────────────────────────

const SCANNED: readonly [text: string, found: Scan][] = [
  ['{"a":1,"b" :2,"c"\n\t: 3}', scan(3)],
  ['{"text":": and , \\":"}', scan(3)],
  ['{"é": "é:1.5", "📈":2.5}', scan(2)],
  ['[0.99999999999999999999]', scan(0, 'near integer')],
  ['[-3.00000000000000000001,0.5]', scan(0, 'near integer')],
  ['[0.000000,0.999999]', scan(0)],
  ['[123456789.5]', scan(0, 'near integer')],
  ['[12345678.5]', scan(0)],
  ['[0.12345678e9]', scan(0, 'near integer')],
  ['[0.12345678E+9]', scan(0, 'near integer')],
  ['[0.1234567e9]', scan(0)],
  ['[".éé9",".ééé9e"]', scan(0)],
  ['[123456789012345e-5]', scan(0, 'near integer')],
  ['[12345678901234e-5]', scan(0)],
  [`[0.5${'1'.repeat(38)}]`, scan(0)],
  [`[0.5${'1'.repeat(39)}]`, scan(0, 'near integer')],
  ['[1e-400]', scan(0, 'near zero')],
  ['[1E-100,"e-1"]', scan(0, 'near zero')],
  ['[1e-40,2e-7,1e+400]', scan(0)],
  ['', scan(0)],
];

function scan(keys: number, ...found: ('near integer' | 'near zero')[]): Scan {
  return {
    keys,
    mayHaveNearInteger: found.includes('near integer'),
    mayHaveNearZero: found.includes('near zero'),
  };
}

for (const [name, kernel] of Object.entries(KERNELS)) {
  test(`${name}: a text is scanned for keys, and for numbers near to integers and to zero`, (t) => {
    for (const [text, found] of SCANNED) t.deepEqual(kernel.scan(Buffer.from(text), text), found, text);
  });

  test(`${name}: a key is counted behind any white space`, (t) => {
    for (const spaces of [62, 63, 64, 65, 2 ** 16 - 6, 2 ** 16, 2 ** 17]) {
      const text = `{"key"${' '.repeat(spaces)}:1}`;
      t.is(kernel.scan(Buffer.from(text), text).keys, 1, `${spaces}`);
    }
  });
}

test('both kernels find the same in a text of any length', (t) => {
  const part = fc.constantFrom(
    ...['"', ':', ' ', '\n', '.', '-', 'e', 'E-', 'e-', '+', 'é', '\\', ',', '{', '7'],
    ...['0000000', '999999', '9999999', '12345678', '123456789', '123456789012345', '1'.repeat(31)],
  );
  const text = fc
    .tuple(fc.constantFrom(0, 2 ** 16 - 60, 2 ** 17 - 60), fc.nat(80), fc.array(part, { maxLength: 40 }))
    .map(([start, more, parts]) => `[${'x'.repeat(start + more)}${parts.join('')}`);
  fc.assert(
    fc.property(text, (each) => {
      assert.deepStrictEqual(wasmKernel.scan(Buffer.from(each), each), v8Kernel.scan(Buffer.from(each), each));
    }),
    { numRuns: 5000 },
  );
  t.pass();
});

// ── The module ──────────────────────────────────────────────────────────────────────────────────────────────────────

test('where there is no WebAssembly, it is forbidden to compile any, or the processor is big-endian, there is no such kernel', async (t) => {
  const script = `
    import os from 'node:os';
    import { syncBuiltinESMExports } from 'node:module';
    if (process.argv[1] === 'big-endian') os.endianness = () => 'BE';
    syncBuiltinESMExports();
    const { createWasmKernel } = await import('./dist/src/json/kernel/wasm-kernel.js');
    console.log(createWasmKernel()?.constructor.name);`;
  for (const [options, byteOrder, expected] of [
    [[], 'little-endian', 'WasmKernel'],
    [['--jitless'], 'little-endian', 'undefined'],
    [['--wasm-max-mem-pages=1'], 'little-endian', 'undefined'],
    [[], 'big-endian', 'undefined'],
  ] as const) {
    const args = [...options, '--input-type=module', '-e', script, byteOrder];
    const { stdout } = await promisify(execFile)(process.execPath, args);
    t.is(stdout.trim(), expected, [...options, byteOrder].join(' '));
  }
});

interface Build {
  moduleText(): Promise<string>;
  tableOfPowers(): string;
}
const build = (): Promise<Build> => import(pathToFileURL('.ci/kernel.js').href);

test('the module is what the compiler makes of the sources', async (t) => {
  const { moduleText } = await build();
  const text = await readFile('src/json/kernel/wasm-bytes.ts', 'utf8');
  t.true(text === (await moduleText()), 'npm run build makes it anew');
});

test('the table has the 128 highest bits of each power of ten', async (t) => {
  const { tableOfPowers } = await build();
  const [, leastPower, list = ''] = /= (-?\d+);.*\[(.+)\]/s.exec(tableOfPowers()) ?? [];
  const words = list.split(',').map(BigInt);
  t.is(words.length, 2 * (324 + 342 + 1));
  for (let index = 0; index < words.length; index += 2) {
    const exponent = Number(leastPower) + index / 2;
    const bits = ((words[index + 1] as bigint) << 64n) + (words[index] as bigint);
    t.true(bits >= 2n ** 127n && bits < 2n ** 128n);
    // Both are 10^exponent times one power of two; the first is rounded down to an integer.
    const power = 10n ** BigInt(Math.abs(exponent));
    const size = BigInt(power.toString(2).length);
    const [scaled, unit] = exponent < 0 ? [2n ** (127n + size), power] : [power << 128n, 2n ** size];
    t.true(bits * unit <= scaled && scaled < (bits + 1n) * unit, `10^${exponent}`);
  }
});
