import { types } from 'node:util';
import { Elements } from '../model/elements.js';
import { ignoreRejection } from '../model/ignore-rejection.js';
import { thrownText } from '../model/message-text.js';
import { pointerOf } from '../model/pointer.js';
import { isTreeObject, type Tree } from '../model/tree.js';
import { differenceOf } from '../model/tree-difference.js';
import { type Codec, encodeGuarded } from './codec.js';
import { describeValue } from './describe-value.js';
import { DecodingWalk } from './walk/decoding-walk.js';
import { EncodingWalk } from './walk/encoding-walk.js';
import type { Walk } from './walk/walk.js';

/** A type of the user: the functions that map its values to what another codec stores, and back. */
export interface CustomType {
  /** What a value is called in messages: `URL`. */
  readonly name: string;
  readonly stored: Codec;
  is(value: unknown): unknown;
  encode(value: unknown): unknown;
  decode(stored: unknown): unknown;
  equals?(a: unknown, b: unknown): unknown;
}

/**
 * Value of a type of the user ⇄ what another codec stores for what the user's function makes of it.
 *
 * A value that does not come back identical is refused on save. Two objects are the same if the same is stored for them, two primitive values
 * by Object.is; if `equals` is given, that decides.
 */
export function customCodec({ name, stored, is, encode, decode, equals }: CustomType): Codec {
  const expected = `${/^[aeio]/i.test(name) ? 'an' : 'a'} ${name}`;

  /** Calls a function of the user. Returns undefined, with a report, if it throws. */
  const call = <T>(act: () => T, what: string, value: unknown, walk: Walk): T | undefined => {
    try {
      const result = act();
      ignoreRejection(result);
      return result;
    } catch (error) {
      walk.report(
        'invalid-value',
        `found ${describeValue(value)}, on which ${what} of ${name} throws ${thrownText(error)}`,
      );
      return undefined;
    }
  };

  const decoded = (tree: Tree, given: unknown, walk: Walk): unknown => {
    const before = walk.issueCount;
    const value = call(() => decode(given), 'decode', tree, walk);
    if (walk.issueCount === before && !call(() => isOfType(value), 'is', value, walk) && walk.issueCount === before)
      walk.report(
        'invalid-value',
        `found ${describeValue(tree)}, of which decode of ${name} makes ${describeValue(value)}, expected ${expected}`,
      );
    return value;
  };

  const isOfType = (value: unknown): boolean => {
    const answer = is(value);
    ignoreRejection(answer);
    return Boolean(answer) && !types.isPromise(answer);
  };

  /** Returns why a value is refused whose stored form was decoded to another value; undefined if it is the same, or has an issue already. */
  const faultOf = (value: unknown, tree: Tree, walk: EncodingWalk): string | undefined => {
    const before = walk.issueCount;
    const decoding = new DecodingWalk(undefined, { ownership: 'copy', rules: walk.rules, profile: walk.profile });
    const given = stored.decode(tree, decoding);
    const [issue] = decoding.allIssues();
    if (issue !== undefined) return issue.message;
    const back = decoded(tree, given, walk);
    if (walk.issueCount > before) return undefined;
    if (equals !== undefined) {
      const isEqual = call(() => equals(value, back), 'equals', value, walk);
      return isEqual === true || walk.issueCount > before ? undefined : `it is not equal by equals of ${name}`;
    }
    if (Object(value) !== value) return Object.is(value, back) ? undefined : `it comes back as ${describeValue(back)}`;
    const again = call(() => encode(back), 'encode', back, walk);
    if (walk.issueCount > before) return undefined;
    const encoding = new EncodingWalk(walk.rules, { isComparison: true, profile: walk.profile });
    const difference = differenceOf(tree, encodeGuarded(stored, again, encoding));
    if (difference === undefined && encoding.issueCount === 0) return undefined;
    const where = difference === undefined || difference.length === 0 ? '' : `, at ${pointerOf(difference)}`;
    return `decode and encode of ${name} change what is stored${where}`;
  };

  return {
    expected,
    get forms() {
      return stored.forms;
    },
    holds(value) {
      try {
        return isOfType(value);
      } catch {
        return false;
      }
    },
    parts: [stored],
    encode(value, walk) {
      const before = walk.issueCount;
      const isHeld = call(() => isOfType(value), 'is', value, walk);
      if (isHeld === false) walk.wrongType(value, expected);
      if (isHeld !== true) return null;
      const given = call(() => encode(value), 'encode', value, walk);
      if (walk.issueCount > before) return null;
      const tree = stored.encode(given, walk);
      if (walk.issueCount > before) return null;
      takeCopies(tree);
      if (walk.isComparison) return tree;
      const fault = faultOf(value, tree, walk);
      if (fault !== undefined)
        walk.report('invalid-value', `found ${describeValue(value)}, which does not come back identical: ${fault}`);
      return tree;
    },
    decode(tree, walk) {
      const before = walk.issueCount;
      const given = walk.decodeForUser(() => stored.decode(tree, walk));
      return walk.issueCount > before ? undefined : decoded(tree, given, walk);
    },
    schema: (place) => stored.schema(place.within()),
  };
}

/** Copies all arrays of a tree: a function of the user may give the same memory, with other elements, for the next value. */
function takeCopies(tree: Tree): void {
  if (tree instanceof Elements) tree.takeCopy();
  else if (Array.isArray(tree)) for (const item of tree) takeCopies(item);
  else if (isTreeObject(tree)) for (const member of Object.values(tree)) takeCopies(member);
}
