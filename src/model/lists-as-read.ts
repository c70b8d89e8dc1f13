import { dtypeTraits } from './dtypes.js';
import { type Elements, type NestedList, nestedLists } from './elements.js';

/** An element of an array as a reader finds it in a list that nobody calls an array. */
type ElementAsRead = boolean | number | bigint | string | null;

/**
 * Returns an array as the nested lists that the exact reader makes of its text; if it has no axes, as its one element.
 *
 * The text is the one that the writer writes: 9007199254740992 is a bigint, 1e+21 a number, and NaN its name or null.
 */
export const listsAsRead = (elements: Elements): ElementAsRead | NestedList<ElementAsRead> => {
  const { toElement } = dtypeTraits(elements.dtype);
  const { missing } = elements;
  return nestedLists(elements, (held) =>
    missing === null && Number.isNaN(held) ? missing : elementAsRead(toElement(held)),
  );
};

function elementAsRead(element: boolean | number | bigint): ElementAsRead {
  if (typeof element === 'bigint') return Number.isSafeInteger(Number(element)) ? Number(element) : element;
  if (typeof element === 'boolean' || Number.isSafeInteger(element)) return element;
  if (!Number.isInteger(element)) return Number.isFinite(element) ? element : String(element);
  const text = String(element);
  // The digits that are written are not always those of the double: 123456789012345680000.
  return text.includes('e') ? element : BigInt(text);
}
