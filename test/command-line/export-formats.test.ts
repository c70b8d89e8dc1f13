// What each format of `artifacts export` writes: JSON on one line, the header of a .npy file, the types of the columns of a .parquet file.

import test from 'ava';
import fc from 'fast-check';
import { npyHeader } from '../../src/cli/export/npy.js';
import { columnTypeOf, commonType } from '../../src/engines/column-type.js';
import { DUCKDB_TYPES } from '../../src/engines/duckdb/duckdb-types.js';
import { JsonLine } from '../../src/engines/json-line.js';
import { typeText } from '../../src/engines/type-names.js';
import { StoredArray } from '../../src/format/stored-array.js';
import type { StoredTree } from '../../src/format/stored-tree.js';
import type { DType, TypedArray } from '../../src/model/dtypes.js';
import { NumberText } from '../../src/model/number-text.js';

/** @param cut - the bytes of each piece. */
function onOneLine(text: string, cut = text.length): string {
  const line = new JsonLine();
  const bytes = Buffer.from(text);
  const pieces: Buffer[] = [];
  for (let at = 0; at < bytes.length; at += cut) pieces.push(line.push(bytes.subarray(at, at + cut)));
  return Buffer.concat(pieces).toString();
}

for (const [text, line] of [
  ['{\n  "a": [1,2],\n  "b": {}\n}\n', '{"a":[1,2],"b":{}}'],
  ['{\r\n\t"a" : -0.0 , "b": 1.0e-07\r\n}', '{"a":-0.0,"b":1.0e-07}'],
  [
    '[NaN, -Infinity, Infinity, -1, "NaN", " - Infinity \\" NaN \\\\"]',
    '["NaN","-Infinity","Infinity",-1,"NaN"," - Infinity \\" NaN \\\\"]',
  ],
  ['[12345678901234567890123, 1e400, true, false, null]', '[12345678901234567890123,1e400,true,false,null]'],
  ['{"порог 😀": "  \\n  "}', '{"порог 😀":"  \\n  "}'],
] as const)
  test(`a line of .ndjson keeps all digits and drops white space, in pieces of any size: ${JSON.stringify(text)}`, (t) => {
    for (const cut of [1, 2, 3, 5, 1000]) t.is(onOneLine(text, cut), line);
  });

test('any JSON with white space becomes the line that JSON.stringify gives', (t) => {
  fc.assert(
    fc.property(
      fc.json(),
      fc.constantFrom(undefined, 1, '\t', '\r\n '),
      fc.integer({ min: 1, max: 40 }),
      (json, space, cut) => {
        const value = JSON.parse(json);
        return onOneLine(JSON.stringify(value, undefined, space), cut) === JSON.stringify(value);
      },
    ),
  );
  t.pass();
});

for (const [dtype, shape, text] of [
  ['float64', [3], "{'descr': '<f8', 'fortran_order': False, 'shape': (3,), }"],
  ['bool', [2, 3], "{'descr': '|b1', 'fortran_order': False, 'shape': (2, 3), }"],
  ['int64', [], "{'descr': '<i8', 'fortran_order': False, 'shape': (), }"],
  ['uint8', [0], "{'descr': '|u1', 'fortran_order': False, 'shape': (0,), }"],
  ['float32', [100000000, 2, 2], "{'descr': '<f4', 'fortran_order': False, 'shape': (100000000, 2, 2), }"],
] as const)
  test(`a .npy file begins with the header ${text}`, (t) => {
    const header = npyHeader(dtype, shape);
    t.is(header.toString('latin1', 0, 8), '\x93NUMPY\x01\x00');
    t.is(header.readUInt16LE(8), header.length - 10);
    t.is(header.length % 64, 0);
    t.is(header.toString('latin1', 10), `${text.padEnd(header.length - 11)}\n`);
  });

/** The STRUCT with the most members. */
const WIDEST_STRUCT = `STRUCT(${Array.from({ length: 64 }, (_, index) => `k${index}`)
  .sort()
  .map((key) => `"${key}" ${key === 'k0' ? 'BIGINT' : 'VARCHAR'}`)
  .join(', ')})`;

const array = (dtype: DType | undefined, shape: number[], values: TypedArray) =>
  StoredArray.ofValues(dtype, shape, values);

for (const [values, sql] of [
  [[null], 'VARCHAR'],
  [['a', null], 'VARCHAR'],
  [[true], 'BOOLEAN'],
  [[1, 2], 'BIGINT'],
  [[1, 0.5], 'DOUBLE'],
  [[-0], 'DOUBLE'],
  [[Number.NaN, 3], 'DOUBLE'],
  [[9007199254740993n], 'BIGINT'],
  [[2n ** 64n - 1n], 'UBIGINT'],
  [[100000000000000000000n, 0.5], 'DOUBLE'],
  [[9007199254740993n, 0.5], 'JSON'],
  [[2n ** 64n + 1n], 'JSON'],
  [[new NumberText('9007199254740992.0')], 'DOUBLE'],
  [[new NumberText('1e400')], 'JSON'],
  [[1, '1'], 'JSON'],
  [[true, 1], 'JSON'],
  [[[], [1]], 'BIGINT[]'],
  [[[1], 2], 'JSON'],
  [[[1, 'a']], 'JSON[]'],
  [[{ b: 1 }, { a: 'x', b: 0.5 }], 'STRUCT("a" VARCHAR, "b" DOUBLE)'],
  [[{ 'it"s': null }], 'STRUCT("it""s" VARCHAR)'],
  [[{ a: 1, A: 2 }], 'JSON'],
  [[{ '': 1 }], 'JSON'],
  [[{}], 'JSON'],
  [[array('int8', [1], Int8Array.of(1))], 'TINYINT[]'],
  [[array('bool', [1, 1], Uint8Array.of(1))], 'BOOLEAN[][]'],
  [[array('float32', [1], Float32Array.of(1))], 'FLOAT[]'],
  [[array('float64', [], Float64Array.of(1))], 'DOUBLE'],
  [[array('uint64', [1], BigUint64Array.of(1n))], 'UBIGINT[]'],
  [[array('int64', [1], BigInt64Array.of(1n)), array(undefined, [1], Float64Array.of(2))], 'BIGINT[]'],
  [[array('float64', [1], Float64Array.of(1)), array(undefined, [1], Float64Array.of(2))], 'DOUBLE[]'],
  [[array('int64', [1], BigInt64Array.of(1n)), array(undefined, [1], Float64Array.of(0.5))], 'JSON[]'],
  [[array('int32', [1], Int32Array.of(1)), array('float32', [1], Float32Array.of(0.5))], 'DOUBLE[]'],
  [[array('float64', [1], Float64Array.of(1)), []], 'DOUBLE[]'],
  [[-1, 2n ** 64n - 1n], 'HUGEINT'],
  [[array('int64', [1], BigInt64Array.of(1n)), array('uint64', [1], BigUint64Array.of(1n))], 'HUGEINT[]'],
  [[array('int8', [1], Int8Array.of(1)), array('uint8', [1], Uint8Array.of(1))], 'SMALLINT[]'],
  [[array('int8', [1], Int8Array.of(1)), [300], array('int16', [1], Int16Array.of(1))], 'SMALLINT[]'],
  [[array('float32', [1], Float32Array.of(1)), [0.5]], 'FLOAT[]'],
  [[array('float32', [1], Float32Array.of(1)), [0.1]], 'DOUBLE[]'],
  [[array('float32', [1], Float32Array.of(1)), array('int64', [1], BigInt64Array.of(1n))], 'JSON[]'],
  [[array('bool', [1], Uint8Array.of(1)), array('int8', [1], Int8Array.of(1))], 'JSON[]'],
  [[array('int8', [1], Int8Array.of(1)), array('int8', [1, 1], Int8Array.of(1))], 'JSON[]'],
  [['NaN'], 'VARCHAR'],
  [['NaN', 0.5, 'Infinity'], 'DOUBLE'],
  [['NaN', 'a'], 'VARCHAR'],
  [['NaN', 0.5, 'a'], 'JSON'],
  [[Object.fromEntries(Array.from({ length: 64 }, (_, index) => [`k${index}`, null])), { k0: 1 }], WIDEST_STRUCT],
  [[Object.fromEntries(Array.from({ length: 64 }, (_, index) => [`k${index}`, null])), { k64: 1 }], 'JSON'],
] as const satisfies readonly (readonly [readonly StoredTree[], string])[])
  test(`a column with the values ${values.map(shownValue).join(' and ')} has the type ${sql}`, async (t) => {
    const types = await Promise.all(values.map(columnTypeOf));
    t.is(typeText(types.reduce(commonType), DUCKDB_TYPES), sql);
    t.is(typeText(types.toReversed().reduce(commonType), DUCKDB_TYPES), sql);
    // The order in which files are read does not matter, nor what is combined with what.
    t.is(
      typeText(
        types.reduceRight((right, left) => commonType(left, right)),
        DUCKDB_TYPES,
      ),
      sql,
    );
  });

function shownValue(value: StoredTree): string {
  if (value instanceof StoredArray) return `an array ${value.dtype ?? 'of numbers'}[${value.shape}]`;
  if (value instanceof NumberText) return value.text;
  if (typeof value === 'number' || typeof value === 'bigint') return Object.is(value, -0) ? '-0' : String(value);
  return JSON.stringify(value);
}
