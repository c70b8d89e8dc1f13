import type { JsonSchema } from '../../model/json-schema.js';
import { escapeKey } from '../../model/pointer.js';

/** What has a schema to which others may refer. */
export interface Definition {
  /** A class, or whatever else Map tells from all others. */
  readonly of: unknown;
  /** Tells several schemas of one class apart. */
  readonly variant?: string | undefined;
  /** Its name in `$defs`. A number is added if it is taken. */
  readonly name: string;
}

/** The schemas that others refer to, by their names in `$defs`. */
export class Definitions {
  readonly #references = new Map<unknown, Map<string, JsonSchema>>();
  readonly #schemas = new Map<string, JsonSchema>();

  /**
   * Returns the reference to a schema, which may refer to itself.
   *
   * @param make - makes the schema when it is first needed.
   */
  refer(definition: Definition, make: () => JsonSchema): JsonSchema {
    const known = this.#references.get(definition.of)?.get(definition.variant ?? '');
    if (known !== undefined) return { ...known };
    const free = this.#freeName(definition.name);
    const reference = this.#setReference(definition, `#/$defs/${encodeURIComponent(escapeKey(free))}`);
    // The place is taken before the schema is made, which may need other names.
    this.#schemas.set(free, {});
    this.#schemas.set(free, make());
    return reference;
  }

  /** Makes a schema the root, so that whatever is in it refers to the root. */
  makeRoot(definition: Definition, make: () => JsonSchema): JsonSchema {
    this.#setReference(definition, '#');
    return make();
  }

  #setReference({ of, variant = '' }: Definition, $ref: string): JsonSchema {
    const reference = { $ref };
    const variants = this.#references.get(of);
    if (variants === undefined) this.#references.set(of, new Map([[variant, reference]]));
    else variants.set(variant, reference);
    return reference;
  }

  #freeName(name: string): string {
    let free = name;
    for (let number = 2; this.#schemas.has(free); number++) free = `${name}${number}`;
    return free;
  }

  /** The schemas by their names; undefined if there are none. */
  get schemas(): JsonSchema | undefined {
    return this.#schemas.size === 0 ? undefined : Object.fromEntries(this.#schemas);
  }
}
