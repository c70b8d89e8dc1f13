// Codecs composed at random: any value of any of them comes back identical, by every reader, from sealed files and those of other tools. What a
// file should have for a value is computed here, by other means than those of the library.

import assert from 'node:assert/strict';
import { inspect } from 'node:util';
import test from 'ava';
import { instanceToPlain, plainToInstance } from 'class-transformer';
import fc from 'fast-check';
import { parse as parseJsonc } from 'jsonc-parser';
import { ArtifactText } from '../src/format/artifact-text.js';
import { PythonText } from '../src/format/python-text.js';
import { readArtifact } from '../src/format/read-artifact.js';
import { Artifact, codec as c, decode, encode, isArtifactError, jsonSchemaOf, Persisted } from '../src/index.js';
import { decodeInstance, encodeInstance } from '../src/mapping/mapper.js';
import { LIMITS, type Limits } from '../src/model/limits.js';
import { ProgressReporter } from '../src/model/progress.js';
import { BytesSource } from '../src/storage/bytes-source.js';
import { double, float64Of, limits, sizeOf } from './support/arbitraries.js';
import { type AnyCodec, holderOf, holding, unsealed, valueIn } from './support/holder.js';
import { fitting } from './support/json-schemas.js';

/** A value, and what JSON.parse should give for what a file has for it. */
type Example = readonly [value: unknown, plain: unknown];

/** A codec, and all that is to be known of it. */
interface Type {
  readonly codec: AnyCodec;
  readonly example: fc.Arbitrary<Example>;
  /** What the file may have for its values, in categories that exclude each other; and what its values are in memory, if several types have such values. */
  readonly forms: readonly string[];
  /** True if its values are strings. */
  readonly isText?: boolean;
  /** True if its values are primitives, of which a Set has no two that are the same in a file. */
  readonly isPrimitive?: boolean;
}

const NAMES = ['NaN', 'Infinity', '-Infinity'];
const plainNumber = (value: number): unknown => (Number.isFinite(value) ? value : String(value));
const same = (value: unknown): Example => [value, value];
const text = fc.oneof(fc.string(), fc.constantFrom(...NAMES, '*', '12', '2026-02-11', '~/', ''));
const key = text.filter((each) => each !== '__proto__');
const date = fc.date({ noInvalidDate: true, min: new Date('0000-01-01'), max: new Date('9999-12-31') });
const json = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 2 },
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    text,
    fc.constantFrom(null, true),
    tie('list'),
    tie('object'),
  ),
  list: fc.array(tie('value'), { maxLength: 3 }),
  object: fc.dictionary(key, tie('value'), { maxKeys: 3, noNullPrototype: true }),
})).value;

@Persisted()
class Point {
  @Persisted() x!: number;
  @Persisted({ optional: true, type: Object }) more?: unknown;
}

@Persisted({ procedure: 'Run' })
class Run extends Artifact {}
const toRun = c.reference(() => Run);

/** A value of a type of the user: what is stored, with a mark. */
class Marked {
  constructor(readonly stored: unknown) {}
}

const number: Type = {
  codec: c.number,
  example: double.map((value) => [value, plainNumber(value)]),
  forms: ['number', 'names'],
  isPrimitive: true,
};
const bigint: Type = {
  codec: c.bigint,
  example: fc.bigInt().map((value) => [value, String(value)]),
  forms: ['digits'],
  isPrimitive: true,
};
const string: Type = { codec: c.string, example: text.map(same), forms: ['text'], isText: true, isPrimitive: true };
const oneOf: Type = {
  codec: c.oneOf('*', 'a', 'no date'),
  example: fc.constantFrom('*', 'a', 'no date').map(same),
  forms: ['literals'],
  isText: true,
  isPrimitive: true,
};

const leaves: readonly Type[] = [
  number,
  { ...number, codec: c.float },
  bigint,
  string,
  oneOf,
  {
    codec: c.finite,
    example: fc.double({ noNaN: true, noDefaultInfinity: true }).map(same),
    forms: ['number'],
    isPrimitive: true,
  },
  {
    codec: c.integer,
    example: fc.maxSafeInteger().map((value) => same(value + 0)),
    forms: ['number'],
    isPrimitive: true,
  },
  { codec: c.boolean, example: fc.boolean().map(same), forms: ['boolean'], isPrimitive: true },
  { codec: c.json, example: json.map(same), forms: ['null', 'boolean', 'number', 'text', 'list', 'object'] },
  { codec: c.date, example: date.map((value) => [value, value.toISOString()]), forms: ['dates', 'Date'] },
  {
    codec: c.isoDay,
    example: date.map((value) => same(value.toISOString().slice(0, 10))),
    forms: ['dates'],
    isText: true,
    isPrimitive: true,
  },
  { codec: c.epochSeconds, example: date.map((value) => [value, value.getTime() / 1000]), forms: ['number', 'Date'] },
  {
    codec: c.nested(() => Point),
    example: fc
      .record({ x: double, more: fc.option(json, { nil: undefined }) })
      .map(({ x, more }) => [
        Object.assign(new Point(), more === undefined ? { x } : { x, more }),
        more === undefined ? { x: plainNumber(x) } : { x: plainNumber(x), more },
      ]),
    forms: ['object'],
  },
  {
    codec: toRun,
    example: fc
      .tuple(fc.constantFrom('2026-02-11T15-40-12_3f8a9b', '0000-01-01T00-00-00_000000_0123456789abcdef'), fc.nat())
      .map(([name, number]) => {
        const texts = { name, procedure_name: 'Run', seal: number.toString(16).padStart(64, '0') };
        return [valueIn(toRun, unsealed(JSON.stringify(texts))), texts];
      }),
    forms: ['object'],
  },
  {
    codec: c.ndArray('float64'),
    example: fc
      .nat(3)
      .chain((size) => float64Of(size).map((array): Example => [array, Array.from(array, plainNumber)])),
    forms: ['list'],
  },
  {
    codec: c.ndArray('int16', { shape: [null, 2] }),
    example: fc
      .nat(2)
      .chain((rows) =>
        fc
          .int16Array({ minLength: 2 * rows, maxLength: 2 * rows })
          .map(
            (data): Example => [
              { data, shape: [rows, 2] },
              Array.from({ length: rows }, (_, row) => [data[2 * row], data[2 * row + 1]]),
            ],
          ),
      ),
    forms: ['list', 'plain'],
  },
  {
    codec: c.ndArray('float32', { as: 'nd-array' }),
    example: fc.constantFrom([], [0], [2], [2, 0], [1, 2], [2, 0, 1]).chain((shape) =>
      fc.array(fc.float(), { minLength: sizeOf(shape), maxLength: sizeOf(shape) }).map((list): Example => {
        let next = 0;
        const lists = (axis: number): unknown =>
          axis === shape.length
            ? plainNumber(list[next++] as number)
            : Array.from({ length: shape[axis] as number }, () => lists(axis + 1));
        return [{ data: Float32Array.from(list), shape }, lists(0)];
      }),
    ),
    forms: ['list', 'number', 'names', 'plain'],
  },
];

/** The categories of values in memory. */
const IN_MEMORY = ['Date', 'Map', 'plain', 'Marked'];

const isTextForm = (form: string) => ['names', 'digits', 'dates', 'literals', 'text'].includes(form);
const overlap = (a: Type, b: Type): boolean =>
  a.forms.some((one) =>
    b.forms.some(
      (other) => one === other || (isTextForm(one) && isTextForm(other) && (one === 'text' || other === 'text')),
    ),
  );

/** Returns the types that a file tells from all before them. */
const apart = (types: readonly Type[]): Type[] =>
  types.filter((type, index) => !types.slice(0, index).some((other) => overlap(other, type)));

const show = (value: unknown): string => inspect(value, { depth: null, maxArrayLength: null });
const sortedKeys = (entries: readonly (readonly [string, Example])[]) =>
  [...new Map(entries)].sort(([a], [b]) => (a < b ? -1 : 1));
const plainObject = (entries: readonly (readonly [string, Example])[]) =>
  Object.fromEntries(entries.map(([name, [, plain]]) => [name, plain]));
/** Returns an example with 0 in the place of -0, as a Set and the keys of a Map have it. */
const withoutMinusZero = (example: Example): Example => (Object.is(example[0], -0) ? [0, 0] : example);

const listOf = ({ codec, example }: Type): Type => ({
  codec: c.list(codec),
  example: fc
    .array(example, { maxLength: 3 })
    .map((items) => [items.map(([value]) => value), items.map(([, plain]) => plain)]),
  forms: ['list'],
});
const setOf = ({ codec, example }: Type): Type => ({
  codec: c.set(codec),
  example: fc
    .uniqueArray(example.map(withoutMinusZero), { maxLength: 3, selector: ([, plain]) => show(plain) })
    .map((items) => [new Set(items.map(([value]) => value)), items.map(([, plain]) => plain)]),
  forms: ['list'],
});
const mapOf = ({ codec, example }: Type): Type => ({
  codec: c.map(codec),
  example: fc.array(fc.tuple(key, example), { maxLength: 3 }).map((entries) => {
    const sorted = sortedKeys(entries);
    return [new Map(sorted.map(([name, [value]]) => [name, value])), plainObject(sorted)];
  }),
  forms: ['object', 'Map'],
});
const recordOf = ({ codec, example }: Type): Type => ({
  codec: c.record(codec),
  example: fc
    .array(fc.tuple(key, example), { maxLength: 3 })
    .map((entries) => [Object.fromEntries(entries.map(([name, [value]]) => [name, value])), plainObject(entries)]),
  forms: ['object', 'plain'],
});
const mapFrom = (keys: Type, values: Type): Type => {
  const entries = fc.uniqueArray(fc.tuple(keys.example.map(withoutMinusZero), values.example), {
    maxLength: 3,
    selector: ([[name]]) => show(name),
  });
  return keys.isText
    ? {
        codec: c.map(keys.codec, values.codec),
        example: entries
          .map((pairs) =>
            pairs.filter(([[name]]) => name !== '__proto__').map(([[name], value]) => [name as string, value] as const),
          )
          .map((pairs) => [new Map(sortedKeys(pairs).map(([name, [value]]) => [name, value])), plainObject(pairs)]),
        forms: ['object', 'Map'],
      }
    : {
        codec: c.map(keys.codec, values.codec),
        example: entries.map((pairs) => [
          new Map(pairs.map(([[name], [value]]) => [name, value])),
          pairs.map(([[, plain], [, other]]) => [plain, other]),
        ]),
        forms: ['list', 'Map'],
      };
};
const tupleOf = (types: readonly Type[]): Type => ({
  codec: c.tuple(...types.map(({ codec }) => codec)),
  example: fc
    .tuple(...types.map(({ example }) => example))
    .map((items) => [items.map(([value]) => value), items.map(([, plain]) => plain)]),
  forms: ['list'],
});
const MEMBERS = ['a', 'constructor', '0', 'a/b'];
const objectOf = (types: readonly Type[]): Type => ({
  codec: c.object(Object.fromEntries(types.map(({ codec }, index) => [MEMBERS[index], codec]))),
  example: fc.tuple(...types.map(({ example }) => example)).map((items) => {
    const entries = items.map((item, index) => [MEMBERS[index] as string, item] as const);
    return [Object.fromEntries(entries.map(([name, [value]]) => [name, value])), plainObject(entries)];
  }),
  forms: ['object', 'plain'],
});
const nullableOf = (type: Type): Type =>
  type.forms.includes('null')
    ? type
    : {
        codec: c.nullable(type.codec),
        example: fc.oneof(type.example, fc.constant(same(null))),
        forms: [...type.forms, 'null'],
      };
const eitherOf = (types: readonly Type[]): Type => {
  const [first, second, ...others] = apart(types);
  if (first === undefined || second === undefined) return nullableOf(types[0] as Type);
  return {
    codec: c.either(first.codec, second.codec, ...others.map(({ codec }) => codec)),
    example: fc.oneof(...[first, second, ...others].map(({ example }) => example)),
    forms: [first, second, ...others].flatMap(({ forms }) => forms),
  };
};
const customOf = ({ codec, example, forms }: Type): Type => ({
  codec: c.custom({
    name: 'mark',
    stored: codec,
    is: (value) => value instanceof Marked,
    encode: ({ stored }) => stored,
    decode: (stored) => new Marked(stored),
  }),
  example: example.map(([value, plain]) => [new Marked(value), plain]),
  forms: [...forms.filter((form) => !IN_MEMORY.includes(form)), 'Marked'],
});

/** Codecs of any composition, four deep. */
const type: fc.Arbitrary<Type> = fc.letrec<{ type: Type }>((tie) => {
  const some = fc.array(tie('type'), { minLength: 1, maxLength: 4 });
  return {
    type: fc.oneof(
      { maxDepth: 4, depthSize: 'max' },
      fc.constantFrom(...leaves),
      tie('type').map(listOf),
      tie('type').map(setOf),
      tie('type').map(mapOf),
      tie('type').map(recordOf),
      fc
        .tuple(fc.constantFrom(number, bigint, string, oneOf), tie('type'))
        .map(([keys, values]) => mapFrom(keys, values)),
      some.map(tupleOf),
      some.map(objectOf),
      tie('type').map(nullableOf),
      some.map(eitherOf),
      tie('type').map(customOf),
      // What stands beside a list in a list makes patterns ambiguous to a reader that does not know the class.
      some.map((types) => listOf(eitherOf([...types, recordOf(string), listOf(number)]))),
    ),
  };
}).type;

const composition = type.chain(({ codec, example }) => example.map(([value, plain]) => ({ codec, value, plain })));

/** Compares two values, also the order of the elements of Sets and Maps. */
function assertSame(actual: unknown, expected: unknown): void {
  assert.deepStrictEqual(actual, expected);
  assert.deepStrictEqual(asLists(actual), asLists(expected));
}

/** Returns a value with lists in the place of its Sets and Maps. */
function asLists(value: unknown): unknown {
  if (value instanceof Set || value instanceof Map || Array.isArray(value))
    return Array.from(value as Set<unknown>, asLists);
  const isObject =
    typeof value === 'object' && value !== null && !ArrayBuffer.isView(value) && !(value instanceof Date);
  return isObject
    ? Object.entries(value)
        .map(([name, member]) => [name, asLists(member)])
        .sort()
    : value;
}

/** Returns the text of a file before `$artifact`. Its arrays may have lengths that only `$artifact` shows. */
const membersOf = (file: string): string => file.slice(0, file.lastIndexOf(',\n  "$artifact"'));

const read = (bytes: Uint8Array, given: Limits) =>
  readArtifact(new BytesSource(bytes), {
    path: undefined,
    progress: new ProgressReporter(),
    step: 'read',
    arrays: 'keep',
    limits: given,
  });

test('any value of any composition of codecs comes back identical, by every reader', async (t) => {
  await fc.assert(
    fc.asyncProperty(composition, limits, async ({ codec, value, plain }, given) => {
      const Class = holderOf(codec);
      const file = encode(holding(Class, value));
      assertSame(JSON.parse(file).value, plain);
      assertSame(decode(file, Class).value, value);
      const bytes = Buffer.concat([...new ArtifactText(encodeInstance(holding(Class, value)), given).pieces()]);
      assert.equal(bytes.toString(), file);
      for (const each of [given, LIMITS]) assertSame(decodeInstance(Class, await read(bytes, each)).value, value);
    }),
    { numRuns: 400 },
  );
  t.pass();
});

test('any value of any composition of codecs comes back from a plain JSON file, and through class-transformer', (t) => {
  fc.assert(
    fc.property(composition, ({ codec, value, plain }) => {
      const Class = holderOf(codec);
      const file = encode(holding(Class, value));
      const unsealed = `${membersOf(file)}\n}`;
      assert.equal(membersOf(encode(decode(unsealed, Class))), membersOf(file));
      const plainArtifact = instanceToPlain(holding(Class, value));
      assertSame(JSON.parse(JSON.stringify(plainArtifact['value'])), JSON.parse(JSON.stringify(plain)));
      assertSame(plainToInstance(Class, { ...plainArtifact, $artifact: JSON.parse(file).$artifact }).value, value);
    }),
    { numRuns: 400 },
  );
  t.pass();
});

test('any value of any composition comes back identical from a file for Python, or is refused before it is written', async (t) => {
  let refused = 0;
  await fc.assert(
    fc.asyncProperty(composition, limits, async ({ codec, value }, given) => {
      const Class = holderOf(codec);
      let text: PythonText;
      try {
        text = new PythonText(encodeInstance(holding(Class, value), { profile: 'python' }).root, given);
      } catch (error) {
        if (!isArtifactError(error, 'ARTIFACT_INVALID')) throw error;
        const causes = /shape|no bigint among several types|years 1 to 9999/;
        assert.ok(
          error.issues.every(({ message }) => causes.test(message)),
          error.message,
        );
        refused++;
        return;
      }
      const file = await read(Buffer.concat([...text.pieces()]), given);
      assertSame(decodeInstance(Class, file, { profile: 'python' }).value, value);
    }),
    { numRuns: 400 },
  );
  t.true(refused < 100, `${refused}`);
});

// jsonc-parser reads the file, for JSON.parse may mistake an escaped key (nodejs/node#63785).
test('the file of any value of any composition fits its schema, which is a Standard Schema of the value', (t) => {
  fc.assert(
    fc.property(composition, ({ codec, value, plain }) => {
      const Class = holderOf(codec);
      const file = parseJsonc(encode(holding(Class, value)));
      assert.deepEqual(fitting(jsonSchemaOf(Class))(file), []);
      assert.deepEqual(fitting(jsonSchemaOf(codec))(plain), []);
      const result = c.nested(() => Class)['~standard'].validate(file);
      assertSame(result.issues ?? result.value.value, value);
    }),
    { numRuns: 200 },
  );
  t.pass();
});
