import { hashOf } from './address.js';
import { addCanonical, pythonTexts } from './json/canonical.js';
import { PARAMETERS_KEY } from './json/layout.js';
import type { Tree, TreeObject } from './json/tree.js';

/** The hash of an artifact's input parameters that stands in the name of its file. */
export const parameterHashOf = (root: TreeObject): string =>
  hashOf((add) => addCanonical(root[PARAMETERS_KEY] as Tree, add));

/** The hashes of which one stands in the name of a file that Python wrote, from all its bytes. */
export const pythonHashesIn = (bytes: Uint8Array): string[] => pythonTexts(bytes, PARAMETERS_KEY).map(hashOf);
