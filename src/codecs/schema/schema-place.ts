import { anyOf, bothOf, type JsonSchema } from '../../model/json-schema.js';
import { NON_FINITE, type NonFiniteName, treeOfNumber } from '../../model/tree-numbers.js';
import type { Definition, Definitions } from './definitions.js';
import { type JsonType, NO_REQUIREMENTS, type Requirements } from './requirement.js';

/**
 * The place of a schema: what is required of the values there, and where schemas are defined to which it may refer.
 *
 * A codec whose values are in the file as they are in memory makes its schema with a method of the place, which adds the requirements. A
 * codec that stores something else than what is in memory makes it without: a constraint speaks of the value in memory.
 */
export class SchemaPlace {
  readonly #definitions: Definitions;
  readonly #requirements: Requirements;
  readonly #isRoot: boolean;

  private constructor(definitions: Definitions, requirements: Requirements, isRoot: boolean) {
    this.#definitions = definitions;
    this.#requirements = requirements;
    this.#isRoot = isRoot;
  }

  /** Returns the place of a schema that is not part of another one. */
  static root(definitions: Definitions): SchemaPlace {
    return new SchemaPlace(definitions, NO_REQUIREMENTS, true);
  }

  /** Returns a place of other values, of which something is required. */
  within(requirements = NO_REQUIREMENTS): SchemaPlace {
    return new SchemaPlace(this.#definitions, requirements, false);
  }

  /** The place of one of several schemas for the values here. */
  get alternative(): SchemaPlace {
    return this.within(this.#requirements);
  }

  /** The place of the elements of a collection that is here: an Array, typed array, Set or Map. */
  get element(): SchemaPlace {
    const ofElements = this.#requirements.all.filter(({ each }) => each);
    return this.within({ all: ofElements.map((each) => ({ ...each, each: false })), exceptNull: false });
  }

  /**
   * Returns a schema that may refer to itself.
   *
   * @param make - makes the schema. It gets whether the schema is that of a whole file.
   */
  define(definition: Definition, make: (isRoot: boolean) => JsonSchema): JsonSchema {
    if (this.#isRoot) return this.#definitions.makeRoot(definition, () => make(true));
    return this.#definitions.refer(definition, () => make(false));
  }

  /** Returns the schema of texts that are the same in memory. */
  text(schema: JsonSchema = {}): JsonSchema {
    return this.#required({ type: 'string', ...schema }, 'string', (value) => typeof value === 'string');
  }

  /** Returns the schema of `true` and `false`, the same in memory. */
  boolean(): JsonSchema {
    return this.#required({ type: 'boolean' }, 'boolean', (value) => typeof value === 'boolean');
  }

  /** Returns the schema of numbers that are the same in memory, without NaN and the infinities. */
  finite(schema: JsonSchema = {}): JsonSchema {
    const type = this.#requirements.all.some((each) => each.type === 'integer') ? 'integer' : 'number';
    return this.#required({ type, ...schema }, 'number', Number.isFinite);
  }

  /** Returns the schema of numbers that are the same in memory; NaN and the infinities are in the file by their names. */
  number(): JsonSchema {
    const names = (Object.keys(NON_FINITE) as NonFiniteName[]).filter((name) => this.#allows(NON_FINITE[name]));
    return names.length === 0 ? this.finite() : anyOf(this.finite(), { enum: names });
  }

  /**
   * Returns the schema of lists that are collections in memory, with the same elements.
   *
   * @param areEqualAsStored - whether two elements are equal in memory if and only if they are in the file; `scalars` if all are that are
   * neither lists nor objects.
   */
  list(schema: JsonSchema, areEqualAsStored: boolean | 'scalars' = false): JsonSchema {
    let list: JsonSchema = { type: 'array', ...schema };
    for (const { type, keywords, each } of this.#requirements.all) {
      if (each || type !== 'array' || keywords === undefined) continue;
      if (keywords['uniqueItems'] === undefined) list = bothOf(list, keywords);
      else if (areEqualAsStored === true) list = { ...list, ...keywords };
      else if (areEqualAsStored === 'scalars') list = bothOf(list, anyOf(keywords, MAY_DIFFER_IN_MEMORY));
    }
    return list;
  }

  /** Returns the schema of plain JSON values, the same in memory. */
  json(): JsonSchema {
    const schema = this.#jsonOfType(this.#requirements.all.find(({ type, each }) => type !== undefined && !each)?.type);
    return this.#requirements.exceptNull && Object.keys(schema).length > 0 ? anyOf(schema, { type: 'null' }) : schema;
  }

  #jsonOfType(type: JsonType | undefined): JsonSchema {
    switch (type) {
      case 'number':
        return this.number();
      case 'integer':
        return this.finite();
      case 'string':
        return this.text();
      case 'boolean':
        return this.boolean();
      case 'array':
        return this.jsonList();
      case 'object':
        return { type: 'object' };
      case undefined:
        return this.#required({}, undefined, isJsonScalar);
    }
  }

  /** Returns the schema of lists of plain JSON values, the same in memory. */
  jsonList(): JsonSchema {
    const items = this.element.json();
    return this.list(Object.keys(items).length === 0 ? {} : { items }, 'scalars');
  }

  #allows(value: unknown): boolean {
    return this.#requirements.all.every((requirement) => requirement.allows(value));
  }

  /** @param isOfSchema - true for the values that a schema can name and that belong here. */
  #required(schema: JsonSchema, type: JsonType | undefined, isOfSchema: (value: unknown) => boolean): JsonSchema {
    let required = schema;
    for (const { type: requiredType, keywords, among, notAmong, each } of this.#requirements.all) {
      // A value of which the type is not known may be a collection.
      if (type === undefined && each) continue;
      const isOfType = requiredType === type || (requiredType === 'integer' && type === 'number');
      if (isOfType && keywords !== undefined) required = bothOf(required, keywords);
      const allowed = among
        ?.filter(isOfSchema)
        .map((value) => (typeof value === 'number' ? treeOfNumber(value) : value));
      const refused = notAmong?.filter((value) => isOfSchema(value) && !isNonFinite(value)) ?? [];
      if (allowed !== undefined && allowed.length > 0) required = bothOf(required, { enum: [...new Set(allowed)] });
      if (refused.length > 0) required = bothOf(required, { not: { enum: [...new Set(refused)] } });
    }
    return required;
  }
}

/** Lists with items that may be equal in the file and not in memory: lists and objects, and numbers beside the texts of their names. */
const MAY_DIFFER_IN_MEMORY: JsonSchema = {
  contains: { anyOf: [{ type: 'array' }, { type: 'object' }, { enum: ['Infinity', '-Infinity'] }] },
};

const isJsonScalar = (value: unknown): boolean =>
  value === null || ['string', 'boolean', 'number'].includes(typeof value);

/** True for a number whose name, in a plain JSON value, may also be a text. */
const isNonFinite = (value: unknown): boolean => typeof value === 'number' && !Number.isFinite(value);
