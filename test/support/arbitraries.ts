import fc from 'fast-check';
import ndarray from 'ndarray';
import { LIMITS, type Limits } from '../../src/model/limits.js';
import { type Everything, everything, Segment } from './classes.js';

// Without this, AVA shows the values that a property fails for, and not the error.
fc.configureGlobal({ includeErrorInReport: true });

const doubleOfBits = fc
  .bigInt({ min: 0n, max: 2n ** 64n - 1n })
  .map((bits) => new Float64Array(BigUint64Array.of(bits).buffer)[0] as number)
  .map((value) => (Number.isNaN(value) ? Number.NaN : value));
/** Doubles of every kind: of random bits, and those at which number formats and parsers often fail. */
export const double = fc.oneof(
  fc.double(),
  doubleOfBits,
  fc.integer(),
  fc.constantFrom(
    -0,
    Number.NaN,
    2 ** 53,
    2 ** 63,
    2 ** 64,
    1e21,
    123456789012345680000,
    Number.MIN_VALUE,
    -Number.MAX_VALUE,
  ),
);
/** Strings of any UTF-16 code units, with lone surrogates, and strings in which only quotes and backslashes have to be escaped. */
const text = fc.oneof(
  fc.string({ unit: fc.constantFrom(...'a ~"\\/[]') }),
  fc.string({ unit: 'binary' }),
  fc.array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 8 }).map((units) => String.fromCharCode(...units)),
);
export const key = fc
  .oneof(text, fc.constantFrom('constructor', 'toString', 'then', '10', '9', '*', '/', '~', ''))
  .filter((name) => name !== '__proto__');
const json = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 5, withCrossShrink: true },
    double,
    fc.constantFrom('NaN', 'Infinity', '-Infinity'),
    text,
    fc.boolean(),
    fc.constant(null),
    tie('list'),
    tie('object'),
  ),
  list: fc.array(tie('value'), { maxLength: 5 }),
  object: fc.dictionary(key, tie('value'), { maxKeys: 5, noNullPrototype: true }),
})).value;
const date = fc.date({ noInvalidDate: true });
/** Dates and times of any precision, with and without zone. */
const isoText = fc
  .tuple(date, fc.constantFrom('', 'Z', '+02:00', '-11:30'), fc.stringMatching(/^(?:[.,]\d{1,12})?$/))
  .filter(([at]) => at.getUTCFullYear() >= 0 && at.getUTCFullYear() <= 9999)
  .map(([at, zone, fraction]) => at.toISOString().slice(0, 19) + fraction + zone);
const int64 = fc.oneof(
  fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
  fc.constantFrom(-(2n ** 63n), 2n ** 63n - 1n, 2n ** 53n + 1n),
);

/** Plain JSON values without the key `__proto__`, which no file may have. */
export const jsonValue = fc.jsonValue().filter((value) => !JSON.stringify(value).includes('"__proto__":'));

/** Lengths of up to four axes, zero among them. */
export const shape = fc.array(fc.integer({ min: 0, max: 3 }), { maxLength: 4 });
export const sizeOf = (lengths: readonly number[]) => lengths.reduce((size, length) => size * length, 1);
const arrayOfShape = <T extends { length: number }>(
  shapes: fc.Arbitrary<number[]>,
  data: (size: number) => fc.Arbitrary<T>,
) => shapes.chain((lengths) => data(sizeOf(lengths)).map((elements) => ({ data: elements, shape: lengths })));
export const float64Of = (size: number) =>
  fc.array(double, { minLength: size, maxLength: size }).map((list) => Float64Array.from(list));
const int16Of = (size: number) => fc.int16Array({ minLength: size, maxLength: size });

const segment: fc.Arbitrary<Segment> = fc.letrec<{ segment: Segment }>((tie) => ({
  segment: fc
    .record(
      {
        start: fc.nat(),
        mean: double,
        label: text,
        curve: fc.array(double).map((list) => Float32Array.from(list)),
        grid: arrayOfShape(shape, int16Of),
        parts: fc.oneof({ maxDepth: 2 }, fc.constant<Segment[]>([]), fc.array(tie('segment'), { maxLength: 2 })),
      },
      { requiredKeys: ['start', 'mean'] },
    )
    .map(({ start, mean, ...others }) => Segment.of(start, mean, others)),
})).segment;

/** Artifacts with values of every kind. */
export const artifact: fc.Arbitrary<Everything> = fc
  .record({
    procedureVersion: text.filter((version) => version !== ''),
    inputParameters: fc.dictionary(key, json, { maxKeys: 4, noNullPrototype: true }),
    seed: fc.option(
      fc.maxSafeInteger().map((seed) => seed + 0),
      { nil: undefined },
    ),
    timestamp: fc.date({
      min: new Date('0000-01-01T00:00:00Z'),
      max: new Date('9999-12-31T23:59:59.999Z'),
      noInvalidDate: true,
    }),
    text,
    number: double,
    flag: fc.boolean(),
    huge: fc.bigInt(),
    anything: json,
    words: fc.array(text),
    maybe: fc.option(double),
    other: text,
    date,
    isoText,
    bool: fc.array(fc.boolean()).map((list) => Uint8Array.from(list, Number)),
    int8: fc.int8Array(),
    uint8: fc.uint8Array(),
    int16: fc.int16Array(),
    uint16: fc.uint16Array(),
    int32: fc.int32Array(),
    uint32: fc.uint32Array(),
    int64: fc.array(int64).map((list) => BigInt64Array.from(list)),
    uint64: fc.array(fc.bigInt({ min: 0n, max: 2n ** 64n - 1n })).map((list) => BigUint64Array.from(list)),
    float32: fc.array(double).map((list) => Float32Array.from(list)),
    float64: fc.array(double).map((list) => Float64Array.from(list)),
    anyRank: arrayOfShape(shape, float64Of),
    positions: arrayOfShape(
      fc.nat(4).map((rows) => [rows, 3]),
      float64Of,
    ),
    rows: fc
      .tuple(fc.nat(4), fc.nat(4))
      .chain(([rows, columns]) =>
        fc.array(fc.array(double, { minLength: columns, maxLength: columns }), { minLength: rows, maxLength: rows }),
      ),
    flags: fc.array(fc.boolean()),
    bigRows: fc.array(int64),
    view: arrayOfShape(shape, float64Of).map((array) => ndarray(array.data, array.shape)),
    segment: fc.option(segment),
    segments: fc.array(segment, { maxLength: 4 }),
    byName: fc.dictionary(key, segment, { maxKeys: 3 }).map((object) => new Map(Object.entries(object))),
  })
  .map((values) => everything(values as Partial<Everything>));

/**
 * Limits of a few bytes, so that every cut falls in every place. A slice holds the longest number, of 25 characters, and the two numbers
 * around it; `tail` holds the seal, which takes 86 bytes with its key and brackets.
 */
export const limits: fc.Arbitrary<Limits> = fc.record({
  small: fc.nat(100),
  piece: fc.integer({ min: 1, max: 200 }),
  tail: fc.integer({ min: 100, max: 400 }),
  slice: fc.integer({ min: 64, max: 200 }),
  items: fc.integer({ min: 1, max: 5 }),
  rowPiece: fc.integer({ min: 1, max: 5 }),
  text: fc.constant(LIMITS.text),
  copied: fc.nat(100),
});
