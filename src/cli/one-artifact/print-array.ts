import { escaped } from '../../display/escaping.js';
import { Failure } from '../../display/failure.js';
import { namesOf, pointersOfName } from '../../display/key-names.js';
import { nearest } from '../../display/nearest.js';
import { shapeText } from '../../display/shape-text.js';
import { counted, MOST_LISTED_NAMES, someOf } from '../../display/wording.js';
import type { StoredArray } from '../../format/stored-array.js';
import { ProgressReporter } from '../../model/progress.js';
import { jsonLine } from '../console/json-text.js';
import { withProgress } from '../console/progress.js';
import type { Context } from '../context/context.js';
import { ArraySlice, SliceError, splitSlice } from './array-slice.js';
import { elementLines, nestedJson } from './array-values.js';

/** The end of the range in the example of a message: `[0:10]`. */
const EXAMPLE_END = 10;

/** An artifact with its arrays. */
interface ArtifactWithArrays {
  readonly id: string;
  readonly path: string;
  readonly seal: string | undefined;
  /** By JSON Pointer. */
  readonly arrays: ReadonlyMap<string, StoredArray>;
}

/**
 * Prints the elements of an array, or of a slice of it, with all their digits: one element a line, or one row of the last axis a line. With
 * `--json`, prints one object with nested lists.
 *
 * @param text - a JSON Pointer or the name of a key, with or without a slice: `/curve[1:2]`.
 * @throws Failure if there is no such array, or if the slice does not fit it.
 * @throws FormatError, IntegrityError if the file does not hold the array that it declares.
 */
export async function printArray(context: Context, artifact: ArtifactWithArrays, text: string): Promise<void> {
  const { terminal, json } = context;
  const { out, err } = terminal;
  const { pointer, array, slice } = resolveArray(context, artifact, text);
  const { dtype = null, shape, size } = array;
  const print = async (progress: ProgressReporter) => {
    const pieces = json ? nestedJson(array, slice, progress) : elementLines(array, slice, progress);
    for await (const piece of pieces) await out.write(piece);
  };
  // On a terminal that shows the elements, a line of progress would stand between them.
  const printWithProgress = () => (out.isTerminal ? print(new ProgressReporter()) : withProgress(context, print));
  if (json) {
    const { id, path, seal = null } = artifact;
    const ranges = slice.ranges.map(({ start, end }) => [start, end]);
    const head = jsonLine({ type: 'array', id, path, seal, array: pointer, dtype, shape, ranges });
    await out.write(`${head.slice(0, -2)},"values":`);
    await printWithProgress();
    await out.write('}\n');
    return;
  }
  await printWithProgress();
  if (slice.size < size)
    await err.write(`${slice.size} of ${counted(size, 'element')} of ${escaped(pointer)}, ${shapeText(array)}.\n`);
}

/**
 * Finds the array and the slice that a text names. A key may itself end in brackets, so the whole text is tried as a name first.
 *
 * @throws Failure if there is no such array, or if the slice does not fit it.
 */
function resolveArray(
  context: Context,
  { id, arrays }: ArtifactWithArrays,
  text: string,
): { readonly pointer: string; readonly array: StoredArray; readonly slice: ArraySlice } {
  const find = (name: string) => pointersOfName(name).find((pointer) => arrays.has(pointer));
  const named = find(text) === undefined ? splitSlice(text) : { name: text, slice: undefined };
  const pointer = find(named.name);
  if (pointer === undefined) throw noSuchArrayFailure(arrays, named.name);
  const array = arrays.get(pointer) as StoredArray;
  try {
    return { pointer, array, slice: new ArraySlice(named.slice, array.shape) };
  } catch (error) {
    if (!(error instanceof SliceError)) throw error;
    const slice =
      array.shape.length === 0 ? '' : `[${array.shape.map((length) => `0:${Math.min(EXAMPLE_END, length)}`)}]`;
    const example = context.call('show', id, '--array', pointer + slice);
    throw new Failure(
      `${escaped(text)} ${error.message}: ${escaped(pointer)} is ${shapeText(array)}. Write for example\n  ${example}`,
    );
  }
}

function noSuchArrayFailure(arrays: ReadonlyMap<string, StoredArray>, name: string): Failure {
  const missing = `There is no array "${escaped(name)}" in it.`;
  if (arrays.size === 0) return new Failure(`${missing} It has none.`, { code: 'NOT_FOUND' });
  const names = namesOf(arrays.keys());
  const meant = nearest(name, [...names.values(), ...arrays.keys()]);
  const advice =
    meant === undefined
      ? `There are ${someOf([...names.values()].map(escaped), MOST_LISTED_NAMES)}.`
      : `Did you mean ${escaped(meant)}?`;
  return new Failure(`${missing} ${advice}`, { code: 'NOT_FOUND' });
}
