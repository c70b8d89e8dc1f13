import { readJson } from '../json/read-json.js';
import { isLowSurrogate } from '../json/scalars.js';
import { dtypeTraits } from '../model/dtypes.js';
import { Elements, nestedLists } from '../model/elements.js';
import { MAX_WHOLE_TEXT } from '../model/limits.js';
import { NumberText } from '../model/number-text.js';
import { isTreeObject, type Tree, type TreeObject } from '../model/tree.js';
import { addList, addObject, addQuoted, roomAfter, type TextSink } from './json-pieces.js';

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
    addDumps(tree, numericKeys, add, (number) => add((number as NumberText).text));
  });
}

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
    addDumps(tree, numericKeys, add, (number) => void parts.push(spellingsOf(number)));
    return parts;
  });
}

function* numbersIn(tree: Tree): Generator<number | bigint | NumberText> {
  if (typeof tree === 'number' || typeof tree === 'bigint' || tree === MISSING) yield tree;
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
  if (number instanceof NumberText) return [number.text, ...spellingsOf(Number.NaN)];
  const value = Number(number);
  if (!Number.isFinite(value)) return [String(value), `"${value}"`];
  if (typeof number === 'bigint') return [String(number), ...(BigInt(value) === number ? [floatRepr(value)] : [])];
  if (!Number.isInteger(value) || Object.is(value, -0)) return [floatRepr(value)];
  // A large integer has two spellings that are read as this double: all its digits, and those that ECMAScript prints.
  const ints = [String(BigInt(value)), String(value)].filter((text) => /^-?\d+$/.test(text));
  return [...new Set([...ints, floatRepr(value)])];
}

/** Returns the `repr` of a finite float in Python. */
function floatRepr(value: number): string {
  if (Object.is(value, -0)) return '-0.0';
  const [digits = '', exponent = ''] = value.toExponential().split('e');
  if (Number(exponent) >= -4 && Number(exponent) < 16) return Number.isInteger(value) ? `${value}.0` : String(value);
  return `${digits}e${exponent.slice(0, 1)}${exponent.slice(1).padStart(2, '0')}`;
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

/**
 * Adds what json.dumps returns.
 *
 * @param numericKeys - the objects whose keys are sorted as numbers.
 * @param addNumber - adds the text of a number.
 */
function addDumps(
  tree: Tree,
  numericKeys: ReadonlySet<TreeObject>,
  add: TextSink,
  addNumber: (number: number | bigint | NumberText) => void,
): void {
  const addInner = (inner: Tree) => addDumps(inner, numericKeys, add, addNumber);
  if (typeof tree === 'number' || typeof tree === 'bigint' || tree instanceof NumberText) addNumber(tree);
  else if (tree instanceof Elements) addInner(listsOf(tree));
  else if (Array.isArray(tree)) addList(tree, ', ', add, addInner);
  else if (isTreeObject(tree)) {
    const keys = numericKeys.has(tree) ? sortedAsNumbers(Object.keys(tree)) : Object.keys(tree).sort(byCodePoint);
    addObject(tree, keys, { comma: ', ', colon: ': ' }, (piece) => add(inAscii(piece)), addInner);
  } else if (typeof tree === 'string') addQuoted(tree, (piece) => add(inAscii(piece)));
  else add(JSON.stringify(tree));
}

/** Escapes everything but printable ASCII, as json.dumps does by default. */
const inAscii = (text: string): string =>
  text.replace(/[^ -~]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);

/**
 * Compares strings as Python does, by their code points. The order of UTF-16 code units differs from it: U+1F600 is written with surrogates,
 * which come before U+E000.
 */
function byCodePoint(a: string, b: string): number {
  let index = 0;
  while (index < a.length && a.charCodeAt(index) === b.charCodeAt(index)) index++;
  // If the strings differ in the second half of a surrogate pair, the code points that differ begin one unit before.
  if (isLowSurrogate(a.charCodeAt(index)) || isLowSurrogate(b.charCodeAt(index))) index = Math.max(0, index - 1);
  return (a.codePointAt(index) ?? -1) - (b.codePointAt(index) ?? -1) || a.length - b.length;
}
