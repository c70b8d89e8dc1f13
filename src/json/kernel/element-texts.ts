import { CLOSE_LIST, COMMA, isSpace, OPEN_LIST } from '../bytes.js';
import { LAST, MAX_AXES, type Reading, type ReadingState, STATE } from './kernel.js';

/** The texts of the elements that were read of an array. */
export interface ElementTexts {
  /** The number of bytes that were read. */
  readonly consumed: number;
  /** The number of elements. */
  readonly count: number;
  /** Returns the texts, with commas between them. It is to be called before more is read. */
  text(): string;
  readonly status: Exclude<Reading['status'], 'mismatch'>;
}

/** What each byte is: part of an element, white space, or itself. */
const [ELEMENT, WHITE_SPACE] = [0, 1];
const KINDS = Uint8Array.from({ length: 256 }, (_, byte) => {
  if (isSpace(byte)) return WHITE_SPACE;
  return byte === COMMA || byte === OPEN_LIST || byte === CLOSE_LIST ? byte : ELEMENT;
});

/** What came last within a call, beside the values of {@link LAST}. */
const LAST_ELEMENT = 3;

/** The memory in which the elements are gathered without their brackets. */
let scratch = Buffer.alloc(0);

/**
 * Reads the text of an array as far as `Kernel.read` does, without a look at the elements themselves. Returns undefined, and leaves the state in
 * disorder, if the text is not of nested lists.
 *
 * Follows the brackets and commas byte by byte. For `[[1,2],[3,4]]` that comes in the pieces `[[1,2],[3` and `,4]]`:
 *
 *     bytes   open lists   what is done
 *     [[      2
 *     1,2     2            gathers `1,2,`; the first element is two lists deep, so the rank is 2
 *     ]       1            a row has 2 elements
 *     ,[      2
 *     3       2            leaves `3` to the next piece, as it may go on there
 *     3,4     2            gathers `3,4,`
 *     ]]      0            2 rows of 2 elements each; the array has ended
 */
export function readElementTexts(bytes: Uint8Array, state: ReadingState): ElementTexts | undefined {
  if (scratch.length <= bytes.length) scratch = Buffer.allocUnsafe(bytes.length + 1);
  const gathered = scratch;
  let depth = state[STATE.depth] as number;
  let rank = state[STATE.rank] as number;
  let last = state[STATE.last] as number;
  let length = 0;
  let count = 0;
  // Behind the last comma or bracket, and white space: what follows may be the beginning of an element.
  let consumed = 0;
  let [textLength, lastConsumed] = [0, last];
  const end = bytes.length;
  let isEnded = false;
  let isWithinElement = false;
  for (let at = 0; at < end && !isEnded; at++) {
    const kind = KINDS[bytes[at] as number];
    if (kind === WHITE_SPACE) {
      isWithinElement = false;
      if (last !== LAST_ELEMENT) consumed = at + 1;
      continue;
    }
    if (kind === ELEMENT) {
      if (last === LAST_ELEMENT ? !isWithinElement : last === LAST.close || depth === 0 || (rank > 0 && depth !== rank))
        return undefined;
      do gathered[length++] = bytes[at++] as number;
      while (at < end && KINDS[bytes[at] as number] === ELEMENT);
      at--;
      last = LAST_ELEMENT;
      isWithinElement = true;
      continue;
    }
    if (last === LAST_ELEMENT) {
      rank = depth;
      count++;
      gathered[length++] = COMMA;
    }
    if (kind === OPEN_LIST) {
      if (last === LAST_ELEMENT || last === LAST.close || depth === MAX_AXES || (rank > 0 && depth === rank))
        return undefined;
      state[STATE.commas + depth++] = 0;
      last = LAST.open;
    } else if (last === LAST.comma || (last === LAST.open && (kind === COMMA || (rank > 0 && depth !== rank)))) {
      return undefined;
    } else if (kind === COMMA) {
      (state[STATE.commas + depth - 1] as number)++;
      last = LAST.comma;
    } else {
      if (last === LAST.open) rank = depth;
      const lengthAndOne = (state[STATE.commas + --depth] as number) + (last === LAST.open ? 1 : 2);
      const known = state[STATE.lengths + depth];
      if (known !== 0 && known !== lengthAndOne) return undefined;
      state[STATE.lengths + depth] = lengthAndOne;
      last = LAST.close;
      isEnded = depth === 0;
    }
    consumed = at + 1;
    textLength = length;
    lastConsumed = last;
  }
  state[STATE.depth] = depth;
  state[STATE.rank] = rank;
  state[STATE.last] = lastConsumed;
  (state[STATE.size] as number) += count;
  const text = () => gathered.toString('latin1', 0, textLength - 1);
  return { consumed, count, text, status: isEnded ? 'ended' : 'more' };
}
