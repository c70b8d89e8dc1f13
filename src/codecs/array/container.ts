import { type DType, dtypeTraits } from '../../model/dtypes.js';
import { Elements, nestedLists } from '../../model/elements.js';
import { thrownText } from '../../model/message-text.js';
import type { ToElement } from '../../model/tree-elements.js';
import type { DecodingWalk } from '../walk/decoding-walk.js';
import type { Walk } from '../walk/walk.js';
import type { ArrayBuilder, ArrayDeclaration, Container } from './array-declaration.js';
import { elementsOfLists, shapeOfLists } from './nested-lists.js';
import { type ArrayView, elementsOfView } from './strided-view.js';
import { checkedTypedArray } from './typed-array.js';

// Container of an array in memory ⇄ elements: a typed array, nested lists, `{ data, shape }`, or a container of the user.

/** Returns the elements of a container; undefined, with a report, if it does not hold such an array. */
export function elementsOfContainer(value: unknown, declaration: ArrayDeclaration, walk: Walk): Elements | undefined {
  const { dtype, container, isGuessed } = declaration;
  const found = containerOf(value);
  if (found === undefined || (isGuessed && found !== container)) {
    walk.wrongType(value, expectedContainer(declaration));
    return undefined;
  }
  if (found === 'typed-array') {
    const data = checkedTypedArray(value, dtype, walk);
    return data && new Elements(dtype, [data.length], data);
  }
  if (found === 'nd-array') return elementsOfView(value as ArrayView, dtype, typeof container === 'function', walk);
  const shape = shapeOfLists(value, declaration.shape, walk);
  return shape && elementsOfLists(value, shape, dtype, toHeldOf(dtype, container), walk, true);
}

/** Returns the conversion of elements of nested lists. A loaded list has bigints for integers of 64 bits, so a saved one must have them. */
function toHeldOf(dtype: DType, container: Container): ToElement {
  const { kind, toHeld } = dtypeTraits(dtype);
  if (kind !== 'bigint' || container !== 'lists') return toHeld;
  return (value) => (typeof value === 'bigint' ? toHeld(value) : undefined);
}

/** Returns in which container a value has an array; undefined if it has none, as far as one look shows. */
export function containerOf(value: unknown): Exclude<Container, ArrayBuilder> | undefined {
  if (ArrayBuffer.isView(value)) return 'typed-array';
  if (Array.isArray(value)) return 'lists';
  return typeof value === 'object' && value !== null && 'data' in value && 'shape' in value ? 'nd-array' : undefined;
}

/** Returns what the value of a field with an array is, in the words of a message. */
export function expectedContainer({ dtype, container, isGuessed }: ArrayDeclaration): string {
  const { name } = dtypeTraits(dtype).TypedArray;
  if (!isGuessed) return `a ${name}, nested lists or { data, shape }`;
  if (container === 'nd-array')
    return `{ data: ${name}.of(…), shape: […] }, as for the type NdArray<${name}>; for a property of another type, say type: ${name} or type: Array`;
  return `a ${name}, as nothing tells another type at run time; say it with the option type: ${name}, Array or Object`;
}

/** Returns a container with the elements; undefined, with a report, if the user's function throws. */
export function containerWith(elements: Elements, container: Container, walk: DecodingWalk): unknown {
  const { dtype, values } = elements;
  const shape = [...elements.shape];
  const isCopied = walk.ownership === 'copy' || (walk.ownership === 'borrow' && typeof container === 'function');
  const data = isCopied ? elements.copy() : values;
  if (container === 'typed-array') return data;
  if (container === 'nd-array') return { data, shape };
  if (container === 'lists') return nestedLists(elements, dtypeTraits(dtype).toElement);
  try {
    return container(data as never, shape);
  } catch (error) {
    walk.report('invalid-value', `found elements that the function given as "as" throws on: ${thrownText(error)}`);
    return undefined;
  }
}
