import { readJson } from '../json/read-json.js';
import { isLowSurrogate, quotedPieces } from '../json/scalars.js';
import { stringify } from '../libraries.cjs';
import { dtypeTraits } from '../model/dtypes.js';
import { Elements, nestedLists } from '../model/elements.js';
import { LIMITS } from '../model/limits.js';
import { NumberText } from '../model/number-text.js';
import { plainOf } from '../model/plain-tree.js';
import { isTreeObject, itemsOf, type Tree, type TreeObject } from '../model/tree.js';
import { treeOfNumber } from '../model/tree-numbers.js';

/** Takes the pieces of a text, one after the other. */
export type TextSink = (piece: string) => void;

/**
 * Gives the canonical text of a tree: by safe-stable-stringify, but piece by piece where it may be longer than any string.
 * Integers that no double holds keep all their digits.
 *
 * @param whole - about how many characters are made as a whole.
 * @see RFC 8785 (JCS)
 */
export function addCanonical(tree: Tree, add: TextSink, whole = MAX_WHOLE): void {
  if (roomAfter(tree, whole) >= 0) add(stringify(plainOf(tree)) as string);
  else if (typeof tree === 'string') addQuoted(tree, add);
  else if (typeof tree === 'bigint') add(String(tree));
  else if (tree instanceof Elements) addElements(tree, add);
  else if (isTreeObject(tree)) {
    addObject(tree, Object.keys(tree).sort(), ['{', ',', ':', '}'], add, (member) => addCanonical(member, add, whole));
  } else {
    const items = itemsOf(tree);
    if (items === undefined) add(JSON.stringify(plainOf(tree)));
    else addList(items, ['[', ',', ']'], add, (item) => addCanonical(item, add, whole));
  }
}

const MAX_WHOLE = 1 << 20;

/** What is left of the room for a text once a tree has taken its part; negative as soon as there is none. */
function roomAfter(tree: Tree, room: number): number {
  if (typeof tree === 'string') return room - tree.length;
  if (tree instanceof NumberText) return room - tree.text.length;
  if (tree instanceof Elements) return room - 32 * tree.values.length;
  if (isTreeObject(tree)) {
    for (const key in tree) {
      if (room < 0) break;
      room = roomAfter(tree[key] as Tree, room - key.length - 1);
    }
    return room;
  }
  const items = itemsOf(tree);
  if (items === undefined) return room - 32;
  for (let index = 0; index < items.length && room >= 0; index++) room = roomAfter(items[index] as Tree, room - 1);
  return room;
}

function addElements({ dtype, shape, values }: Elements, add: TextSink): void {
  const { toElement } = dtypeTraits(dtype);
  let next = 0;
  const addAxis = (axis: number): void => {
    if (axis === shape.length) {
      const value = toElement(values[next++] as number | bigint);
      addCanonical(typeof value === 'number' ? treeOfNumber(value) : value, add);
      return;
    }
    add('[');
    for (let index = 0; index < (shape[axis] as number); index++) {
      if (index > 0) add(',');
      addAxis(axis + 1);
    }
    add(']');
  };
  addAxis(0);
}

/**
 * Gives what `json.dumps(parameters, sort_keys=True)` gives for the member `key` of a file that Python wrote: every number as it
 * stands in the file, for 1.0 and 1 are one number here and two there.
 *
 * Python sorts keys before it makes them texts: ints, floats and bools as numbers. The file does not tell whether a key such as
 * "10" was a number, so an object whose keys may all have been numbers is sorted either way: there are several texts.
 *
 * @see https://docs.python.org/3/library/json.html#json.dumps
 */
export function pythonTexts(bytes: Uint8Array, key: string): readonly ((add: TextSink) => void)[] {
  const root = readJson(bytes, { bareTokens: true, numberTexts: true }) as TreeObject;
  const tree = root[key] as Tree;
  return choicesOf(objectsOfNumbers(tree)).map((ofNumbers) => (add: TextSink) => {
    addPython(tree, ofNumbers, add, (number) => add((number as NumberText).text));
  });
}

/** A part of a text: the same in all ways in which Python may write a tree, or one of several. */
export type TextPart = string | readonly string[];

/**
 * Gives all texts that `json.dumps(parameters, sort_keys=True)` may give for parameters that are read as this tree: Python has ints and
 * floats, so an integer stands there as 1 or as 1.0.
 *
 * @param most - how many texts there may be.
 * @returns undefined if there are more, or if they are too long to be made as a whole.
 */
export function pythonTextsOf(tree: Tree, most: number): readonly (readonly TextPart[])[] | undefined {
  if (roomAfter(tree, MAX_WHOLE) < 0) return undefined;
  const choices = choicesOf(objectsOfNumbers(tree));
  let texts = choices.length;
  for (const number of numbersIn(tree)) {
    texts *= pythonSpellings(number).length;
    if (texts > most) return undefined;
  }
  return choices.map((ofNumbers) => {
    const parts: TextPart[] = [];
    const add = (piece: string) => void parts.push(piece);
    addPython(tree, ofNumbers, add, (number) => void parts.push(pythonSpellings(number as number | bigint)));
    return parts;
  });
}

/** All numbers within a tree that is to be stored. */
function* numbersIn(tree: Tree): Generator<number | bigint> {
  if (typeof tree === 'number' || typeof tree === 'bigint') yield tree;
  else if (tree instanceof Elements) yield* numbersIn(listsOf(tree));
  else if (Array.isArray(tree)) for (const item of tree) yield* numbersIn(item);
  else if (isTreeObject(tree)) for (const member of Object.values(tree)) yield* numbersIn(member);
}

const listsOf = (elements: Elements): Tree => nestedLists(elements, dtypeTraits(elements.dtype).toElement) as Tree;

/** How Python writes the numbers that are read as this one: an int, a float, or a name, which is a text where a class declares a number. */
function pythonSpellings(number: number | bigint): readonly string[] {
  const value = Number(number);
  if (!Number.isFinite(value)) return [String(value), `"${value}"`];
  if (typeof number === 'bigint') return [String(number), ...(BigInt(value) === number ? [pythonFloat(value)] : [])];
  if (!Number.isInteger(value) || Object.is(value, -0)) return [pythonFloat(value)];
  // Of a large integer, its own digits and those that are printed are read as the same double.
  const ints = [String(BigInt(value)), String(value)].filter((text) => /^-?\d+$/.test(text));
  return [...new Set([...ints, pythonFloat(value)])];
}

/** The repr of a Python float. */
function pythonFloat(value: number): string {
  if (Object.is(value, -0)) return '-0.0';
  const [digits = '', exponent = ''] = value.toExponential().split('e');
  if (Number(exponent) >= -4 && Number(exponent) < 16) return Number.isInteger(value) ? `${value}.0` : String(value);
  return `${digits}e${exponent.slice(0, 1)}${exponent.slice(1).padStart(2, '0')}`;
}

/** Objects of which each may be sorted either way. Of more, all are sorted one way: Python's dicts tend to be alike. */
const MOST_CHOICES = 3;

/** Which of the objects are taken for sorted as numbers, in all ways: none of them first. */
function choicesOf(objects: readonly TreeObject[]): ReadonlySet<TreeObject>[] {
  if (objects.length > MOST_CHOICES) return [new Set(), new Set(objects)];
  return Array.from(
    { length: 2 ** objects.length },
    (_, bits) => new Set(objects.filter((_, index) => (bits >> index) & 1)),
  );
}

/** The objects within a tree whose keys have another order as numbers than as texts. */
function objectsOfNumbers(tree: Tree): TreeObject[] {
  const objects: TreeObject[] = [];
  const visit = (each: Tree): void => {
    if (Array.isArray(each)) for (const item of each) visit(item);
    else if (isTreeObject(each)) {
      const keys = Object.keys(each);
      if (keys.every((key) => PYTHON_NUMBER.test(key))) {
        const texts = [...keys].sort();
        if (sortedAsNumbers(keys).some((key, index) => key !== texts[index])) objects.push(each);
      }
      for (const key of keys) visit(each[key] as Tree);
    }
  };
  visit(tree);
  return objects;
}

/** The texts that json.dumps makes of keys that are ints (of 4300 digits at most, as Python has it), floats but NaN, and bools. */
const PYTHON_NUMBER = /^(?:-?(?:\d{1,4300}|\d+\.\d+|\d(?:\.\d+)?e[+-]\d+|Infinity)|true|false)$/;

function sortedAsNumbers(keys: readonly string[]): string[] {
  const numbers = keys.map((key) => ({ key, number: pythonNumber(key) }));
  return numbers.sort((a, b) => (a.number < b.number ? -1 : Number(a.number > b.number))).map(({ key }) => key);
}

/** An int and a float are compared exactly, here as there. */
function pythonNumber(key: string): number | bigint {
  if (key === 'true' || key === 'false') return Number(key === 'true');
  return /^-?\d+$/.test(key) ? BigInt(key) : Number(key);
}

/** @param addNumber - adds the text of a number. */
function addPython(
  tree: Tree,
  ofNumbers: ReadonlySet<TreeObject>,
  add: TextSink,
  addNumber: (number: number | bigint | NumberText) => void,
): void {
  const addInner = (inner: Tree) => addPython(inner, ofNumbers, add, addNumber);
  if (typeof tree === 'number' || typeof tree === 'bigint' || tree instanceof NumberText) addNumber(tree);
  else if (tree instanceof Elements) addInner(listsOf(tree));
  else if (Array.isArray(tree)) addList(tree, ['[', ', ', ']'], add, addInner);
  else if (isTreeObject(tree)) {
    const keys = ofNumbers.has(tree) ? sortedAsNumbers(Object.keys(tree)) : Object.keys(tree).sort(byCodePoint);
    addObject(tree, keys, ['{', ', ', ': ', '}'], (piece) => add(inAscii(piece)), addInner);
  } else if (typeof tree === 'string') addQuoted(tree, (piece) => add(inAscii(piece)));
  else add(JSON.stringify(tree));
}

const inAscii = (text: string): string =>
  text.replace(/[^ -~]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);

/** Python's order of strings, which differs from that of UTF-16 where astral characters meet those from U+E000 on. */
function byCodePoint(a: string, b: string): number {
  let index = 0;
  while (index < a.length && a.charCodeAt(index) === b.charCodeAt(index)) index++;
  // In the midst of a pair of surrogates, they differ from the character on that it is.
  if (isLowSurrogate(a.charCodeAt(index)) || isLowSurrogate(b.charCodeAt(index))) index = Math.max(0, index - 1);
  return (a.codePointAt(index) ?? -1) - (b.codePointAt(index) ?? -1) || a.length - b.length;
}

function addQuoted(text: string, add: TextSink): void {
  for (const piece of quotedPieces(text, LIMITS.piece)) add(piece);
}

function addList(
  list: readonly Tree[],
  [opening, comma, closing]: readonly [string, string, string],
  add: TextSink,
  addItem: (item: Tree) => void,
): void {
  add(opening);
  for (let index = 0; index < list.length; index++) {
    if (index > 0) add(comma);
    addItem(list[index] as Tree);
  }
  add(closing);
}

function addObject(
  object: TreeObject,
  keys: readonly string[],
  [opening, comma, colon, closing]: readonly [string, string, string, string],
  add: TextSink,
  addMember: (member: Tree) => void,
): void {
  add(opening);
  for (const [index, key] of keys.entries()) {
    if (index > 0) add(comma);
    addQuoted(key, add);
    add(colon);
    addMember(object[key] as Tree);
  }
  add(closing);
}
