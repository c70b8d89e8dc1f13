// Specifies the generated code that maps the fields of a class: it does what the loop over the fields does, which is used where no code
// may be generated.

import { resolve } from 'node:path';
import test from 'ava';
import fc from 'fast-check';
import { DecodingWalk } from '../src/codecs/walk/decoding-walk.js';
import { EncodingWalk } from '../src/codecs/walk/encoding-walk.js';
import type { ArrayTable } from '../src/format/array-table.js';
import { encode, IsoDate, NdArray, Nested, NestedList, Persisted } from '../src/index.js';
import { compiledFields } from '../src/mapping/compiled-fields.js';
import { type FieldsMapping, fieldByField } from '../src/mapping/field-mapping.js';
import type { Field } from '../src/mapping/fields.js';
import { planOf } from '../src/mapping/plan.js';
import type { TreeObject } from '../src/model/tree.js';
import { outputOf } from './support/other-processes.js';
import { sampleOf } from './support/sample.js';

@Persisted()
class Point {
  @Persisted() x!: number;
}

const QUOTES = 'it\'s "\\`';
const CODE = "]; } throw 'run'; { [";

/** The property that has a getter alone. */
const READ_ONLY = '9';

/** All kinds of fields. `recording` gives them getters and setters. */
@Persisted({ naming: 'as-is' })
class Peculiar {
  @Persisted({ type: Number }) a!: number;
  @Persisted({ type: String }) 'it\'s "\\`'!: string;
  @Persisted({ type: String, optional: true }) "]; } throw 'run'; { ["?: string;
  @Persisted({ type: Boolean, nullable: true }) '\u2028\n\0'!: boolean | null;
  @Persisted({ optional: true, nullable: true }) constructed?: unknown;
  // biome-ignore lint/suspicious/noTemplateCurlyInString: it is a name.
  @Persisted({ type: Number, key: '${key}' }) toString!: never;
  @IsoDate({ type: Date }) '10'!: Date;
  @IsoDate({ type: String }) '9'!: string;
  @NdArray('float64') array!: Float64Array;
  @Nested(() => Point) point!: Point;
  @NestedList(() => Point, { optional: true }) points?: Point[];
}

@Persisted()
class WithoutOptional {
  @Persisted({ type: Number }) b!: number;
  @Persisted({ type: Number }) a!: number;
}

@Persisted()
class Empty {}

const thrown = fc.constant(new RangeError('thrown'));
const value = fc.oneof(
  fc.constantFrom(undefined, null, true, 0, -0, Number.NaN, 1n, '', 'text', '2026-02-11T15:40:12.063Z'),
  fc.constantFrom<unknown>(new Date(0), new Date(Number.NaN), Float64Array.of(1, 2), [], {}),
  fc.constant(Object.assign(new Point(), { x: 1 })),
  fc.constant([Object.assign(new Point(), { x: 1 }), null]),
  thrown,
);
/** A value that a field accepts, for every field of `Peculiar` that is not optional. */
const FITTING: Record<string, unknown> = {
  a: 1,
  b: 2,
  [QUOTES]: 'text',
  '\u2028\n\0': null,
  toString: 2,
  '10': new Date(5),
  '9': '2026-02-11',
  array: Float64Array.of(1),
  point: Object.assign(new Point(), { x: 3 }),
};

/** Returns an instance whose properties record, in `calls`, that they are read and set. */
function recording(fields: readonly Field[], values: ReadonlyMap<string, unknown>, calls: unknown[]): object {
  const instance = {};
  for (const { property } of fields) {
    const get = () => {
      calls.push(['get', property]);
      const given = values.has(property) ? values.get(property) : FITTING[property];
      if (given instanceof RangeError) throw given;
      return given;
    };
    const set = (given: unknown) => {
      calls.push(['set', property, given]);
      if (given === 'text') throw new RangeError('refused');
    };
    Object.defineProperty(instance, property, property === READ_ONLY ? { get } : { get, set });
  }
  return instance;
}

function encoded(
  mapping: FieldsMapping,
  fields: readonly Field[],
  values: ReadonlyMap<string, unknown>,
  calls: unknown[],
) {
  const walk = new EncodingWalk();
  const instance = recording(fields, values, calls);
  walk.enter(instance);
  const tree = mapping.encode(instance, walk);
  return {
    calls,
    issues: walk.allIssues(),
    nonFinite: walk.nonFinite.sortedIn(tree),
    tree,
    arrays: walk.arraysOf(tree),
  };
}

function decoded(
  mapping: FieldsMapping,
  fields: readonly Field[],
  tree: TreeObject,
  arrays: ArrayTable,
  calls: unknown[],
) {
  const walk = new DecodingWalk(arrays, { ownership: 'copy' });
  walk.enter(tree);
  mapping.decode(tree, recording(fields, new Map(), calls) as Record<string, unknown>, walk);
  return { calls, issues: walk.allIssues() };
}

const CONSTANTS = [
  { key: 'type', text: `a "tag"\u2028` },
  { key: '$kind', text: CODE },
];

for (const Class of [Peculiar, WithoutOptional, Empty]) {
  const { fields } = planOf<object>(Class);
  const mappings = [compiledFields, fieldByField].map((make) => (calls: unknown[]) => {
    const mapping = make(fields, CONSTANTS, (field) => calls.push(['omitted', field.property]));
    return mapping as FieldsMapping;
  });
  const some = fc.uniqueArray(fc.tuple(fc.constantFrom('', ...fields.map(({ property }) => property)), value), {
    selector: ([property]) => property,
  });

  test(`the fields of ${Class.name} are saved by generated code as by the loop: properties are read once, in the same order, with the same faults`, (t) => {
    fc.assert(
      fc.property(some, (chosen) => {
        const [byCode, byLoop] = mappings.map((make) => {
          const calls: unknown[] = [];
          const { issues, tree, ...others } = encoded(make(calls), fields, new Map(chosen), calls);
          return { issues, ...others, tree: issues.length === 0 ? tree : undefined };
        });
        t.deepEqual(byCode, byLoop);
      }),
    );
  });

  test(`the fields of ${Class.name} are loaded by generated code as by the loop: properties are set in the same order, with the same faults`, (t) => {
    const calls: unknown[] = [];
    const whole = new Map<string, unknown>([
      [CODE, 'more'],
      ['constructed', [1]],
      ['points', []],
    ]);
    const { tree, arrays, issues } = encoded((mappings[0] as (typeof mappings)[0])(calls), fields, whole, calls);
    t.deepEqual(issues, []);
    const member = fc.constantFrom(undefined, null, true, 0, 'NaN', 1n, 'text', {}, []);
    const changes = fc.dictionary(fc.constantFrom('', ...Object.keys(tree)), member as fc.Arbitrary<never>);
    fc.assert(
      fc.property(changes, ({ '': _, ...changed }) => {
        const [byCode, byLoop] = mappings.map((make) => {
          const order: unknown[] = [];
          return decoded(make(order), fields, { ...tree, ...changed }, arrays, order);
        });
        t.deepEqual(byCode, byLoop);
      }),
    );
  });
}

test('a program in which no code may be generated writes the same text, and reads it', async (t) => {
  const program = `
    const { decode, encode } = await import(${JSON.stringify(resolve('dist/src/index.js'))});
    let isForbidden = false;
    try { new Function(''); } catch { isForbidden = true; }
    console.log(JSON.stringify([isForbidden, encode(decode(encode(sampleOf('a', 3)), sampleOf('', 0).constructor))]));`;
  const output = await outputOf(program, { NODE_OPTIONS: '--disallow-code-generation-from-strings' });
  t.deepEqual(JSON.parse(output), [true, encode(sampleOf('a', 3))]);
});
