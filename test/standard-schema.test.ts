// Every codec is a Standard Schema: from stored JSON, as JSON.parse gives it, to instances.

import assert from 'node:assert/strict';
import { inspect } from 'node:util';
import type { StandardSchemaV1 } from '@standard-schema/spec';
import { FormApi } from '@tanstack/form-core';
import test from 'ava';
import { Min } from 'class-validator';
import fc from 'fast-check';
import { parse as parseJsonc } from 'jsonc-parser';
import { Artifact, codec as c, encode, NdArray, NestedList, Persisted } from '../src/index.js';
import { artifact } from './support/arbitraries.js';
import { Everything, everything } from './support/classes.js';

@Persisted()
class Spike {
  @Persisted() @Min(0) height!: number;

  static of(height: number): Spike {
    return Object.assign(new Spike(), { height });
  }
}

@Persisted({ procedure: 'Burst' })
class Burst extends Artifact {
  @NestedList(() => Spike) spikes!: Spike[];
  @NdArray('float64') curve!: Float64Array;
}

const burst = Burst.create({
  procedureVersion: '1',
  inputParameters: { window: 5 },
  timestamp: new Date(0),
  spikes: [Spike.of(1)],
  curve: Float64Array.of(Number.NaN, 0.5),
});

// ── Types ───────────────────────────────────────────────────────────────────────────────────────────────────────────

type IsSame<A, B> = (<X>() => X extends A ? 1 : 2) extends <X>() => X extends B ? 1 : 2 ? true : false;
const isSame = <A, B>(same: IsSame<A, B>) => same;

const spikes = c.list(c.nested(() => Spike));

test('the types of a codec are those of the specification, from anything to instances', (t) => {
  const schemas: StandardSchemaV1<unknown, Spike[]>[] = [spikes];
  t.is(schemas[0]?.['~standard'].version, 1);
  t.true(isSame<StandardSchemaV1.InferOutput<typeof spikes>, Spike[]>(true));
  t.true(isSame<StandardSchemaV1.InferInput<typeof spikes>, unknown>(true));
  t.true(isSame<StandardSchemaV1.InferOutput<typeof c.date>, Date>(true));
  // @ts-expect-error: it gives Dates.
  const _: StandardSchemaV1<unknown, string> = c.date;
});

// ── Values and issues ───────────────────────────────────────────────────────────────────────────────────────────────

test('it says its version and vendor, and cannot be changed', (t) => {
  const { version, vendor } = c.number['~standard'];
  t.deepEqual({ version, vendor }, { version: 1, vendor: 'persisted-artifacts' });
  t.true(Object.isFrozen(c.number) && Object.isFrozen(c.number['~standard']));
});

test('it gives instances, at once', (t) => {
  const result = spikes['~standard'].validate(JSON.parse('[{"height": 2}, {"height": "Infinity"}]'));
  assert.deepStrictEqual(result, { value: [Spike.of(2), Spike.of(Number.POSITIVE_INFINITY)] });
  t.pass();
});

test('it gives the artifact of a file, sealed or not', (t) => {
  const { validate } = c.nested(() => Burst)['~standard'];
  const file = JSON.parse(encode(burst));
  assert.deepStrictEqual(validate(file), { value: burst });
  const { $artifact, ...unsealed } = file;
  assert.deepStrictEqual(validate(unsealed), { value: burst });
  t.is($artifact.format, 1);
});

// jsonc-parser reads the file, for JSON.parse may mistake an escaped key (nodejs/node#63785).
test('it gives any artifact as it was saved, if no integer is beyond 2^53', (t) => {
  const { validate } = c.nested(() => Everything)['~standard'];
  const none = new BigInt64Array(0);
  fc.assert(
    fc.property(artifact, (saved) => {
      Object.assign(saved, { int64: none, uint64: new BigUint64Array(0), bigRows: [] });
      assert.deepStrictEqual(validate(parseJsonc(encode(saved))), { value: saved });
    }),
    { numRuns: 100 },
  );
  t.pass();
});

test('it lists all faults, with the keys and indices that lead to them', (t) => {
  const { validate } = c.nested(() => Burst)['~standard'];
  const { spikes: _, ...others } = JSON.parse(encode(burst));
  t.deepEqual(validate({ ...others, 'a/b': 1, curve: [1, null], spikes: [{ height: -1 }, { 0: 1 }] }), {
    issues: [
      { message: 'found null, expected a number (float64)', path: ['curve', 1] },
      {
        message: 'found no such key, expected one: only a field with { optional: true } or { default } may be without',
        path: ['spikes', 1, 'height'],
      },
      { message: 'found a key that Spike does not declare', path: ['spikes', 1, '0'] },
      { message: 'found a key that Burst does not declare', path: ['a/b'] },
      { message: 'height must not be less than 0', path: ['spikes', 0, 'height'] },
    ],
  });
});

test('a fault of the whole value has an empty path', (t) => {
  t.deepEqual(c.number['~standard'].validate('1'), { issues: [{ message: 'found "1", expected a number', path: [] }] });
  t.deepEqual(c.nested(() => Burst)['~standard'].validate([]), {
    issues: [{ message: 'found a list of 0, expected an object for Burst', path: [] }],
  });
});

test('an $artifact that does not fit the values is a fault', (t) => {
  const { validate } = c.nested(() => Burst)['~standard'];
  const file = JSON.parse(encode(burst));
  for (const [$artifact, message, key] of [
    [1, 'found what does not fit the values, expected dtypes and shapes by pointer', 'arrays'],
    [
      { ...file.$artifact, arrays: {} },
      'found no entry in $artifact.arrays, expected one with the dtype float64',
      undefined,
    ],
  ] as const)
    t.deepEqual(validate({ ...file, $artifact }), {
      issues: [{ message, path: key === undefined ? ['curve'] : ['$artifact', key] }],
    });
});

test('an integer that JSON.parse may have rounded is refused where all digits count', (t) => {
  const json = JSON.parse('9007199254740993');
  const found = 'found 9007199254740992, which JSON.parse may have rounded';
  for (const [codec, value] of [
    [c.bigint, json],
    [c.ndArray('int64'), [json]],
    [c.list(c.object({ total: c.bigint })), [{ total: json }]],
    [
      c.nested(() => Everything),
      { ...JSON.parse(encode(everything({ int64: BigInt64Array.of(2n ** 53n + 1n) }))), uint64: [] },
    ],
  ] as const) {
    const { issues } = codec['~standard'].validate(value);
    t.true(
      issues?.some(({ message }) => message.startsWith(found)),
      inspect(issues),
    );
  }
  assert.deepStrictEqual(c.number['~standard'].validate(2 ** 53), { value: 2 ** 53 });
  assert.deepStrictEqual(c.json['~standard'].validate([2 ** 53]), { value: [2 ** 53] });
  assert.deepStrictEqual(c.ndArray('float64')['~standard'].validate([1e300]), { value: Float64Array.of(1e300) });
  assert.deepStrictEqual(c.bigint['~standard'].validate('9007199254740993'), { value: 9007199254740993n });
});

test('it does not change the value, and shares nothing with it', (t) => {
  const { validate } = c.object({ any: c.json, spikes })['~standard'];
  const value = { any: { list: [1, 2 ** 60] }, spikes: [{ height: 1 }] };
  const before = structuredClone(value);
  const result = validate(value);
  assert.deepStrictEqual(value, before);
  if (result.issues === undefined) result.value.any.list.push('changed');
  assert.deepStrictEqual(value, before);
  t.is(result.issues, undefined);
});

const cycle: unknown[] = [];
cycle.push(cycle);
let deep: unknown = 1;
for (let level = 0; level < 600; level++) deep = [deep];

for (const [title, value] of [
  ['undefined', undefined],
  ['a symbol', Symbol('s')],
  ['a function', () => 1],
  ['a bigint', 1n],
  ['a cycle', cycle],
  ['600 lists in one another', deep],
  ['a list with a hole', new Array(3)],
  ['an instance', new Map([['a', 1]])],
  ['an object without a prototype', Object.create(null)],
  ['a typed array', Float64Array.of(1)],
  ['a Proxy that throws', new Proxy({}, { ownKeys: () => assert.fail('ownKeys'), get: () => assert.fail('get') })],
  [
    'a getter that throws',
    {
      get height(): number {
        return assert.fail('height');
      },
    },
  ],
  ['a key __proto__', JSON.parse('{"__proto__": 1}')],
] as const) {
  test(`it does not throw for ${title}`, (t) => {
    for (const codec of [
      c.string,
      c.date,
      c.list(c.string),
      c.set(c.number),
      c.map(c.number, c.string),
      c.map(c.string),
      c.record(c.string),
      c.tuple(c.string),
      c.object({ a: c.string }),
      c.either(c.number, c.list(c.string)),
      c.ndArray('float64', { shape: [null, 2] }),
      c.nested(() => Spike),
      c.nested(() => ({ spike: Spike })),
      c.nested(() => Burst),
    ])
      t.not((codec as StandardSchemaV1)['~standard'].validate(value) instanceof Promise, true);
    const { issues } = c.object({ a: c.list(c.nested(() => Spike)) })['~standard'].validate({ a: [value] });
    t.not(issues?.length ?? 0, 0);
  });
}

// ── A library that takes Standard Schemas ───────────────────────────────────────────────────────────────────────────

test('a form of TanStack shows each fault at its field, and submits when there is none', async (t) => {
  const settings = c.object({ name: c.string, sizes: c.list(c.integer) });
  type Settings = StandardSchemaV1.InferOutput<typeof settings>;
  const submitted: Settings[] = [];
  const form = new FormApi({
    defaultValues: { name: 'a', sizes: [1, 2.5] },
    // The library wants to know what the values of the form are; a codec takes anything.
    validators: { onChange: settings as StandardSchemaV1<Settings, Settings> },
    onSubmit: ({ value }) => void submitted.push(value),
  });
  form.mount();
  await form.handleSubmit();
  t.deepEqual(submitted, []);
  t.deepEqual(
    form.getFieldMeta('sizes[1]')?.errors.map(({ message }: StandardSchemaV1.Issue) => message),
    ['found 2.5, expected an integer within ±(2^53 - 1)'],
  );
  form.setFieldValue('sizes[1]', 2);
  await form.handleSubmit();
  t.deepEqual(submitted, [{ name: 'a', sizes: [1, 2] }]);
});
