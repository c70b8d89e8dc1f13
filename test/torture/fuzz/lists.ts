import { Buffer } from 'node:buffer';
import type { ElementText } from '../../../src/format/array-table.js';
import { MAX_AXES, type Rows } from '../../../src/json/kernel/kernel.js';
import { type DType, dtypeNames, dtypeTraits, elementKindOf, type TypedArray } from '../../../src/model/dtypes.js';
import { v8Text } from '../kernel/v8-text.js';
import { below, oneOf, type Random } from '../random.js';

// Arrays as nested lists, in the layout of the writer, which is made here by V8 alone.

/** Returns the text of a random array. */
export function listText(random: Random): { readonly type: ElementText; readonly text: string } {
  const dtype = oneOf(dtypeNames, random);
  const type: ElementText = elementKindOf(dtype) === 'float' && random() < 0.5 ? { dtype, missing: null } : { dtype };
  const shape = shapeOf(random);
  const values = new (dtypeTraits(dtype).TypedArray)(shape.reduce((size, length) => size * length, 1));
  for (let index = 0; index < values.length; index++) values[index] = elementOf(dtype, random) as never;
  return { type, text: listLayout(type, values, shape) };
}

function shapeOf(random: Random): number[] {
  if (random() < 0.02) return Array(oneOf([MAX_AXES - 1, MAX_AXES, MAX_AXES + 1], random)).fill(1);
  const shape = Array.from({ length: 1 + below(4, random) }, () => 1 + below(5, random));
  return random() < 0.1 ? [...shape.slice(1), 0] : shape;
}

// biome-ignore format: many numbers a line
const INTEGERS = [0, 1, -1, 127, -128, 255, 32767, 65535, 2 ** 31, 2 ** 32 - 1, 2 ** 53, -(2 ** 53), 1e20];
// biome-ignore format: many numbers a line
const FLOATS = [
  0.1, -0, 5e-324, 1.7976931348623157e308, 123.456, 1e21, 1e-7, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY,
];

function elementOf(dtype: DType, random: Random): number | bigint {
  const kind = elementKindOf(dtype);
  const integer = random() < 0.5 ? below(300, random) - 150 : oneOf(INTEGERS, random);
  if (kind === 'bool') return integer & 1;
  if (kind === 'bigint') return BigInt(integer) * 2n ** BigInt(below(12, random)) - BigInt(below(3, random));
  const choice = random();
  if (kind === 'integer' || choice < 0.3) return integer;
  return choice < 0.5 ? oneOf(FLOATS, random) : (random() - 0.5) * 10 ** (below(40, random) - 20);
}

const newLine = (levels: number): string => `\n${'  '.repeat(levels)}`;

/** Returns the text of an array in the writer's layout. The lists of the first axis of length 0 are empty. */
export function listLayout(type: ElementText, values: TypedArray, shape: readonly number[]): string {
  const rank = shape.includes(0) ? shape.indexOf(0) + 1 : shape.length;
  const list = (level: number, start: number, end: number): string => {
    if (level === rank - 1) return `[${v8Text(type, values.subarray(start, end))}]`;
    const length = shape[level] as number;
    const size = (end - start) / length;
    const items = Array.from({ length }, (_, item) => list(level + 1, start + item * size, start + (item + 1) * size));
    return `[${newLine(level + 1)}${items.join(`,${newLine(level + 1)}`)}${newLine(level)}]`;
  };
  return list(0, 0, values.length);
}

/** Returns what this layout has between rows. */
export function rowsOf(shape: readonly number[]): Rows {
  const levels = shape.length - 1;
  const separators = Array.from({ length: levels }, (_, ending) => {
    const lines = Array.from({ length: ending }, (_, list) => newLine(levels - 1 - list));
    const closing = lines.map((line) => `${line}]`).join('');
    const opening = lines.reverse().map((line) => `${line}[`);
    return Buffer.from(`]${closing},${opening.join('')}${newLine(levels)}[`);
  });
  return { shape, separators };
}
