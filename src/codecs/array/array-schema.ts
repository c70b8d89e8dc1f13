import type { ElementText } from '../../format/array-table.js';
import { dtypeTraits } from '../../model/dtypes.js';
import { anyOf, type JsonSchema } from '../../model/json-schema.js';
import type { SchemaPlace } from '../schema/schema-place.js';
import type { Container } from './array-declaration.js';
import type { DeclaredShape } from './shape.js';

/** Returns the JSON Schema of the nested lists of an array. It cannot say that all rows have one length, unless a length is declared. */
export function arraySchema(
  type: ElementText,
  shape: DeclaredShape,
  container: Container,
  place: SchemaPlace,
): JsonSchema {
  const isCollection = container === 'typed-array' || container === 'lists';
  const here = isCollection ? place : place.within();
  if (shape !== undefined) return listsSchema(type, shape, container, here);
  return container === 'lists' ? here.list({ items: anyRankSchema(type, here.within()) }) : anyRankSchema(type, place);
}

function listsSchema(
  type: ElementText,
  [length, ...inner]: readonly (number | null)[],
  container: Container,
  place: SchemaPlace,
): JsonSchema {
  if (length === undefined) {
    // A typed array holds 0 and 1 for booleans, and bigints for some integers.
    const { kind } = dtypeTraits(type.dtype);
    const isSame = kind === 'float' || kind === 'integer' || (kind === 'bool' && container === 'lists');
    return elementSchema(type, isSame ? place : place.within());
  }
  const items = listsSchema(type, inner, container, place.element);
  const lengths = length === null ? {} : { minItems: length, maxItems: length };
  // Two integers of 64 bits may be one double for a program that reads the file.
  return place.list({ items, ...lengths }, inner.length === 0 && dtypeTraits(type.dtype).kind !== 'bigint');
}

/** Returns the schema of an array of any number of axes: an element, or a list of such arrays. */
function anyRankSchema(type: ElementText, place: SchemaPlace): JsonSchema {
  const name = type.missing === null ? `${type.dtype}_or_null` : type.dtype;
  return place.define({ of: name, name }, () => {
    const within = place.within();
    return anyOf(elementSchema(type, within), { type: 'array', items: anyRankSchema(type, within) });
  });
}

function elementSchema({ dtype, missing }: ElementText, place: SchemaPlace): JsonSchema {
  const { kind, range } = dtypeTraits(dtype);
  if (kind === 'bool') return place.boolean();
  if (range === undefined) return missing === null ? anyOf(place.number(), { type: 'null' }) : place.number();
  // A limit beyond 2^53 is rounded outwards, to a double.
  return place.finite({ type: 'integer', minimum: Number(range.min), maximum: Number(range.max) });
}
