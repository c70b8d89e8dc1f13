import { anyOf, type JsonSchema } from '../model/json-schema.js';
import type { Tree } from '../model/tree.js';
import type { ArrayOfField, Codec } from './codec.js';
import type { Forms } from './forms.js';
import type { SchemaPlace } from './schema/schema-place.js';
import type { DecodingWalk } from './walk/decoding-walk.js';
import type { EncodingWalk } from './walk/encoding-walk.js';
import type { Walk } from './walk/walk.js';

/** Null, or a value of another codec ⇄ null, or what that codec stores. */
export class NullableCodec<Value = unknown> implements Codec<Value | null> {
  readonly #codec: Codec<Value>;

  /** @param codec - the codec of values other than null. */
  constructor(codec: Codec<Value>) {
    this.#codec = codec;
  }

  get expected(): string {
    return `${this.#codec.expected} or null`;
  }

  get forms(): Forms {
    return { ...this.#codec.forms, null: true };
  }

  get parts(): readonly Codec[] {
    return [this.#codec];
  }

  get array(): ArrayOfField | undefined {
    const { array } = this.#codec;
    return array && { ...array, withX: (keys) => new NullableCodec(array.withX(keys)) };
  }

  holds(value: unknown): boolean {
    return value === null || this.#codec.holds(value);
  }

  encode(value: unknown, walk: EncodingWalk): Tree {
    return value === null ? null : this.#codec.encode(value, walk);
  }

  decode(tree: Tree, walk: DecodingWalk): Value | null {
    return tree === null ? null : this.#codec.decode(tree, walk);
  }

  schema(place: SchemaPlace): JsonSchema {
    return anyOf(this.#codec.schema(place.alternative), { type: 'null' });
  }
}

/** True if a value is null where its codec takes no null. Reports that, and what allows null. */
export function isWrongNull(value: unknown, codec: Codec, walk: Walk): value is null {
  if (value !== null || codec.forms.null) return false;
  walk.report('invalid-type', `found null, expected ${codec.expected}: only codec.nullable(…) takes null`);
  return true;
}
