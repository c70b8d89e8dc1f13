import type { StoredArray } from '../../format/stored-array.js';
import { ProgressReporter } from '../../model/progress.js';
import { escaped } from '../console/escaping.js';
import { Failure, nearest } from '../console/failure.js';
import { jsonLine } from '../console/json-text.js';
import { counted, someOf } from '../console/notes.js';
import { withProgress } from '../console/progress.js';
import type { Context } from '../context/context.js';
import { shapeText } from '../rows/cells.js';
import { namesOf, pointersOfName } from '../rows/key-names.js';
import { ArraySlice, partedSlice, SliceFault } from './array-slice.js';
import { nestedJson, valueLines } from './array-values.js';

/** Arrays that are named where another one was asked for. */
const MOST_ARRAYS = 8;

/** The end of a range that is given as an example. */
const EXAMPLE = 10;

/** The arrays of an artifact, by JSON Pointer. */
interface ArraysOfArtifact {
  readonly id: string;
  readonly path: string;
  readonly seal: string | undefined;
  readonly arrays: ReadonlyMap<string, StoredArray>;
}

/**
 * Prints the values of an array, or of a part of it: exactly, one a line, or one row of the last axis a line. For programs it is one object,
 * with nested lists.
 *
 * @param text - a JSON Pointer or the name of a key, and perhaps a slice.
 * @throws Failure if there is no such array, or no such part of it.
 * @throws FormatError, IntegrityError if the file does not hold the array that it says.
 */
export async function printArray(context: Context, artifact: ArraysOfArtifact, text: string): Promise<void> {
  const { terminal, json } = context;
  const { out, err } = terminal;
  const { pointer, array, slice } = arrayMeantBy(context, artifact, text);
  const { dtype = null, shape, size } = array;
  const print = async (progress: ProgressReporter) => {
    const pieces = json ? nestedJson(array, slice, progress) : valueLines(array, slice, progress);
    for await (const piece of pieces) await out.write(piece);
  };
  // A line of progress would stand between the values.
  const printing = () => (out.isTerminal ? print(new ProgressReporter()) : withProgress(context, print));
  if (json) {
    const { id, path, seal = null } = artifact;
    const ranges = slice.ranges.map(({ start, end }) => [start, end]);
    const head = jsonLine({ type: 'array', id, path, seal, array: pointer, dtype, shape, ranges });
    await out.write(`${head.slice(0, -2)},"values":`);
    await printing();
    await out.write('}\n');
    return;
  }
  await printing();
  if (slice.size < size)
    await err.write(`${slice.size} of ${counted(size, 'element')} of ${escaped(pointer)}, ${shapeText(array)}.\n`);
}

/** The array that somebody means, and the part of it. */
function arrayMeantBy(
  context: Context,
  { id, arrays }: ArraysOfArtifact,
  text: string,
): { readonly pointer: string; readonly array: StoredArray; readonly slice: ArraySlice } {
  const find = (name: string) => pointersOfName(name).find((pointer) => arrays.has(pointer));
  const parted = find(text) === undefined ? partedSlice(text) : { name: text, slice: undefined };
  const pointer = find(parted.name);
  if (pointer === undefined) throw noArray(arrays, parted.name);
  const array = arrays.get(pointer) as StoredArray;
  try {
    return { pointer, array, slice: new ArraySlice(parted.slice, array.shape) };
  } catch (error) {
    if (!(error instanceof SliceFault)) throw error;
    const slice = array.shape.length === 0 ? '' : `[${array.shape.map((length) => `0:${Math.min(EXAMPLE, length)}`)}]`;
    const example = context.call('show', id, '--array', pointer + slice);
    throw new Failure(
      `${escaped(text)} ${error.message}: ${escaped(pointer)} is ${shapeText(array)}. Write for example\n  ${example}`,
    );
  }
}

function noArray(arrays: ReadonlyMap<string, StoredArray>, name: string): Failure {
  const missing = `There is no array "${escaped(name)}" in it.`;
  if (arrays.size === 0) return new Failure(`${missing} It has none.`, { code: 'NOT_FOUND' });
  const names = namesOf(arrays.keys());
  const meant = nearest(name, [...names.values(), ...arrays.keys()]);
  const advice =
    meant === undefined
      ? `There are ${someOf([...names.values()].map(escaped), MOST_ARRAYS)}.`
      : `Did you mean ${escaped(meant)}?`;
  return new Failure(`${missing} ${advice}`, { code: 'NOT_FOUND' });
}
