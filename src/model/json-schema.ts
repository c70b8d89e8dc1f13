import { isDeepStrictEqual } from 'node:util';

/**
 * A JSON Schema: an object of keywords.
 * @see https://json-schema.org/draft/2020-12/json-schema-core
 */
export interface JsonSchema {
  // biome-ignore lint/suspicious/noExplicitAny: each keyword has values of a type of its own.
  [keyword: string]: any;
}

/** How two values of a keyword become the one that both ask for. Two values of any other keyword stay in two schemas. */
const NARROWER: { readonly [keyword: string]: (a: number, b: number) => number } = {
  minimum: Math.max,
  exclusiveMinimum: Math.max,
  minLength: Math.max,
  minItems: Math.max,
  maximum: Math.min,
  exclusiveMaximum: Math.min,
  maxItems: Math.min,
};

/** Returns the schema of what fits two schemas. */
export function bothOf(a: JsonSchema, b: JsonSchema): JsonSchema {
  const both = { ...a };
  const others: JsonSchema = {};
  for (const [keyword, value] of Object.entries(b)) {
    const narrower = NARROWER[keyword];
    if (!Object.hasOwn(a, keyword)) both[keyword] = value;
    else if (narrower !== undefined) both[keyword] = narrower(a[keyword], value);
    else others[keyword] = value;
  }
  if (Object.keys(others).length > 0) both['allOf'] = [...(both['allOf'] ?? []), others];
  return both;
}

/** Returns the schema of what fits any of some schemas. */
export function anyOf(...schemas: JsonSchema[]): JsonSchema {
  const all: JsonSchema[] = schemas.flatMap((schema) => (isAnyOf(schema) ? schema['anyOf'] : [schema]));
  return { anyOf: all.filter((each, index) => all.findIndex((other) => isDeepStrictEqual(other, each)) === index) };
}

const isAnyOf = (schema: JsonSchema): boolean => Object.keys(schema).join() === 'anyOf';
