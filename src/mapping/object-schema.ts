import type { JsonSchema } from '../model/json-schema.js';
import { plainOf } from '../model/plain-tree.js';
import { ALL_CONSTRAINTS } from '../model/validation-rules.js';
import { storedDefault } from './default-value.js';
import type { Constant } from './field-mapping.js';
import type { Field } from './fields.js';

/** A field, and the JSON Schema of what its codec stores. */
interface FieldWithSchema {
  readonly field: Field;
  readonly schema: JsonSchema;
}

/**
 * Returns the JSON Schema of the objects of a class.
 *
 * @param others - the schemas of members that are not part of an instance, none of which is required.
 * @param hasRest - whether there may be any other members.
 */
export function objectSchema(
  fields: readonly FieldWithSchema[],
  constants: readonly Constant[],
  others: Readonly<Record<string, JsonSchema>>,
  hasRest: boolean,
): JsonSchema {
  const members = [
    ...fields.flatMap(({ field, schema }) => [
      [field.key, withDefault(field, schema)] as const,
      ...field.aliases.map((alias) => [alias, schema] as const),
    ]),
    ...constants.map(({ key, text, aliases = [] }) => {
      return [key, aliases.length === 0 ? { const: text } : { enum: [text, ...aliases] }] as const;
    }),
  ].sort(([a], [b]) => (a < b ? -1 : 1));
  const required = [
    ...fields.filter(({ field }) => isRequired(field) && field.aliases.length === 0).map(({ field }) => field.key),
    ...constants.map(({ key }) => key),
  ].sort();
  const oneKeyEach = fields.filter(({ field }) => field.aliases.length > 0).map(({ field }) => oneKeyOf(field));
  return {
    type: 'object',
    properties: { ...Object.fromEntries(members), ...others },
    required,
    additionalProperties: hasRest,
    ...(oneKeyEach.length === 0 ? {} : { allOf: oneKeyEach }),
  };
}

const isRequired = (field: Field): boolean => !field.optional && field.default === undefined;

/** Returns the schema of objects that have a field under its key or one of its aliases: one of them, or none if the field is not required. */
function oneKeyOf(field: Field): JsonSchema {
  // Strict validators ask for a schema of what is required beside it.
  const hasKey = [field.key, ...field.aliases].map((key) => ({ properties: { [key]: true }, required: [key] }));
  return { oneOf: isRequired(field) ? hasKey : [...hasKey, { not: { anyOf: hasKey } }] };
}

/** Adds what is stored for the default of a field, as far as JSON.parse gives it. */
function withDefault(field: Field, schema: JsonSchema): JsonSchema {
  if (field.default === undefined) return schema;
  const stored = plainOf(storedDefault(field, ALL_CONSTRAINTS).tree);
  return isJson(stored) ? { ...schema, default: stored } : schema;
}

/** True if there is no bigint in a plain value. */
const isJson = (value: unknown): boolean =>
  typeof value === 'object' && value !== null ? Object.values(value).every(isJson) : typeof value !== 'bigint';
