import type { Buffer } from 'node:buffer';
import type { ElementText } from '../../../src/format/array-table.js';
import { type Kernel, MAX_AXES } from '../../../src/json/kernel/kernel.js';
import { dtypeTraits } from '../../../src/model/dtypes.js';
import { isSameList } from '../../../src/model/same-list.js';
import { KERNELS } from '../kernel/kernels.js';
import { v8Double, v8Text } from '../kernel/v8-text.js';
import { type Cut, type ReadArray, readArray, writeArray } from '../kernel/whole-arrays.js';
import { compareBits } from '../numbers/values.js';
import { listLayout, rowsOf } from './lists.js';

/**
 * Reads an array by every kernel. A kernel accepts only what JSON.parse accepts, with the same values, and everything in the texts that V8
 * writes. All kernels agree, and write what they have read in the writer's layout.
 *
 * @param cut - the length of the pieces that are read, and the number of elements that are written at once.
 */
export function listReadingOf(
  bytes: Buffer,
  type: ElementText,
  cut: Cut,
): { isAccepted: boolean; fault: string | undefined } {
  const faults = Object.entries(KERNELS).map(([name, kernel]) => {
    const fault = faultOf(kernel, bytes, type, cut);
    return fault === undefined ? undefined : `${nameOf(type)}, ${name}: ${fault}`;
  });
  const [first, ...others] = Object.values(KERNELS).map((kernel) => readArray(kernel, type, bytes, cut));
  const isOneAlone = others.some((other) => (other === undefined) !== (first === undefined));
  const fault = faults.find((each) => each !== undefined);
  return {
    isAccepted: first !== undefined,
    fault: fault ?? (isOneAlone ? `${nameOf(type)}: one kernel alone accepts it` : undefined),
  };
}

const nameOf = ({ dtype, missing }: ElementText): string => (missing === null ? `${dtype} or null` : dtype);

function faultOf(kernel: Kernel, bytes: Buffer, type: ElementText, cut: Cut): string | undefined {
  const found = readArray(kernel, type, bytes, cut);
  if (found === undefined) return isPlain(bytes.toString('latin1'), type) ? 'refuses what V8 writes' : undefined;
  return (
    valueFault(found, bytes.toString('latin1', 0, found.end), type) ??
    countFault(found, readArray(kernel, {}, bytes, cut)) ??
    (found.values.length > 0 ? writingFault(kernel, found, type, cut) : undefined)
  );
}

/** Compares what was read with what JSON.parse makes of the same text, token by token. */
function valueFault({ values, shape, size }: ReadArray, text: string, type: ElementText): string | undefined {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    return 'accepts what JSON.parse refuses';
  }
  if (!isOfShape(parsed, shape)) return `returns the shape [${shape}]`;
  const tokens = tokensOf(text);
  if (tokens.length !== values.length || size !== values.length) return `returns ${values.length} of ${tokens.length}`;
  const wanted = tokens.map((token) => elementOf(token, type));
  const refused = wanted.indexOf(undefined);
  if (refused >= 0) return `accepts ${tokens[refused]}`;
  let fault: string | undefined;
  compareBits(
    new (dtypeTraits(type.dtype).TypedArray)(wanted.length).map((_, at) => wanted[at] as never),
    values,
    (at) => {
      fault ??= `returns ${values[at]} for ${tokens[at]}`;
    },
  );
  return fault;
}

/** Returns the texts between the brackets and commas of a list. An element has neither, nor white space. */
const tokensOf = (text: string): string[] => text.match(/[^\s,[\]]+/g) ?? [];

/** True if lists have the lengths of a shape, and if what is below them is no list. */
function isOfShape(tree: unknown, [length, ...inner]: readonly number[]): boolean {
  if (length === undefined) return !Array.isArray(tree);
  if (!Array.isArray(tree) || tree.length !== length) return false;
  return tree.every((each) => isOfShape(each, inner));
}

/** Returns the element that a JSON text names; undefined if it names none. */
function elementOf(token: string, { dtype, missing }: ElementText): number | bigint | undefined {
  const { kind, range } = dtypeTraits(dtype);
  const value: unknown = JSON.parse(token);
  if (kind === 'bool') return typeof value === 'boolean' ? Number(value) : undefined;
  if (kind === 'float') {
    const double =
      typeof value === 'number' ? v8Double(token) : (missing === null ? NAMED_OR_MISSING : NAMED).get(value);
    return dtype === 'float32' && !Object.is(Math.fround(double as number), double) ? undefined : double;
  }
  if (typeof value !== 'number' || !Number.isInteger(value) || Object.is(value, -0)) return undefined;
  if (kind === 'integer') return isWithin(BigInt(value), range) ? value : undefined;
  return /^-?\d+$/.test(token) && isWithin(BigInt(token), range) ? BigInt(token) : undefined;
}

const NAMED = new Map<unknown, number>([NaN, Infinity, -Infinity].map((value) => [String(value), value]));

const NAMED_OR_MISSING = new Map<unknown, number>([...NAMED, [null, Number.NaN]]);
NAMED_OR_MISSING.delete('NaN');

const isWithin = (value: bigint, range: { readonly min: bigint; readonly max: bigint } | undefined): boolean =>
  range !== undefined && value >= range.min && value <= range.max;

/** True if a text has nothing but lists of equal lengths with elements in the texts that V8 writes. */
function isPlain(text: string, type: ElementText): boolean {
  let tree: unknown;
  try {
    tree = JSON.parse(text);
  } catch {
    return false;
  }
  const shape: number[] = [];
  for (let list = tree; Array.isArray(list); list = list[0]) shape.push(list.length);
  if (shape.length === 0 || shape.length > MAX_AXES || !isOfShape(tree, shape)) return false;
  const { TypedArray } = dtypeTraits(type.dtype);
  return tokensOf(text).every((token) => {
    try {
      const element = elementOf(token, type);
      return element !== undefined && v8Text(type, new TypedArray(1).fill(element as never)) === token;
    } catch {
      return false;
    }
  });
}

function countFault(read: ReadArray, counted: ReadArray | undefined): string | undefined {
  const isSame = counted?.end === read.end && counted.size === read.size && isSameList(counted.shape, read.shape);
  return isSame ? undefined : `counts ${counted?.size} up to ${counted?.end}`;
}

/** Writes the elements, and reads them again. */
function writingFault(kernel: Kernel, { values, shape }: ReadArray, type: ElementText, cut: Cut): string | undefined {
  const text = listLayout(type, values, shape);
  const written = writeArray(kernel, type, values, rowsOf(shape), cut).toString('latin1');
  return /^[\s[]*(.*?)[\s\]]*$/s.exec(text)?.[1] === written ? undefined : `writes ${written}`;
}
