// jsonSchemaOf: the exact schemas; every file that can be loaded fits its schema; and every wrong file that a schema can see does not.

import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'ava';
import * as validator from 'class-validator';
import fc from 'fast-check';
import { parse as parseJsonc } from 'jsonc-parser';
import * as bundled from 'persisted-artifacts';
import { ChangePointArtifact, detectChangePoints } from '../examples/procedures/change-point-detection.js';
import { readSeries } from '../examples/series.js';
import {
  Artifact,
  type Class,
  codec as c,
  encode,
  InvalidArtifactError,
  IsoDate,
  type JsonSchema,
  jsonSchemaOf,
  NdArray,
  Nested,
  NestedList,
  NestedMap,
  Persisted,
  Stored,
} from '../src/index.js';
import { encodeInstance } from '../src/mapping/mapper.js';
import { plainOf } from '../src/model/plain-tree.js';
import { artifact, double } from './support/arbitraries.js';
import { CHANGES } from './support/changes.js';
import { Everything, everything } from './support/classes.js';
import { fitting } from './support/json-schemas.js';
import { ChangePoints, Modes, ROOT } from './support/python-reference.js';

const $schema = 'https://json-schema.org/draft/2020-12/schema';
const NAMES = { enum: ['NaN', 'Infinity', '-Infinity'] };
const NUMBER = { anyOf: [{ type: 'number' }, NAMES] };

/** The schema of a field with a decorator, in a class with no other field. */
function schemaOfField(...decorators: PropertyDecorator[]): JsonSchema {
  return jsonSchemaOf(classWith(decorators))['properties'].value;
}

function classWith(decorators: readonly PropertyDecorator[], type: unknown = Object): Class<{ value?: unknown }> {
  class Constrained {
    value?: unknown;
  }
  Reflect.defineMetadata('design:type', type, Constrained.prototype, 'value');
  for (const decorate of decorators) decorate(Constrained.prototype, 'value');
  Persisted()(Constrained);
  return Constrained;
}

// ── Codecs ──────────────────────────────────────────────────────────────────────────────────────────────────────────

const list = (items: JsonSchema, others: JsonSchema = {}) => ({ type: 'array', items, ...others });

for (const [name, codec, schema] of [
  ['string', c.string, { type: 'string' }],
  ['number', c.number, NUMBER],
  ['integer', c.integer, { type: 'integer', minimum: Number.MIN_SAFE_INTEGER, maximum: Number.MAX_SAFE_INTEGER }],
  ['boolean', c.boolean, { type: 'boolean' }],
  ['bigint', c.bigint, { anyOf: [{ type: 'string', pattern: '^(?:0|-?[1-9]\\d*)$' }, { type: 'integer' }] }],
  ['finite', c.finite, { type: 'number' }],
  ['float', c.float, NUMBER],
  ['json', c.json, {}],
  ['oneOf', c.oneOf('low', 'high'), { type: 'string', enum: ['low', 'high'] }],
  ['epochSeconds', c.epochSeconds, { type: 'number', minimum: -8.64e12, maximum: 8.64e12 }],
  ['epochMilliseconds', c.epochMilliseconds, { type: 'integer', minimum: -8.64e15, maximum: 8.64e15 }],
  ['nullable', c.nullable(c.number), { anyOf: [...NUMBER.anyOf, { type: 'null' }] }],
  ['either', c.either(c.boolean, c.list(c.boolean)), { anyOf: [{ type: 'boolean' }, list({ type: 'boolean' })] }],
  ['set', c.set(c.string), list({ type: 'string' }, { uniqueItems: true })],
  ['set of arrays, which may differ in -0 alone', c.set(c.ndArray('bool')), list(list({ type: 'boolean' }))],
  [
    'tuple',
    c.tuple(c.string, c.boolean),
    {
      type: 'array',
      prefixItems: [{ type: 'string' }, { type: 'boolean' }],
      items: false,
      minItems: 2,
      maxItems: 2,
    },
  ],
  ['tuple of nothing', c.tuple(), { type: 'array', maxItems: 0 }],
  ['record', c.record(c.string), { type: 'object', additionalProperties: { type: 'string' } }],
  [
    'object',
    c.object({ low: c.boolean, 'b/c': c.string }),
    {
      type: 'object',
      properties: { low: { type: 'boolean' }, 'b/c': { type: 'string' } },
      required: ['low', 'b/c'],
      additionalProperties: false,
    },
  ],
  [
    'map with some keys',
    c.map(c.oneOf('a', 'b'), c.boolean),
    {
      type: 'object',
      additionalProperties: { type: 'boolean' },
      propertyNames: { type: 'string', enum: ['a', 'b'] },
    },
  ],
  [
    'map from numbers',
    c.map(c.number, c.boolean),
    list({ type: 'array', prefixItems: [NUMBER, { type: 'boolean' }], items: false, minItems: 2, maxItems: 2 }),
  ],
  [
    'custom',
    c.custom({
      name: 'URL',
      stored: c.list(c.string),
      is: (value) => value instanceof URL,
      encode: (value) => [value.href],
      decode: ([text]) => new URL(text as string),
    }),
    list({ type: 'string' }),
  ],
  [
    'ndArray of any shape',
    c.ndArray('bool', { as: 'nd-array' }),
    { anyOf: [{ type: 'boolean' }, list({ $ref: '#' })] },
  ],
  ['list', c.list(c.boolean), list({ type: 'boolean' })],
  ['map', c.map(c.string), { type: 'object', additionalProperties: { type: 'string' } }],
  ['ndArray of float64', c.ndArray('float64'), list(NUMBER)],
  [
    'ndArray with missing: null',
    c.ndArray('float32', { missing: null }),
    list({ anyOf: [...NUMBER.anyOf, { type: 'null' }] }),
  ],
  ['ndArray of bool', c.ndArray('bool'), list({ type: 'boolean' })],
  ['ndArray of int8', c.ndArray('int8'), list({ type: 'integer', minimum: -128, maximum: 127 })],
  ['ndArray of uint64', c.ndArray('uint64'), list({ type: 'integer', minimum: 0, maximum: 2 ** 64 })],
] as const) {
  test(`the schema of codec.${name}`, (t) => {
    t.deepEqual(jsonSchemaOf(codec as never), { $schema, ...schema });
    t.notThrows(() => fitting(jsonSchemaOf(codec as never)));
  });
}

const dateSchema = fitting(jsonSchemaOf(c.date));

for (const text of [
  '2026-02-11T15:40:12.063Z',
  '2026-02-11T15:40Z',
  '2026-02-11T15:40:12,5-11:30',
  '2026-02-11T15:40:12.063000+0530',
  '2026-02-11T15:40-03',
  '+012026-02-11T15:40:12Z',
  '2024-02-29T00:00:00Z',
  '2000-02-29T00:00:00Z',
  '-000400-02-29T00:00:00Z',
]) {
  test(`the schema of a Date takes ${text}`, (t) => t.deepEqual(dateSchema(text), []));
}

for (const text of [
  '2026-02-11',
  '2026-02-11T15:40:12',
  '2026-02-11T15:40:12.0631Z',
  '2026-02-11t15:40:12Z',
  '2026-13-11T15:40:12Z',
  '2026-02-31T15:40:12Z',
  '2026-04-31T15:40:12Z',
  '2026-02-29T00:00:00Z',
  '1900-02-29T00:00:00Z',
  '2026-02-11T24:00:00Z',
  '2026-02-11T15:60:00Z',
  '2026-02-11T15:40:12+24:00',
  '-000000-02-11T15:40:12Z',
  '11 Feb 2026',
]) {
  test(`the schema of a Date refuses ${text}`, (t) => t.is(dateSchema(text).length, 1));
}

test('a text is a date for the schema if and only if it is one for the mapper, but for times beyond all Dates', (t) => {
  const digits = (max: number, length: number) => fc.nat(max).map((value) => String(value).padStart(length, '0'));
  const text = fc
    .tuple(
      fc.oneof(
        digits(9999, 4),
        digits(250_000, 6).map((year) => `+${year}`),
      ),
      digits(13, 2),
      fc.oneof(digits(32, 2), fc.constant('29')),
      digits(25, 2),
      digits(61, 2),
      fc.constantFrom('', ':59', ':60', ':01.5', ':01.1234', ':01,1230'),
      fc.constantFrom('Z', '', '+01', '-24:00', '+0530'),
    )
    .map(([year, month, day, hour, minute, rest, zone]) => `${year}-${month}-${day}T${hour}:${minute}${rest}${zone}`);
  const taken = new Set<boolean>();
  fc.assert(
    fc.property(text, (date) => {
      const isTaken = c.date['~standard'].validate(date).issues === undefined;
      taken.add(isTaken);
      assert.equal(dateSchema(date).length === 0, isTaken, date);
    }),
    { numRuns: 5000 },
  );
  t.is(taken.size, 2);
});

for (const [texts, codec, taken, refused] of [
  ['isoText', c.isoText, ['2026-02-11', '2026-02-11T15:40', '2026-02-11T15:40:12.063671+01'], ['2026-02-30', 'today']],
  ['isoDay', c.isoDay, ['2026-02-11', '+012026-02-11', '2024-02-29'], ['2026-02-29', '2026-02-11T15:40Z']],
  [
    'dateWith a space',
    c.dateWith({ separator: ' ' }),
    ['2026-02-11 15:40Z', '2026-02-11T15:40Z'],
    ['2026-02-11 15:40', '2026-02-11  15:40Z'],
  ],
  [
    'dateWith a zone',
    c.dateWith({ zone: 'UTC' }),
    ['2026-02-11T15:40', '2026-02-11T15:40+01'],
    ['2026-02-11 15:40', '2026-02-11'],
  ],
] as const) {
  test(`the schema of codec.${texts} takes the texts that the codec takes`, (t) => {
    const fits = fitting(jsonSchemaOf(codec as never));
    for (const each of [...taken, ...refused]) {
      const { issues } = codec['~standard'].validate(each);
      t.is(fits(each).length, (taken as readonly string[]).includes(each) ? 0 : 1, each);
      t.is(issues?.length ?? 0, fits(each).length, each);
    }
  });
}

for (const [title, decorator, type, schema] of [
  [
    'a shape',
    NdArray('int16', { shape: [null, 2] }),
    Object,
    list(list({ type: 'integer', minimum: -32768, maximum: 32767 }, { minItems: 2, maxItems: 2 })),
  ],
  ['no axes', NdArray('bool', { shape: [] }), Object, { type: 'boolean' }],
  ['any number of axes', NdArray('float32'), Object, { $ref: '#/$defs/float32' }],
  ['any number of axes in lists', NdArray('float32'), Array, list({ $ref: '#/$defs/float32' })],
] as const) {
  test(`the schema of an array with ${title}`, (t) => {
    const full = jsonSchemaOf(classWith([decorator as PropertyDecorator], type));
    t.deepEqual(full['properties'].value, schema);
    if ('$ref' in schema)
      t.deepEqual(full['$defs'], {
        float32: { anyOf: [{ type: 'number' }, NAMES, list({ $ref: '#/$defs/float32' })] },
      });
    t.notThrows(() => fitting(full));
  });
}

// ── Classes ─────────────────────────────────────────────────────────────────────────────────────────────────────────

@Persisted()
class Interval {
  @Persisted() lowerBound!: number;
  @Persisted({ optional: true }) label?: string;
  @Persisted({ type: String, nullable: true }) note!: string | null;
}

const intervalSchema = {
  type: 'object',
  properties: {
    label: { type: 'string' },
    lower_bound: NUMBER,
    note: { anyOf: [{ type: 'string' }, { type: 'null' }] },
  },
  required: ['lower_bound', 'note'],
  additionalProperties: false,
};

test('the schema of a class has the keys of its fields, and no others', (t) => {
  t.deepEqual(jsonSchemaOf(Interval), { $schema, ...intervalSchema });
});

test('the schema of nested classes refers to their definitions', (t) => {
  @Persisted()
  class Outer {
    @Nested(() => Interval) one!: Interval;
    @NestedList(() => Interval) many!: Interval[];
    @NestedMap(() => Interval) named!: Map<string, Interval>;
    @NestedList(() => Outer) inner!: Outer[];
  }
  const $ref = '#/$defs/Interval';
  t.deepEqual(jsonSchemaOf(Outer), {
    $schema,
    type: 'object',
    properties: {
      inner: list({ $ref: '#' }),
      many: list({ $ref }),
      named: { type: 'object', additionalProperties: { $ref } },
      one: { $ref },
    },
    required: ['inner', 'many', 'named', 'one'],
    additionalProperties: false,
    $defs: { Interval: intervalSchema },
  });
});

test('the schema of a codec refers to the definitions of the classes in it', (t) => {
  const $ref = '#/$defs/Interval';
  const codec = c.either(
    c.list(c.nested(() => Interval)),
    c.nested(() => Interval),
  );
  t.deepEqual(jsonSchemaOf(codec), {
    $schema,
    anyOf: [list({ $ref }), { $ref }],
    $defs: { Interval: intervalSchema },
  });
  t.deepEqual(jsonSchemaOf(c.nested(() => Interval)), jsonSchemaOf(Interval));
});

test('two classes of one name have a definition each', (t) => {
  const other = (() => {
    @Persisted()
    class Interval {
      @Persisted() width!: boolean;
    }
    return Interval;
  })();
  @Persisted()
  class Both {
    @Nested(() => Interval) a!: Interval;
    @Nested(() => other) b!: InstanceType<typeof other>;
  }
  const schema = jsonSchemaOf(Both);
  t.deepEqual(schema['properties'], { a: { $ref: '#/$defs/Interval' }, b: { $ref: '#/$defs/Interval2' } });
  t.deepEqual(Object.keys(schema['$defs']), ['Interval', 'Interval2']);
  const fits = fitting(schema);
  t.deepEqual(fits({ a: { lower_bound: 1, note: null }, b: { width: true } }), []);
  t.not(fits({ a: { width: true }, b: { lower_bound: 1, note: null } }).length, 0);
});

test('a definition may have any name that a class has', (t) => {
  const Named = {
    ['Größe ~/%']: class {
      value = true;
    },
  }['Größe ~/%'] as Class;
  Persisted({ type: Boolean })(Named.prototype, 'value');
  Persisted({ naming: 'as-is' })(Named);
  @Persisted()
  class Outer {
    @Nested(() => Named) inner!: object;
  }
  const fits = fitting(jsonSchemaOf(Outer));
  t.deepEqual(fits({ inner: { value: true } }), []);
  t.is(fits({ inner: { value: 1 } }).length, 1);
});

@Persisted()
class Renamed {
  @Persisted({ aliases: ['low', 'lo'] }) lower!: number;
  @Persisted({ default: 3 }) penalty!: number;
  @Persisted({ aliases: ['labels'], default: () => ['a'] }) tags!: string[];
  @Persisted({ type: String, aliases: ['remark'], optional: true }) note?: string;
  @Stored(c.map(c.date), { default: () => new Map([['a', new Date(0)]]) }) days!: Map<string, Date>;
  @NdArray('int64', { default: () => BigInt64Array.of(2n ** 62n) }) big!: BigInt64Array;
}

test('a field is under its key or one of its aliases, and need not be there if it has a default', (t) => {
  const schema = jsonSchemaOf(Renamed);
  t.deepEqual(schema['properties'].penalty, { ...NUMBER, default: 3 });
  t.deepEqual(schema['properties'].low, NUMBER);
  t.deepEqual(schema['properties'].tags.default, ['a']);
  t.deepEqual(schema['properties'].labels.default, undefined);
  t.deepEqual(schema['properties'].days.default, { a: '1970-01-01T00:00:00.000Z' });
  t.false('default' in schema['properties'].big);
  t.deepEqual(schema['required'], []);
  t.notThrows(() => JSON.stringify(schema));
});

test('what fits the schema of a class with aliases and defaults can be loaded, and what cannot be loaded does not fit', (t) => {
  const validate = c.nested(() => Renamed)['~standard'].validate;
  const fits = fitting(jsonSchemaOf(Renamed));
  const members = { lower: 1, low: 2, lo: 3, penalty: 4, tags: [], labels: ['b'], note: 'c', remark: 'd', days: {} };
  fc.assert(
    fc.property(fc.subarray(Object.entries(members)), (some) => {
      const stored = Object.fromEntries(some);
      t.is(fits(stored).length === 0, validate(stored).issues === undefined, JSON.stringify(stored));
    }),
    { numRuns: 2000 },
  );
});

test('the schema of an artifact class takes the former names of its procedure', (t) => {
  @Persisted({ procedure: 'New', procedureAliases: ['Old'] })
  class Named extends Artifact {}
  t.deepEqual(jsonSchemaOf(Named)['properties'].procedure_name, { enum: ['New', 'Old'] });
});

test('the objects of tagged classes have their tags', (t) => {
  @Persisted()
  class Spike {
    @Persisted() height!: boolean;
  }
  @Persisted()
  class Gap {
    @Persisted({ key: 'kind', type: String }) kind = 'gap';
  }
  @Persisted()
  class Recording {
    @NestedList(() => ({ spike: Spike, gap: Gap })) events!: (Spike | Gap)[];
    @Nested(() => ({ spike: Spike, gap: Gap })) last!: Spike | Gap;
    @Nested(() => Spike) highest!: Spike;
  }
  const schema = jsonSchemaOf(Recording);
  const spike = (tag: JsonSchema) => ({
    type: 'object',
    properties: { ...tag, height: { type: 'boolean' } },
    required: [...Object.keys(tag), 'height'],
    additionalProperties: false,
  });
  const kinds = { anyOf: [{ $ref: '#/$defs/Spike' }, { $ref: '#/$defs/Gap' }] };
  t.deepEqual(schema['properties'], { events: list(kinds), highest: { $ref: '#/$defs/Spike2' }, last: kinds });
  t.deepEqual(schema['$defs'].Spike, spike({ $kind: { const: 'spike' } }));
  t.deepEqual(schema['$defs'].Spike2, spike({}));
  t.deepEqual(Object.keys(schema['$defs']), ['Spike', 'Gap', 'Spike2']);
});

test('an instance of a class-transformer class is any object', (t) => {
  class Foreign {
    name = '';
  }
  @Persisted()
  class Outer {
    @Nested(() => Foreign) foreign!: Foreign;
  }
  t.deepEqual(jsonSchemaOf(Outer)['properties'], { foreign: { type: 'object' } });
});

test('the schema of an artifact class has its procedure, and takes sealed and unsealed files', (t) => {
  @Persisted({ procedure: 'Measurement' })
  class Measured extends Artifact {
    @Nested(() => Interval, { optional: true }) interval?: Interval;
  }
  const schema = jsonSchemaOf(Measured);
  t.deepEqual(schema['required'], ['input_parameters', 'procedure_name', 'procedure_version', 'timestamp']);
  t.deepEqual(schema['properties'].procedure_name, { const: 'Measurement' });
  t.deepEqual(schema['properties'].procedure_version, { type: 'string', minLength: 1 });
  const file = JSON.parse(
    encode(Measured.create({ procedureVersion: '1', inputParameters: {}, timestamp: new Date(0) })),
  );
  const fits = fitting(schema);
  t.deepEqual(fits(file), []);
  const { $artifact, ...unsealed } = file;
  t.deepEqual(fits(unsealed), []);
  t.deepEqual(fits({ ...file, $artifact: { ...$artifact, format: 2 } }), [
    '/$artifact/format must be equal to constant',
  ]);
});

test('an artifact that is nested has no $artifact of its own', (t) => {
  @Persisted({ procedure: 'Whole' })
  class Whole extends Artifact {
    @NestedList(() => Everything) parts!: Everything[];
  }
  const schema = jsonSchemaOf(Whole);
  t.true('$artifact' in schema['properties']);
  t.false('$artifact' in schema['$defs'].Everything.properties);
});

test('what is neither a declared class nor a codec has no schema', (t) => {
  class Undeclared {}
  for (const [type, message] of [
    [Undeclared, 'Undeclared: is not declared; expected @Persisted() on the class'],
    [undefined, 'undefined: is no class; is it imported as a type, or in a circle?'],
    [{}, '{}: is no class; is it imported as a type, or in a circle?'],
  ] as const)
    t.throws(() => jsonSchemaOf(type as never), { code: 'ARTIFACT_DECLARATION', message });
});

test('a schema belongs to its caller', (t) => {
  const schema = jsonSchemaOf(Interval);
  schema['properties'].label.type = 'number';
  t.deepEqual(jsonSchemaOf(Interval), { $schema, ...intervalSchema });
  jsonSchemaOf(Everything)['properties'].$artifact.required.pop();
  t.is(jsonSchemaOf(Everything)['properties'].$artifact.required.length, 3);
});

// ── Files ───────────────────────────────────────────────────────────────────────────────────────────────────────────

const fitsEverything = fitting(jsonSchemaOf(Everything));

// jsonc-parser reads the file, for JSON.parse may mistake an escaped key (nodejs/node#63785).
test('the file of any artifact fits the schema of its class', (t) => {
  fc.assert(
    fc.property(artifact, (saved) => {
      assert.deepEqual(fitsEverything(parseJsonc(encode(saved))), []);
    }),
    { numRuns: 300 },
  );
  t.pass();
});

for (const [folder, schema] of [
  ['test/fixtures/golden', jsonSchemaOf(Everything)],
  [join(ROOT, 'ChangePointDetection'), jsonSchemaOf(ChangePoints)],
  [join(ROOT, 'MultimodalityDetection'), jsonSchemaOf(Modes)],
] as const) {
  test(`the files in ${folder} fit the schema of their class`, async (t) => {
    const names = await readdir(folder);
    t.not(names.length, 0);
    for (const name of names) {
      // Python writes NaN and the infinities bare, which is no JSON.
      const text = (await readFile(join(folder, name), 'utf8')).replace(/(?<=[\s[])(?:NaN|-?Infinity)\b/g, '"$&"');
      t.deepEqual(fitting(schema)(JSON.parse(text)), [], name);
    }
  });
}

test('the artifacts of the examples fit the schemas of their classes', async (t) => {
  const flow = await readSeries('nile.csv', 'flow');
  const found = detectChangePoints(flow, { window_size: 10, threshold: 1, minimum_segment_length: 5, normalize: true });
  t.deepEqual(fitting(bundled.jsonSchemaOf(ChangePointArtifact))(JSON.parse(bundled.encode(found))), []);
});

/** Why a schema cannot see some changes of a file. */
const UNSEEN = new Map(
  (
    [
      [
        'a JSON parser makes the same double of two numbers',
        'an integer that no double holds',
        'an integer that no double holds, in plain JSON',
        'a number below all doubles',
        '2^63 in int64',
        '-0 in uint64',
      ],
      ['a JSON parser takes it', 'a key twice', 'a key __proto__'],
      ['it is right in an unsealed file', 'a JSON integer for a bigint'],
      ['JSON Schema knows no binary fractions', 'a double that float32 would round'],
      ['JSON Schema does not compare the lengths of lists', 'a ragged array'],
      ['JSON Schema knows no time', 'a time beyond all Dates'],
      [
        'JSON Schema does not compare two parts of a file',
        'fewer elements than the shape says',
        'a huge shape that is not there',
        'another dtype',
        'a missing entry for an array',
        'an entry for no array',
        'a shape that the class does not have',
      ],
    ] as const
  ).flatMap(([reason, ...titles]) => titles.map((title): [string, string] => [title, reason])),
);

/** Changes after which the text is no JSON. */
const NO_JSON = ['zeros before an integer in int64', 'bare NaN in a sealed file'];

for (const [title, from, to] of CHANGES) {
  const reason = NO_JSON.includes(title) ? 'it is no JSON' : UNSEEN.get(title);
  test(`the schema ${reason === undefined ? 'refuses' : 'cannot see'} ${title}${reason === undefined ? '' : `: ${reason}`}`, (t) => {
    const text = encode(everything());
    t.true(text.includes(from));
    const changed = text.replace(from, () => to);
    if (NO_JSON.includes(title)) t.throws(() => JSON.parse(changed), { instanceOf: SyntaxError });
    else t.is(fitsEverything(JSON.parse(changed)).length > 0, reason === undefined);
  });
}

// ── Constraints of class-validator ──────────────────────────────────────────────────────────────────────────────────

const {
  ArrayMaxSize,
  ArrayMinSize,
  ArrayNotEmpty,
  ArrayUnique,
  Contains,
  Equals,
  IsArray,
  IsBoolean,
  IsDefined,
  IsDivisibleBy,
  IsEmail,
  IsEnum,
  IsIn,
  IsInt,
  IsNegative,
  IsNotEmpty,
  IsNotIn,
  IsNumber,
  IsObject,
  IsOptional,
  IsPositive,
  IsString,
  IsUUID,
  Length,
  Matches,
  Max,
  MaxLength,
  Min,
  MinLength,
  NotContains,
  NotEquals,
  ValidateIf,
} = validator;

enum Level {
  Low,
  High = 'high',
}

const number = Persisted({ type: Number }) as PropertyDecorator;
const text = Persisted({ type: String }) as PropertyDecorator;
const words = Persisted({ type: Array }) as PropertyDecorator;
const anything = Persisted({ type: Object }) as PropertyDecorator;
const curve = NdArray('float64', { type: Float64Array }) as PropertyDecorator;
const counts = NdArray('uint8', { type: Uint8Array }) as PropertyDecorator;
const presentation = { pattern: '[\\ufe0e\\ufe0f]' };
const orText = (finite: JsonSchema, ...names: string[]) =>
  names.length === 0 ? finite : { anyOf: [finite, { enum: names }] };

for (const [title, decorators, schema] of [
  ['@Min(2)', [number, Min(2)], orText({ type: 'number', minimum: 2 }, 'Infinity')],
  ['@Max(2)', [number, Max(2)], orText({ type: 'number', maximum: 2 }, '-Infinity')],
  ['@Min(2) twice', [number, Min(2), Min(3)], orText({ type: 'number', minimum: 3 }, 'Infinity')],
  ['@IsInt()', [number, IsInt()], { type: 'integer' }],
  ['@IsPositive()', [number, IsPositive()], orText({ type: 'number', exclusiveMinimum: 0 }, 'Infinity')],
  ['@IsNegative()', [number, IsNegative()], orText({ type: 'number', exclusiveMaximum: 0 }, '-Infinity')],
  ['@IsNumber()', [number, IsNumber()], { type: 'number' }],
  ['@IsNumber() that allows NaN', [number, IsNumber({ allowNaN: true })], orText({ type: 'number' }, 'NaN')],
  ['@IsDivisibleBy(3)', [number, IsDivisibleBy(3)], { type: 'number', multipleOf: 3 }],
  ['@IsIn() on a number', [number, IsIn([1, 2, 'a', Number.NaN])], { type: 'number', enum: [1, 2] }],
  ['@Equals() on a number', [number, Equals(1)], { type: 'number', enum: [1] }],
  [
    '@Min(2) on a number that may be null',
    [Persisted({ type: Number, nullable: true }), IsOptional(), Min(2)],
    { anyOf: [{ type: 'number', minimum: 2 }, { enum: ['Infinity'] }, { type: 'null' }] },
  ],
  ['@Length(2, 4)', [text, Length(2, 4)], { type: 'string', minLength: 2, anyOf: [{ maxLength: 4 }, presentation] }],
  ['@MinLength(2)', [text, MinLength(2)], { type: 'string', minLength: 2 }],
  ['@MaxLength(2)', [text, MaxLength(2)], { type: 'string', anyOf: [{ maxLength: 2 }, presentation] }],
  ['@Matches()', [text, Matches(/^[A-Z]+-\d$/)], { type: 'string', pattern: '^[A-Z]+-\\d$' }],
  ['@Matches() twice', [text, Matches(/b/), Matches(/a/)], { type: 'string', pattern: 'b', allOf: [{ pattern: 'a' }] }],
  ['@Matches() with a flag', [text, Matches(/a/i)], { type: 'string' }],
  ['@Matches() with what may be half a character', [text, Matches(/^.$/)], { type: 'string' }],
  ['@Matches() with the flag u', [text, Matches(/^.$/u)], { type: 'string', pattern: '^.$' }],
  ['@Matches() that is no pattern with the flag u', [text, Matches('\\-')], { type: 'string' }],
  ['@Matches() with what is half a character', [text, Matches('^[😀]{2}$')], { type: 'string' }],
  ['@Matches() that is no regular expression', [text, Matches('(')], { type: 'string' }],
  ['@Contains()', [text, Contains('a.b')], { type: 'string', pattern: 'a\\.b' }],
  ['@NotContains()', [text, NotContains('(')], { type: 'string', not: { pattern: '\\(' } }],
  ['@IsEmail()', [text, IsEmail()], { type: 'string', pattern: '.@.' }],
  ['@IsNotEmpty()', [text, IsNotEmpty()], { type: 'string', not: { enum: [''] } }],
  ['@IsIn() on a text', [text, IsIn(['low', 'high'])], { type: 'string', enum: ['low', 'high'] }],
  ['@IsNotIn() on a text', [text, IsNotIn(['low'])], { type: 'string', not: { enum: ['low'] } }],
  ['@IsEnum() on a text', [text, IsEnum(Level)], { type: 'string', enum: ['Low', 'high'] }],
  ['@IsEnum() on a number', [number, IsEnum(Level)], { type: 'number', enum: [0] }],
  ['@ArrayMinSize(2)', [curve, ArrayMinSize(2)], list(NUMBER, { minItems: 2 })],
  ['@ArrayMaxSize(2)', [words, ArrayMaxSize(2)], { type: 'array', maxItems: 2 }],
  ['@ArrayNotEmpty()', [words, ArrayNotEmpty()], { type: 'array', minItems: 1 }],
  [
    '@ArrayUnique() on an array',
    [counts, ArrayUnique()],
    list({ type: 'integer', minimum: 0, maximum: 255 }, { uniqueItems: true }),
  ],
  [
    '@ArrayUnique() on plain JSON values',
    [words, ArrayUnique()],
    {
      type: 'array',
      anyOf: [
        { uniqueItems: true },
        { contains: { anyOf: [{ type: 'array' }, { type: 'object' }, { enum: ['Infinity', '-Infinity'] }] } },
      ],
    },
  ],
  ['@Max(5, { each: true })', [counts, Max(5, { each: true })], list({ type: 'integer', minimum: 0, maximum: 5 })],
  ['@IsString({ each: true })', [words, IsString({ each: true })], list({ type: 'string' })],
  [
    '@Min(0, { each: true }) on a Map',
    [Stored(c.map(c.number)), Min(0, { each: true })],
    { type: 'object', additionalProperties: orText({ type: 'number', minimum: 0 }, 'Infinity') },
  ],
  ['@IsInt() on any JSON value', [anything, IsInt()], { type: 'integer' }],
  ['@IsString() on any JSON value', [anything, IsString(), MinLength(1)], { type: 'string', minLength: 1 }],
  [
    '@IsOptional() on any JSON value',
    [anything, IsOptional(), IsBoolean()],
    { anyOf: [{ type: 'boolean' }, { type: 'null' }] },
  ],
  [
    '@IsOptional() on any JSON value that may be null',
    [Persisted({ type: Object, nullable: true }), IsOptional(), IsBoolean()],
    { anyOf: [{ type: 'boolean' }, { type: 'null' }] },
  ],
  ['@IsArray() on any JSON value', [anything, IsArray(), IsInt({ each: true })], list({ type: 'integer' })],
  ['@IsObject() on any JSON value', [anything, IsObject()], { type: 'object' }],
  [
    '@IsIn() on any JSON value',
    [anything, IsIn(['a', 1, null, Number.POSITIVE_INFINITY])],
    { enum: ['a', 1, null, 'Infinity'] },
  ],
  ['a condition', [number, ValidateIf(() => false), Min(2)], NUMBER],
  ['a condition of its own', [number, Min(2, { validateIf: () => false })], NUMBER],
  ['groups', [number, Min(2, { groups: ['strict'] })], NUMBER],
  ['groups, and always', [number, IsInt({ groups: ['strict'], always: true })], { type: 'integer' }],
  ['@Min() on a bigint', [Persisted({ type: BigInt }), Min(2)], jsonSchemaWithout$schema(c.bigint)],
  [
    '@NotEquals() on a Date',
    [IsoDate({ type: Date }), NotEquals('2026-02-11T15:40:12.063Z')],
    jsonSchemaWithout$schema(c.date),
  ],
] as [string, PropertyDecorator[], JsonSchema][]) {
  test(`the schema of a field with ${title}`, (t) => {
    t.deepEqual(schemaOfField(...decorators), schema);
    t.notThrows(() => fitting(schemaOfField(...decorators)));
  });
}

function jsonSchemaWithout$schema(codec: Parameters<typeof jsonSchemaOf>[0]): JsonSchema {
  const { $schema: _, ...schema } = jsonSchemaOf(codec);
  return schema;
}

test('the schema of a field has the constraints of parents, too', (t) => {
  @Persisted()
  class Parent {
    @Persisted() @Min(1) size!: number;
  }
  @Persisted()
  class Child extends Parent {
    @Max(9) override size = 5;
  }
  t.deepEqual(jsonSchemaOf(Child)['properties'].size, { type: 'number', minimum: 1, maximum: 9 });
});

// ── Whatever is accepted fits ───────────────────────────────────────────────────────────────────────────────────────

const constraint = fc.constantFrom<(options: validator.ValidationOptions) => PropertyDecorator>(
  (options) => Min(1, options),
  (options) => Max(2, options),
  (options) => IsInt(options),
  (options) => IsPositive(options),
  (options) => IsNegative(options),
  (options) => IsNumber({}, options),
  (options) => IsNumber({ allowNaN: true, allowInfinity: true }, options),
  (options) => IsBoolean(options),
  (options) => IsString(options),
  (options) => IsArray(options),
  (options) => IsObject(options),
  (options) => IsDefined(options),
  (options) => IsNotEmpty(options),
  (options) => Length(1, 2, options),
  (options) => MinLength(2, options),
  (options) => MaxLength(1, options),
  (options) => Matches(/^[a-z]*$/, options),
  (options) => Matches(/^..$/, options),
  (options) => Matches(/^A+$/i, options),
  (options) => Contains('.', options),
  (options) => NotContains('.', options),
  (options) => IsEmail({}, options),
  (options) => IsUUID('all', options),
  (options) => IsIn(['a', 1, 0, true, null, Number.NaN, Number.POSITIVE_INFINITY], options),
  (options) => IsNotIn(['a', 1, true, 'NaN', Number.NEGATIVE_INFINITY], options),
  (options) => IsEnum({ a: 'a', zero: 0, not: Number.NaN }, options),
  (options) => Equals(1, options),
  (options) => NotEquals('1970-01-01T00:00:00.000Z', options),
  (options) => ArrayMinSize(2, options),
  (options) => ArrayMaxSize(1, options),
  (options) => ArrayNotEmpty(options),
  (options) => ArrayUnique(options),
);

const string = fc.constantFrom(
  '',
  'a',
  'aa',
  'AA',
  '😀',
  '❤️',
  '️',
  'a.b',
  'NaN',
  'Infinity',
  '1970-01-01T00:00:00.000Z',
  'ü@example.org',
  '"a b"@example.org',
  '00000000-0000-4000-8000-000000000000',
);
const value = fc.oneof(fc.constantFrom(-2, -1, 0, 1, 1.5, 2, 4), double);
const small = fc.integer({ min: 0, max: 3 });
const plain = fc.oneof(
  string,
  value,
  fc.boolean(),
  fc.constantFrom(null, {}, { a: 1 }),
  fc.array(fc.oneof(string, value, fc.constantFrom(null, true, [], {})), { maxLength: 3 }),
);
const field = (decorator: unknown, values: fc.Arbitrary<unknown>) =>
  fc.tuple(fc.constant(decorator as PropertyDecorator), values);
const short = { maxLength: 3 };

/** A decorator that declares a field, and a value for it. */
const declared = fc.oneof(
  field(Persisted({ type: String, nullable: true }), fc.option(string)),
  field(Persisted({ type: Number, nullable: true }), fc.option(value)),
  field(Persisted({ type: Boolean }), fc.boolean()),
  field(Persisted({ type: BigInt }), fc.bigInt({ min: 0n, max: 2n })),
  field(Persisted({ type: Array }), fc.array(plain, short)),
  field(Persisted({ type: Object }), plain),
  field(IsoDate({ type: Date }), fc.constant(new Date(0))),
  field(IsoDate({ type: String }), fc.constantFrom('1970-01-01', '1970-01-01T00:00:00.000Z')),
  field(
    NdArray('float64', { type: Float64Array }),
    fc.array(value, short).map((items) => Float64Array.from(items)),
  ),
  field(
    NdArray('float64', { type: Float64Array, missing: null }),
    fc.array(value, short).map((items) => Float64Array.from(items)),
  ),
  field(
    NdArray('uint8', { type: Uint8Array }),
    fc.array(small, short).map((items) => Uint8Array.from(items)),
  ),
  field(
    NdArray('bool', { type: Uint8Array }),
    fc.array(fc.nat(1), short).map((items) => Uint8Array.from(items)),
  ),
  field(NdArray('bool', { type: Array, shape: [null] }), fc.array(fc.boolean(), short)),
  field(
    NdArray('int64', { type: BigInt64Array }),
    fc.array(fc.bigInt({ min: 2n ** 53n, max: 2n ** 53n + 1n }), short).map((items) => BigInt64Array.from(items)),
  ),
  field(NdArray('float64', { type: Array, shape: [null, 1] }), fc.array(fc.tuple(value), short)),
  field(NdArray('float64', { type: Array }), fc.array(fc.tuple(value), short)),
  field(
    NdArray('float32', { type: Object }),
    fc.array(small, short).map((items) => ({ data: Float32Array.from(items), shape: [items.length] })),
  ),
  field(Stored(c.list(c.string)), fc.array(string, short)),
  field(
    Stored(c.list(c.date)),
    fc.array(fc.constantFrom(0, 1), short).map((times) => times.map((time) => new Date(time))),
  ),
  field(
    Stored(c.map(c.number)),
    fc.dictionary(fc.constantFrom('a', 'b'), value).map((object) => new Map(Object.entries(object))),
  ),
  field(
    Stored(c.map(c.number, c.string)),
    fc.array(fc.tuple(small, string), short).map((entries) => new Map(entries)),
  ),
  field(
    Stored(c.set(c.string)),
    fc.array(string, short).map((items) => new Set(items)),
  ),
  field(Stored(c.list(c.json)), fc.array(plain, short)),
  field(Stored(c.list(c.nullable(c.number))), fc.array(fc.option(value), short)),
  field(Stored(c.tuple(c.number, c.string)), fc.tuple(value, string)),
  field(
    Stored(c.either(c.number, c.date, c.list(c.boolean))),
    fc.oneof(value, fc.constant(new Date(0)), fc.array(fc.boolean(), short)),
  ),
  field(Stored(c.oneOf('a', 'A', '')), fc.constantFrom('a', 'A', '')),
  field(Stored(c.record(c.number)), fc.dictionary(fc.constantFrom('a', 'b'), value, { noNullPrototype: true })),
  field(Stored(c.object({ a: c.string })), fc.record({ a: string }, { noNullPrototype: true })),
  field(
    Stored(
      c.custom({
        name: 'percentage',
        stored: c.number,
        is: (each) => typeof each === 'number',
        encode: (each) => each * 100,
        decode: (each) => each / 100,
      }),
    ),
    small,
  ),
  field(Stored(c.epochSeconds), fc.constant(new Date(1000))),
);

test('what the mapper takes fits the schema, whatever the constraints are', (t) => {
  let taken = 0;
  fc.assert(
    fc.property(
      declared,
      fc.array(constraint, { minLength: 1, maxLength: 2 }),
      fc.boolean(),
      fc.boolean(),
      ([declare, stored], constraints, each, isOptional) => {
        const decorators = [declare, ...constraints.map((of) => of({ each })), ...(isOptional ? [IsOptional()] : [])];
        const Constrained = classWith(decorators);
        const instance = Object.assign(new (Constrained as new () => object)(), { value: stored });
        let file: unknown;
        try {
          file = plainOf(encodeInstance(instance).root);
        } catch (error) {
          if (error instanceof InvalidArtifactError) return;
          throw error;
        }
        taken++;
        assert.deepEqual(fitting(jsonSchemaOf(Constrained))(withDoubles(file)), []);
      },
    ),
    { numRuns: 1500 },
  );
  t.true(taken > 150);
});

/** A plain value with the doubles that a JSON parser makes of bigints. */
function withDoubles(plain: unknown): unknown {
  return JSON.parse(JSON.stringify(plain, (_, member) => (typeof member === 'bigint' ? Number(member) : member)));
}
