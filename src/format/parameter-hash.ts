import type { Tree, TreeObject } from '../model/tree.js';
import { hashesOf, hashOf } from './address.js';
import { addCanonical, pythonTexts, pythonTextsOf } from './canonical.js';
import { INPUT_PARAMETERS_KEY } from './layout.js';

/** The hash of an artifact's input parameters that stands in the name of its file. */
export const parameterHashOf = (root: TreeObject): string =>
  hashOf((add) => addCanonical(root[INPUT_PARAMETERS_KEY] as Tree, add));

/**
 * The hashes of which one stands in the name of every file with these parameters: that of a sealed file, and those of files that Python
 * wrote, for it tells 1 from 1.0.
 *
 * @param parameters - as they are stored.
 * @param most - how many of Python's there may be.
 * @returns undefined if there are more.
 */
export function possibleParameterHashes(parameters: Tree, most: number): ReadonlySet<string> | undefined {
  const own = hashOf((add) => addCanonical(parameters, add));
  const pythons = pythonTextsOf(parameters, most);
  return pythons && new Set([own, ...pythons.flatMap((parts) => [...hashesOf(parts)])]);
}

/** The hashes of which one stands in the name of a file that Python wrote, from all its bytes. */
export const pythonParameterHashes = (bytes: Uint8Array): string[] =>
  pythonTexts(bytes, INPUT_PARAMETERS_KEY).map(hashOf);
