import type { JsonSchema } from '../../model/json-schema.js';

/** A type of values, as JSON Schema names it. */
export type JsonType = 'number' | 'integer' | 'string' | 'boolean' | 'array' | 'object';

/** What a constraint of class-validator requires of a value in memory, in the words of JSON Schema. */
export interface Requirement {
  /** The type that the value has to have; undefined if the constraint allows several. */
  readonly type?: JsonType;
  /** What it has to be beside that. The keywords are of the type. */
  readonly keywords?: JsonSchema;
  /** The only values that are allowed. */
  readonly among?: readonly unknown[];
  /** The values that are not allowed. */
  readonly notAmong?: readonly unknown[];
  /** True if the constraint is for each element of a list, typed array, Set or Map. For any other value it is for the value itself. */
  readonly each: boolean;
  /** True if the constraint allows a value. */
  allows(value: unknown): boolean;
}

/** What the constraints of one property require. */
export interface Requirements {
  readonly all: readonly Requirement[];
  /** True if nothing is required of null. */
  readonly exceptNull: boolean;
}

export const NO_REQUIREMENTS: Requirements = { all: [], exceptNull: false };
