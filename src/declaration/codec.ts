import type { Codec as FieldCodec } from '../codecs/codec.js';

/**
 * How a value is stored. The functions of `codec` make such values, and `@Stored()` takes one. What a codec does is not published.
 *
 * @typeParam Out - the type of a loaded value.
 * @typeParam In - the type of the values that can be saved.
 */
export interface Codec<out Out, in In = Out> {
  /** Not there at run time: it shows the types to the compiler. */
  readonly [TYPES]?: { readonly out: Out; readonly in: (value: In) => void };
}

declare const TYPES: unique symbol;

const fieldCodecs = new WeakMap<object, FieldCodec>();

/** Returns the public value that stands for a codec. */
export function published<Out, In = Out>(fieldCodec: FieldCodec): Codec<Out, In> {
  const codec = Object.freeze({});
  fieldCodecs.set(codec, fieldCodec);
  return codec;
}

/** Returns the codec that a public value stands for; undefined for any other value. */
export const fieldCodecOf = (codec: unknown): FieldCodec | undefined => fieldCodecs.get(codec as object);
