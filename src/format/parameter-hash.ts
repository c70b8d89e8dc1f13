import { createHash, type Hash } from 'node:crypto';
import { CHARACTERS_PER_HASH_UPDATE } from '../model/limits.js';
import type { Tree, TreeObject } from '../model/tree.js';
import { PARAMETER_HASH_LENGTH } from './address.js';
import { addCanonicalJson } from './canonical-json.js';
import type { TextSink } from './json-pieces.js';
import { INPUT_PARAMETERS_KEY } from './layout.js';
import { addDumpsOfTree, dumpsOfFile, dumpsOfTree, type TextPart } from './python-json.js';

// The parameter hash stands in the name of a file: `41505c` in `ChangePointDetection/2026-02-11T15-40-12_41505c.json`. It is the beginning of the
// SHA-256 of the input parameters as a text: in canonical JSON if this library wrote the file, as json.dumps returns it if Python did.

/** Returns the parameter hash of an artifact that this library writes. */
export const parameterHashOf = (root: TreeObject): string =>
  hashOfText((add) => addCanonicalJson(root[INPUT_PARAMETERS_KEY] as Tree, add));

/** Returns the parameter hash of an artifact that this library writes for Python. */
export const pythonParameterHashOf = (root: TreeObject): string =>
  hashOfText((add) => addDumpsOfTree(root[INPUT_PARAMETERS_KEY] as Tree, add));

/**
 * Returns the hashes that files with these input parameters may have in their names: one of this library, and those of all ways in which
 * Python may have written the parameters, because Python tells 1 from 1.0.
 *
 * @param parameters - as a file holds them.
 * @param maxPythonTexts - the greatest number of ways in which Python may have written them.
 * @returns undefined if there are more ways.
 */
export function possibleParameterHashes(parameters: Tree, maxPythonTexts: number): ReadonlySet<string> | undefined {
  const own = hashOfText((add) => addCanonicalJson(parameters, add));
  const dumps = dumpsOfTree(parameters, maxPythonTexts);
  return dumps && new Set([own, ...dumps.flatMap((parts) => [...hashesOfParts(parts)])]);
}

/** Returns the hashes that a file that Python wrote may have in its name. The bytes are those of the whole file. */
export const pythonParameterHashes = (bytes: Uint8Array): string[] =>
  dumpsOfFile(bytes, INPUT_PARAMETERS_KEY).map(hashOfText);

function hashOfText(addText: (add: TextSink) => void): string {
  const hash = createHash('sha256');
  let text = '';
  addText((piece) => {
    text += piece;
    if (text.length < CHARACTERS_PER_HASH_UPDATE) return;
    hash.update(text, 'utf8');
    text = '';
  });
  return digitsOf(hash.update(text, 'utf8'));
}

/** Returns the hashes of all texts that the parts make, each time with another choice of spellings. */
function hashesOfParts(parts: readonly TextPart[]): Set<string> {
  const hashes = new Set<string>();
  const visit = (hash: Hash, from: number): void => {
    for (let index = from; index < parts.length; index++) {
      const part = parts[index] as TextPart;
      if (typeof part === 'string') hash.update(part, 'utf8');
      else {
        for (const text of part) visit(hash.copy().update(text, 'utf8'), index + 1);
        return;
      }
    }
    hashes.add(digitsOf(hash));
  };
  visit(createHash('sha256'), 0);
  return hashes;
}

const digitsOf = (hash: Hash): string => hash.digest('hex').slice(0, PARAMETER_HASH_LENGTH);
