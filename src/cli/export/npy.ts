import { endianness } from 'node:os';
import { escaped } from '../../display/escaping.js';
import { Failure } from '../../display/failure.js';
import { pointersOfName } from '../../display/key-names.js';
import { checkUnambiguous } from '../../display/name-failures.js';
import { shapeText } from '../../display/shape-text.js';
import { shellWord } from '../../display/shell-word.js';
import { MOST_LISTED_NAMES, someOf } from '../../display/wording.js';
import { StoredArray } from '../../format/stored-array.js';
import { valueAt } from '../../format/stored-tree.js';
import { type DType, dtypeTraits, type TypedArray, UNDECLARED_DTYPES, undeclaredDTypeOf } from '../../model/dtypes.js';
import { FormatError } from '../../model/errors.js';
import { elementOfTree } from '../../model/tree-elements.js';
import type { StoredArtifact } from '../../repository/stored-artifact.js';
import type { Destination } from './destination.js';
import type { ExportedArtifacts } from './exported-artifacts.js';

/** Returns NumPy's type code of a dtype, without the character for the byte order: `i4`, `f8`. */
function numpyCodeOf(dtype: DType): string {
  const { kind, range, TypedArray } = dtypeTraits(dtype);
  const letter = kind === 'bool' ? 'b' : kind === 'float' ? 'f' : range !== undefined && range.min < 0n ? 'i' : 'u';
  return `${letter}${TypedArray.BYTES_PER_ELEMENT}`;
}

/** The elements begin at a multiple of this many bytes, so that they can be mapped into memory. */
const ALIGNMENT = 64;

/** The digits for which NumPy reserves room in the header, so that the first axis can grow. */
const RESERVED_DIGITS = 21;

/**
 * Returns the header of a .npy file for an array in C order, byte for byte as NumPy 2 writes it.
 *
 * @see https://numpy.org/neps/nep-0001-npy-format.html
 */
export function npyHeader(dtype: DType, shape: readonly number[]): Buffer {
  const code = numpyCodeOf(dtype);
  const order = code.endsWith('1') ? '|' : endianness() === 'LE' ? '<' : '>';
  const tuple = shape.length === 1 ? `(${shape[0]},)` : `(${shape.join(', ')})`;
  const growth = shape.length === 0 ? 0 : RESERVED_DIGITS - String(shape[0]).length;
  const text = `{'descr': '${order}${code}', 'fortran_order': False, 'shape': ${tuple}, }${' '.repeat(growth)}`;
  const magic = Buffer.from('\x93NUMPY\x01\x00', 'latin1');
  const before = magic.length + 2;
  const padding = ALIGNMENT - ((before + text.length + 1) % ALIGNMENT);
  const dictionary = Buffer.from(`${text}${' '.repeat(padding)}\n`, 'latin1');
  const length = Buffer.alloc(2);
  length.writeUInt16LE(dictionary.length);
  return Buffer.concat([magic, length, dictionary]);
}

/** The array that one of the artifacts has. */
interface FoundArray {
  readonly id: string;
  readonly pointer: string;
  /** The dtype that the file declares; undefined in an unsealed file, which declares none. */
  readonly dtype: DType | undefined;
  /** A dtype that holds all elements, whether the file declares it or not. */
  readonly fittingDtype: DType;
  readonly shape: readonly number[];
}

/** An array that was written. */
interface WrittenArray {
  readonly pointer: string;
  readonly dtype: DType;
  readonly shape: readonly number[];
  /** The number of artifacts whose arrays it holds. */
  readonly artifacts: number;
}

/**
 * Writes a .npy file with the array of an artifact, or the arrays of several artifacts stacked along a new first axis.
 *
 * @param name - the name or JSON Pointer of the array; may be undefined if the artifacts have only one.
 * @returns undefined if no artifact could be read.
 * @throws Failure if some artifacts lack the array, or their arrays differ in shape or dtype.
 * @throws ArtifactError if an artifact cannot be read when its elements are to be written.
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
    const { pointer } = found.get(artifact.path) as FoundArray;
    for await (const piece of (arrayAt(artifact, pointer) as StoredArray).pieces())
      await destination.write(bytesOf(inDType(piece, dtype, artifact.path)));
  });
  // If one array is missing, all later ones are at the wrong offsets.
  if (artifacts.unread.size > unread) throw [...artifacts.unread.values()].at(-1);
  return { pointer: first.pointer, dtype, shape, artifacts: found.size };
}

/**
 * Finds the array of each artifact.
 *
 * @returns the arrays by the path of the artifact; all have the same shape.
 */
async function findArrays(
  artifacts: ExportedArtifacts,
  name: string | undefined,
): Promise<ReadonlyMap<string, FoundArray>> {
  const found = new Map<string, FoundArray>();
  const known = new Set<string>();
  const lacking: string[] = [];
  await artifacts.each(async ({ id, artifact }) => {
    for (const [pointer] of artifact.arrays) known.add(pointer);
    for (const pointer of name === undefined ? known : pointersOfName(name)) {
      const array = arrayAt(artifact, pointer);
      if (array === undefined) continue;
      const { dtype, shape } = array;
      found.set(artifact.path, { id, pointer, dtype, fittingDtype: await fittingDType(array), shape });
      return;
    }
    lacking.push(id);
  });
  if (name === undefined && known.size > 1) throw severalArraysFailure(known);
  if (found.size === 0 && lacking.length > 0) throw noArrayFailure(known, name);
  checkUnambiguous(name ?? '', new Set(Array.from(found.values(), ({ pointer }) => pointer)));
  if (lacking.length > 0) throw lackingArrayFailure([...found.values()][0] as FoundArray, found.size, lacking);
  checkSameKind([...found.values()]);
  return found;
}

/** Returns the array at a pointer; undefined if there is none. An empty list of an unsealed file counts as an array without elements. */
function arrayAt({ seal, root }: StoredArtifact, pointer: string): StoredArray | undefined {
  const tree = valueAt(root, pointer);
  if (tree instanceof StoredArray) return tree;
  const isEmptyList = seal === undefined && Array.isArray(tree) && tree.length === 0;
  return isEmptyList ? StoredArray.ofValues(undefined, [0], new Float64Array(0)) : undefined;
}

/** Returns the dtype that the file declares, or else one that holds all elements. */
async function fittingDType(array: StoredArray): Promise<DType> {
  if (array.dtype !== undefined) return array.dtype;
  return undeclaredDTypeOf(await array.read());
}

/** Returns the dtype that a file declares; if none does, one that holds the elements of all arrays. */
function commonDType(arrays: readonly FoundArray[]): DType {
  const declared = arrays.find(({ dtype }) => dtype !== undefined)?.dtype;
  return (
    declared ??
    UNDECLARED_DTYPES.find(
      (dtype) => dtype !== 'float64' && arrays.some(({ fittingDtype }) => fittingDtype === dtype),
    ) ??
    'float64'
  );
}

const bytesOf = ({ buffer, byteOffset, byteLength }: TypedArray): Uint8Array =>
  new Uint8Array(buffer, byteOffset, byteLength);

/**
 * Returns elements in the dtype of the .npy file.
 *
 * @throws FormatError (`ARTIFACT_FORMAT`) if an unsealed file has a number that the dtype does not hold.
 */
function inDType(piece: TypedArray, dtype: DType, path: string): TypedArray {
  const { TypedArray, expected } = dtypeTraits(dtype);
  if (piece instanceof TypedArray) return piece;
  const toElement = elementOfTree(dtype);
  const elements = new TypedArray(piece.length);
  for (const [index, value] of piece.entries()) {
    const element = toElement(value);
    if (element === undefined)
      throw new FormatError(
        path,
        `has the number ${value} in that array, expected ${expected} as in the other artifacts`,
      );
    elements[index] = element as never;
  }
  return elements;
}

/** @throws Failure if the arrays differ in shape or in the declared dtype. */
function checkSameKind(arrays: readonly FoundArray[]): void {
  const idsByType = new Map<string, string[]>();
  for (const { id, dtype, shape } of arrays) {
    const type = shapeText({ dtype, shape });
    const ids = idsByType.get(type);
    if (ids === undefined) idsByType.set(type, [id]);
    else ids.push(id);
  }
  const dtypes = new Set(arrays.flatMap(({ dtype }) => dtype ?? []));
  const shapes = new Set(arrays.map(({ shape }) => String(shape)));
  if (dtypes.size <= 1 && shapes.size <= 1) return;
  const lines = [...idsByType].map(([type, ids]) => `  ${type}: ${someOf(ids, MOST_LISTED_NAMES)}\n`);
  const fault = `${escaped(arrays[0]?.pointer ?? '')} is not the same kind of array in all artifacts, so that they cannot be stacked:\n`;
  throw new Failure(`${fault}${lines.join('')}Export those that are, or all of them as .ndjson.`);
}

const severalArraysFailure = (known: ReadonlySet<string>): Failure =>
  new Failure(
    `A .npy file holds one array, and these artifacts have ${known.size}. Write one of\n${arrayOptions(known)}`,
  );

const noArrayFailure = (known: ReadonlySet<string>, name = ''): Failure => {
  if (known.size === 0) return new Failure('These artifacts have no arrays. Export them as .csv or .ndjson.');
  return new Failure(`No artifact here has the array ${escaped(name)}. Write one of\n${arrayOptions(known)}`);
};

const lackingArrayFailure = ({ pointer }: FoundArray, count: number, lacking: readonly string[]): Failure =>
  new Failure(
    `${count} of ${count + lacking.length} artifacts have the array ${escaped(pointer)}, and these lack it:\n` +
      `  ${someOf(lacking, MOST_LISTED_NAMES)}\nTo leave them out: --has ${shellWord(pointer)}`,
  );

function arrayOptions(pointers: ReadonlySet<string>): string {
  const lines = [...pointers].slice(0, MOST_LISTED_NAMES).map((pointer) => `  --array ${shellWord(pointer)}`);
  if (pointers.size > MOST_LISTED_NAMES) lines.push(`  and ${pointers.size - MOST_LISTED_NAMES} more`);
  return lines.join('\n');
}
