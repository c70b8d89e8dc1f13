import { readJson } from '../json/read-json.js';
import { dtypeTraits } from '../model/dtypes.js';
import { Elements, nestedLists } from '../model/elements.js';
import { MAX_WHOLE_TEXT } from '../model/limits.js';
import { NumberText } from '../model/number-text.js';
import { isTreeObject, type Tree, type TreeObject } from '../model/tree.js';
import { addList, addObject, addQuoted, roomAfter, type TextSink } from './json-pieces.js';
import { ONE_LINE, pythonArrayText } from './python-array-text.js';
import { byCodePoint, inAscii, pythonFloat, pythonNumber } from './python-scalars.js';

// What `json.dumps(parameters, sort_keys=True)` returns in Python: `{"threshold": 1.0, "window_size": 10}`. The Python implementation hashes
// this text. Two things about it cannot be known from the values, so that one tree may have several texts:
//
// - An integer may be an int, 1, or a float, 1.0, in Python. A file has the digits, parameters in memory have not.
// - Python sorts keys before it turns them into strings. The keys "9" and "10" stand in this order if they were ints, else in the other.

/**
 * Returns the possible results of `json.dumps(root[key], sort_keys=True)` for a file that Python wrote. Each is a function that adds the text
 * piece by piece, with every number as it stands in the file.
 *
 * @see https://docs.python.org/3/library/json.html#json.dumps
 */
export function dumpsOfFile(bytes: Uint8Array, key: string): readonly ((add: TextSink) => void)[] {
  const root = readJson(bytes, { bareTokens: true, numberTexts: true }) as TreeObject;
  const tree = root[key] as Tree;
  return choicesOfNumericKeys(tree).map((numericKeys) => (add: TextSink) => {
    addDumps(tree, { numericKeys, add, addNumber: (number) => add((number as NumberText).text) });
  });
}

/** Adds what `json.dumps(parameters, sort_keys=True)` returns for the parameters of a file for Python. */
export function addDumpsOfTree(parameters: Tree, add: TextSink): void {
  const addNumber = (number: number | bigint | NumberText) => add(pythonNumber(number));
  addDumps(parameters, { numericKeys: NONE, add, addNumber, addElements });

  function addElements(elements: Elements): void {
    for (const piece of pythonArrayText(elements, ONE_LINE))
      add(typeof piece === 'string' ? piece : Buffer.from(piece).toString('latin1'));
  }
}

const NONE: ReadonlySet<TreeObject> = new Set();

/** A part of a text: the same in all results of `json.dumps` for a tree, or one of several spellings. */
export type TextPart = string | readonly string[];

/**
 * Returns the possible results of `json.dumps(parameters, sort_keys=True)` for parameters that a file would be read as. Each is a list of
 * parts; every choice of one spelling for each part is a result.
 *
 * @param maxTexts - the greatest number of results.
 * @returns undefined if there are more, or if they are too long to be made in one piece.
 *
 * @example
 * dumpsOfTree({ a: 1, b: 'x' }, 8); // [['{', '"', 'a', '"', ': ', ['1', '1.0'], ', ', '"', 'b', … ]]
 */
export function dumpsOfTree(tree: Tree, maxTexts: number): readonly (readonly TextPart[])[] | undefined {
  if (roomAfter(tree, MAX_WHOLE_TEXT) < 0) return undefined;
  const choices = choicesOfNumericKeys(tree);
  let texts = choices.length;
  for (const number of numbersIn(tree)) {
    texts *= spellingsOf(number).length;
    if (texts > maxTexts) return undefined;
  }
  return choices.map((numericKeys) => {
    const parts: TextPart[] = [];
    const add = (piece: string) => void parts.push(piece);
    addDumps(tree, { numericKeys, add, addNumber: (number) => void parts.push(spellingsOf(number)) });
    return parts;
  });
}

function* numbersIn(tree: Tree): Generator<number | bigint | NumberText> {
  if (typeof tree === 'number' || typeof tree === 'bigint' || tree instanceof NumberText) yield tree;
  else if (tree instanceof Elements) yield* numbersIn(listsOf(tree));
  else if (Array.isArray(tree)) for (const item of tree) yield* numbersIn(item);
  else if (isTreeObject(tree)) for (const member of Object.values(tree)) yield* numbersIn(member);
}

/** Stands for the NaN of an array that has `null` for it. */
const MISSING = new NumberText('null');

function listsOf(elements: Elements): Tree {
  const { toElement } = dtypeTraits(elements.dtype);
  const { missing } = elements;
  return nestedLists<Tree>(elements, (held) =>
    missing === null && Number.isNaN(held) ? MISSING : toElement(held),
  ) as Tree;
}

/**
 * Returns the texts that Python may have written where this number is read: those of an int, of a float, or of a name, which is a string
 * where a class declares a number. {@link MISSING} may be any NaN.
 */
function spellingsOf(number: number | bigint | NumberText): readonly string[] {
  if (number === MISSING) return [MISSING.text, ...spellingsOf(Number.NaN)];
  if (number instanceof NumberText) return spellingsOf(number.double as number);
  const value = Number(number);
  if (!Number.isFinite(value)) return [String(value), `"${value}"`];
  if (typeof number === 'bigint') return [String(number), ...(BigInt(value) === number ? [pythonFloat(value)] : [])];
  if (!Number.isInteger(value) || Object.is(value, -0)) return [pythonFloat(value)];
  // A large integer has two spellings that are read as this double: all its digits, and those that ECMAScript prints.
  const ints = [String(BigInt(value)), String(value)].filter((text) => /^-?\d+$/.test(text));
  return [...new Set([...ints, pythonFloat(value)])];
}

/**
 * The greatest number of objects with ambiguous keys for which all combinations are tried. If there are more, either all of them have
 * numeric keys, or none: the dicts of one program tend to be alike.
 */
const MAX_COMBINED = 3;

/** Returns the sets of objects whose keys may have been numbers in Python. The first set is empty. */
function choicesOfNumericKeys(tree: Tree): ReadonlySet<TreeObject>[] {
  const objects = ambiguousObjectsIn(tree);
  if (objects.length > MAX_COMBINED) return [new Set(), new Set(objects)];
  return Array.from(
    { length: 2 ** objects.length },
    (_, bits) => new Set(objects.filter((_, index) => (bits >> index) & 1)),
  );
}

/** Returns the objects whose keys have one order as numbers and another as strings. */
function ambiguousObjectsIn(tree: Tree): TreeObject[] {
  const objects: TreeObject[] = [];
  const visit = (each: Tree): void => {
    if (Array.isArray(each)) for (const item of each) visit(item);
    else if (isTreeObject(each)) {
      const keys = Object.keys(each);
      if (keys.every((key) => NUMERIC_KEY.test(key))) {
        const asStrings = [...keys].sort();
        if (sortedAsNumbers(keys).some((key, index) => key !== asStrings[index])) objects.push(each);
      }
      for (const key of keys) visit(each[key] as Tree);
    }
  };
  visit(tree);
  return objects;
}

/** The strings that json.dumps makes of keys that are ints (Python prints 4300 digits at most), bools, and floats other than NaN. */
const NUMERIC_KEY = /^(?:-?(?:\d{1,4300}|\d+\.\d+|\d(?:\.\d+)?e[+-]\d+|Infinity)|true|false)$/;

function sortedAsNumbers(keys: readonly string[]): string[] {
  const numbers = keys.map((key) => ({ key, number: numberOfKey(key) }));
  return numbers.sort((a, b) => (a.number < b.number ? -1 : Number(a.number > b.number))).map(({ key }) => key);
}

/** JavaScript compares a bigint with a number exactly, as Python compares an int with a float. */
function numberOfKey(key: string): number | bigint {
  if (key === 'true' || key === 'false') return Number(key === 'true');
  return /^-?\d+$/.test(key) ? BigInt(key) : Number(key);
}

/** How {@link addDumps} adds the text of a tree. */
interface Dumping {
  /** The objects whose keys are sorted as numbers. */
  readonly numericKeys: ReadonlySet<TreeObject>;
  readonly add: TextSink;
  readonly addNumber: (number: number | bigint | NumberText) => void;
  /**
   * Adds the text of an array.
   * @defaultValue adds it as nested lists, with `addNumber` for each element
   */
  readonly addElements?: (elements: Elements) => void;
}

/** Adds what json.dumps returns. */
function addDumps(tree: Tree, dumping: Dumping): void {
  const { numericKeys, add, addNumber, addElements } = dumping;
  const addInner = (inner: Tree) => addDumps(inner, dumping);
  if (typeof tree === 'number' || typeof tree === 'bigint' || tree instanceof NumberText) addNumber(tree);
  else if (tree instanceof Elements) addElements === undefined ? addInner(listsOf(tree)) : addElements(tree);
  else if (Array.isArray(tree)) addList(tree, ', ', add, addInner);
  else if (isTreeObject(tree)) {
    const keys = numericKeys.has(tree) ? sortedAsNumbers(Object.keys(tree)) : Object.keys(tree).sort(byCodePoint);
    addObject(tree, keys, { comma: ', ', colon: ': ' }, (piece) => add(inAscii(piece)), addInner);
  } else if (typeof tree === 'string') addQuoted(tree, (piece) => add(inAscii(piece)));
  else add(JSON.stringify(tree));
}
