import { endianness } from 'node:os';
import { elementOfTree } from '../../format/elements-builder.js';
import { StoredArray } from '../../format/stored-array.js';
import { type DType, dtypeOf, type TypedArray } from '../../model/dtypes.js';
import { FormatError } from '../../model/errors.js';
import type { StoredArtifact } from '../../repository/stored-artifact.js';
import { valueAt } from '../../repository/stored-tree.js';
import { escaped } from '../console/escaping.js';
import { Failure } from '../console/failure.js';
import { someOf } from '../console/notes.js';
import { shellWord } from '../context/root.js';
import { pointersOfName } from '../rows/key-names.js';
import { checkUnambiguous } from '../selection/search.js';
import type { Destination } from './destination.js';
import type { ExportedArtifacts } from './exported-artifacts.js';

/** The codes of NumPy's type strings, but for the order of bytes. */
const CODES: Readonly<Record<DType, string>> = {
  bool: 'b1',
  int8: 'i1',
  uint8: 'u1',
  int16: 'i2',
  uint16: 'u2',
  int32: 'i4',
  uint32: 'u4',
  int64: 'i8',
  uint64: 'u8',
  float32: 'f4',
  float64: 'f8',
};

/** The header's length is a multiple of this, so that the elements can be mapped into memory. */
const ALIGNMENT = 64;

/** Characters that NumPy leaves for a longer first axis. */
const LONGEST_LENGTH = 21;

/**
 * The header of an array in C order, byte for byte as NumPy 2 writes it.
 *
 * @see https://numpy.org/neps/nep-0001-npy-format.html
 */
export function npyHeader(dtype: DType, shape: readonly number[]): Buffer {
  const code = CODES[dtype];
  const order = code.endsWith('1') ? '|' : endianness() === 'LE' ? '<' : '>';
  const tuple = shape.length === 1 ? `(${shape[0]},)` : `(${shape.join(', ')})`;
  const growth = shape.length === 0 ? 0 : LONGEST_LENGTH - String(shape[0]).length;
  const text = `{'descr': '${order}${code}', 'fortran_order': False, 'shape': ${tuple}, }${' '.repeat(growth)}`;
  const magic = Buffer.from('\x93NUMPY\x01\x00', 'latin1');
  const before = magic.length + 2;
  const padding = ALIGNMENT - ((before + text.length + 1) % ALIGNMENT);
  const dictionary = Buffer.from(`${text}${' '.repeat(padding)}\n`, 'latin1');
  const length = Buffer.alloc(2);
  length.writeUInt16LE(dictionary.length);
  return Buffer.concat([magic, length, dictionary]);
}

/** An array of one of the artifacts. */
interface Found {
  readonly id: string;
  readonly pointer: string;
  /** Undefined in a file of another tool, which says of its numbers nothing but their digits. */
  readonly dtype: DType | undefined;
  /** What holds its elements. */
  readonly held: DType;
  readonly shape: readonly number[];
}

/** An array that was written. */
interface WrittenArray {
  readonly pointer: string;
  readonly dtype: DType;
  readonly shape: readonly number[];
  /** How many artifacts it is from. */
  readonly artifacts: number;
}

/** Arrays and ids that a message lists. */
const LISTED = 8;

/**
 * Writes one array: that of an artifact, or those of several, stacked along a new first axis.
 *
 * @param name - of the array, as a key or a JSON Pointer; undefined if there is only one.
 * @returns undefined if no artifact could be read.
 * @throws Failure if artifacts lack the array, or have it in different shapes or dtypes.
 */
export async function writeNpy(
  artifacts: ExportedArtifacts,
  name: string | undefined,
  destination: Destination,
): Promise<WrittenArray | undefined> {
  const found = await findArrays(artifacts, name);
  const [first, ...others] = found.values();
  if (first === undefined) return undefined;
  const dtype = commonDType([first, ...others]);
  const shape = others.length === 0 ? first.shape : [found.size, ...first.shape];
  await destination.write(npyHeader(dtype, shape));
  const unread = artifacts.unread.size;
  await artifacts.each(async ({ artifact }) => {
    const { pointer } = found.get(artifact.path) as Found;
    for await (const piece of (arrayAt(artifact, pointer) as StoredArray).pieces())
      await destination.write(bytesOf(inDType(piece, dtype, artifact.path)));
  });
  // Without one of the arrays, those behind it would stand at the wrong places.
  if (artifacts.unread.size > unread) throw [...artifacts.unread.values()].at(-1);
  return { pointer: first.pointer, dtype, shape, artifacts: found.size };
}

/** The array of each artifact, by the path of the artifact: all of one shape. */
async function findArrays(artifacts: ExportedArtifacts, name: string | undefined): Promise<ReadonlyMap<string, Found>> {
  const found = new Map<string, Found>();
  const known = new Set<string>();
  const lacking: string[] = [];
  await artifacts.each(async ({ id, artifact }) => {
    for (const [pointer] of artifact.arrays) known.add(pointer);
    for (const pointer of name === undefined ? known : pointersOfName(name)) {
      const array = arrayAt(artifact, pointer);
      if (array === undefined) continue;
      const { dtype, shape } = array;
      found.set(artifact.path, { id, pointer, dtype, held: await heldDType(array), shape });
      return;
    }
    lacking.push(id);
  });
  if (name === undefined && known.size > 1) throw severalArrays(known);
  if (found.size === 0 && lacking.length > 0) throw noArray(known, name);
  checkUnambiguous(name ?? '', new Set(Array.from(found.values(), ({ pointer }) => pointer)));
  if (lacking.length > 0) throw lackingArray([...found.values()][0] as Found, found.size, lacking);
  checkShapes([...found.values()]);
  return found;
}

/** An array of an artifact. In a file of another tool, an array without elements is a list like any other. */
function arrayAt({ seal, root }: StoredArtifact, pointer: string): StoredArray | undefined {
  const tree = valueAt(root, pointer);
  if (tree instanceof StoredArray) return tree;
  const isEmptyList = seal === undefined && Array.isArray(tree) && tree.length === 0;
  return isEmptyList ? StoredArray.ofValues(undefined, [0], new Float64Array(0)) : undefined;
}

/** What holds the elements of an array, also where its file does not say. */
async function heldDType(array: StoredArray): Promise<DType> {
  if (array.dtype !== undefined) return array.dtype;
  const values = await array.read();
  return values instanceof BigInt64Array ? 'int64' : values instanceof BigUint64Array ? 'uint64' : 'float64';
}

/** The dtype that files say; where none does, that which holds all elements. */
function commonDType(arrays: readonly Found[]): DType {
  const said = arrays.find(({ dtype }) => dtype !== undefined)?.dtype;
  return said ?? (['int64', 'uint64'] as const).find((dtype) => arrays.some(({ held }) => held === dtype)) ?? 'float64';
}

const bytesOf = ({ buffer, byteOffset, byteLength }: TypedArray): Uint8Array =>
  new Uint8Array(buffer, byteOffset, byteLength);

/** @throws FormatError (`ARTIFACT_FORMAT`) if the numbers of a file of another tool are none of the dtype. */
function inDType(piece: TypedArray, dtype: DType, path: string): TypedArray {
  const { TypedArray, expected } = dtypeOf(dtype);
  if (piece instanceof TypedArray) return piece;
  const toElement = elementOfTree(dtype);
  const converted = new TypedArray(piece.length);
  for (const [index, value] of piece.entries()) {
    const element = toElement(value);
    if (element === undefined)
      throw new FormatError(
        path,
        `has the number ${value} in that array, expected ${expected} as in the other artifacts`,
      );
    converted[index] = element as never;
  }
  return converted;
}

/** @throws Failure if there is more than one shape or dtype. */
function checkShapes(arrays: readonly Found[]): void {
  const idsByType = new Map<string, string[]>();
  for (const { id, dtype, shape } of arrays) {
    const type = `${dtype ?? 'numbers'}[${shape}]`;
    const ids = idsByType.get(type);
    if (ids === undefined) idsByType.set(type, [id]);
    else ids.push(id);
  }
  const dtypes = new Set(arrays.flatMap(({ dtype }) => dtype ?? []));
  const shapes = new Set(arrays.map(({ shape }) => String(shape)));
  if (dtypes.size <= 1 && shapes.size <= 1) return;
  const lines = [...idsByType].map(([type, ids]) => `  ${type}: ${someOf(ids, LISTED)}\n`);
  const fault = `${escaped(arrays[0]?.pointer ?? '')} is not the same kind of array in all artifacts, so that they cannot be stacked:\n`;
  throw new Failure(`${fault}${lines.join('')}Export those that are, or all of them as .ndjson.`);
}

const severalArrays = (known: ReadonlySet<string>): Failure =>
  new Failure(`A .npy file holds one array, and these artifacts have ${known.size}. Write one of\n${calls(known)}`);

const noArray = (known: ReadonlySet<string>, name = ''): Failure => {
  if (known.size === 0) return new Failure('These artifacts have no arrays. Export them as .csv or .ndjson.');
  return new Failure(`No artifact here has the array ${escaped(name)}. Write one of\n${calls(known)}`);
};

const lackingArray = ({ pointer }: Found, count: number, lacking: readonly string[]): Failure =>
  new Failure(
    `${count} of ${count + lacking.length} artifacts have the array ${escaped(pointer)}, and these lack it:\n` +
      `  ${someOf(lacking, LISTED)}\nTo leave them out: --has ${shellWord(pointer)}`,
  );

function calls(pointers: ReadonlySet<string>): string {
  const lines = [...pointers].slice(0, LISTED).map((pointer) => `  --array ${shellWord(pointer)}`);
  if (pointers.size > LISTED) lines.push(`  and ${pointers.size - LISTED} more`);
  return lines.join('\n');
}
