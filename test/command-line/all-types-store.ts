// A folder of artifacts with every type, and with values that an engine would round, drop or take for another.

import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Artifact, ArtifactRepository, codec as c, FileStorage, persisted } from '../../src/index.js';
import { type DType, dtypeNames, dtypeTraits, type TypedArray } from '../../src/model/dtypes.js';
import { newFolder } from '../support/stored.js';

const BASE = { procedureVersion: '1', inputParameters: { lag: 1, nested: { a: [1, 'x', null], text: 'NaN' } } };

/** Values of each dtype, extremes among them. */
function valuesOf(dtype: DType): TypedArray {
  const { TypedArray, kind, range } = dtypeTraits(dtype);
  const held: (number | bigint)[] =
    kind === 'bool'
      ? [0, 1, 1, 0, 0, 1, 1, 1, 0, 0, 1, 0]
      : kind === 'bigint'
        ? [range?.min, range?.max, 0n, 1n, 2n ** 53n + 1n, 7n, 8n, 9n, 10n, 11n, 12n, 13n].map((each) => each as bigint)
        : kind === 'integer'
          ? [Number(range?.min), Number(range?.max), 0, 1, 2, 3, 4, 5, 6, 7, 8, 9]
          : dtype === 'float32'
            ? [Math.fround(0.1), -0, Number.NaN, Infinity, -Infinity, 2 ** -149, 3.4028234663852886e38, 1, 2, 3, 4, 0.5]
            : [0.1, -0, Number.NaN, Infinity, -Infinity, 5e-324, 1.7976931348623157e308, 1, 1e21, 2 ** 53, 1e-7, 2.5];
  const values = new TypedArray(held.length);
  for (const [index, each] of held.entries()) values[index] = each as never;
  return values;
}

class AllTypes extends Artifact {}
/** Every dtype in arrays of no axis up to three. */
const arrayFields = Object.fromEntries(
  dtypeNames.flatMap((dtype) => [
    [`${dtype}_0`, { codec: c.ndArray(dtype, { shape: [] }) }],
    [`${dtype}_1`, { codec: c.ndArray(dtype) }],
    [`${dtype}_2`, { codec: c.ndArray(dtype, { shape: [null, null] }), optional: true }],
    [`${dtype}_3`, { codec: c.ndArray(dtype, { shape: [null, null, null] }) }],
  ]),
);
persisted(AllTypes, {
  procedure: 'All-types',
  naming: 'as-is',
  fields: {
    ...arrayFields,
    gaps: c.ndArray('float64', { missing: null }),
    empty: c.ndArray('int8', { shape: [null, null, null] }),
    number: c.number,
    integer: c.integer,
    bigint: c.bigint,
    text: c.string,
    flag: c.boolean,
    date: c.date,
    day: c.isoDay,
    perhaps: c.nullable(c.number),
    curves: c.map(c.ndArray('float32')),
    levels: c.map(c.number),
    pairs: c.list(c.object({ name: c.string, curve: c.ndArray('float64'), at: c.nullable(c.number) })),
    any: c.json,
    mixed: c.json,
    many: c.json,
    wide: c.json,
  },
});

const shaped = (data: TypedArray, ...shape: number[]) => ({ data, shape });

function* artifacts() {
  for (let run = 0; run < 12; run++) {
    const arrays = Object.fromEntries(
      dtypeNames.flatMap((dtype) => {
        const values = valuesOf(dtype);
        return [
          [`${dtype}_0`, shaped(values.slice(run, run + 1))],
          [`${dtype}_1`, values.slice(0, run)],
          ...(run % 3 === 0 ? [] : [[`${dtype}_2`, shaped(values, run % 2 === 0 ? 3 : 2, run % 2 === 0 ? 4 : 6)]]),
          [`${dtype}_3`, run === 5 ? shaped(values.slice(0, 0), 2, 0, 3) : shaped(values, 2, 3, 2)],
        ];
      }),
    );
    yield AllTypes.create({
      ...BASE,
      timestamp: new Date(Date.UTC(2026, 1, 1 + run, 3, 4, 5, 60 * run)),
      ...arrays,
      gaps: Float64Array.of(1, Number.NaN, -0),
      empty: shaped(new Int8Array(0), run, 0, 3),
      number: [Number.NaN, Infinity, -Infinity, -0, 5e-324, 0.1, 1, 2 ** 53, 1e300][run % 9],
      integer: [0, -1, Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER][run % 4],
      bigint: 10n ** BigInt(5 * run),
      text: ['NaN', 'plain', '', ' "quoted", \\ and \u0000 \u202e', '😀', '1'][run % 6],
      flag: run % 2 === 0,
      date: new Date(run),
      day: '2026-02-28',
      perhaps: run % 4 === 0 ? null : run / 4,
      curves: new Map(
        run === 0
          ? []
          : [
              [`a${run}`, Float32Array.of(run, Number.NaN)],
              ['', Float32Array.of(-0)],
            ],
      ),
      levels: new Map([
        ['low', Number.NaN],
        [`k${run}`, run],
      ]),
      pairs: Array.from({ length: run % 3 }, (_, index) => ({
        name: `p${index}`,
        curve: Float64Array.of(index, Number.NaN),
        at: index === 0 ? null : 0.5,
      })),
      any: [1, 'one', true, null, [1, [2]], { a: 1 }, { a: 'x' }, -0, 1.5, [], {}, 'NaN'][run],
      mixed: run % 2 === 0 ? 1 : '1',
      many: { Foo: 1, foo: run },
      wide: Object.fromEntries(Array.from({ length: 70 }, (_, index) => [`k${index}`, run])),
    });
  }
}

/** The files of other tools, which have no dtypes and no seal. */
const PLAIN = [
  '{"procedure_name":"Plain","procedure_version":"1","timestamp":"2026-02-01T00:00:01+02:00","input_parameters":{},"big":18446744073709551615,"big_list":[1,-9223372036854775808],"beyond":[123456789012345678901234567890],"far":1e400,"x":1.50,"named":"NaN","word":"NaN","bare":NaN,"e":1E5,"exact":9007199254740993,"nest":{"a b":2}}',
  '{"procedure_name":"Plain","procedure_version":"1","timestamp":"2026-02-01T00:00:02.123456","input_parameters":{},"big":-1,"big_list":[18446744073709551615],"beyond":[],"far":2,"x":-0.0,"named":0.5,"word":"text","bare":-Infinity,"e":1,"exact":-0.0,"nest":null}',
];

/** Makes the folder. Returns the path in which `artifacts/exploratory` is. */
export async function allTypesStore(): Promise<string> {
  const folder = await newFolder();
  const root = join(folder, 'artifacts', 'exploratory');
  const repository = new ArtifactRepository({ storage: new FileStorage(root) });
  for (const artifact of artifacts()) await repository.save(artifact as never);
  await mkdir(join(root, 'Plain'), { recursive: true });
  for (const [index, text] of PLAIN.entries())
    await writeFile(join(root, 'Plain', `2026-02-01T00-00-0${index + 1}_abcdef.json`), text);
  return folder;
}
