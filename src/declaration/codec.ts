import type { Codec as FieldCodec } from '../codecs/codec.js';
import { DeclarationError } from '../model/errors.js';
import { inspected } from '../model/message-text.js';
import { type StandardProperties, standardProperties } from './standard-schema.js';
import { nameOfType } from './type-names.js';

/**
 * How a value is stored. The functions of `codec` make such values, and `@Stored()` takes one. What a codec does is not published.
 *
 * @typeParam Out - the type of a loaded value.
 * @typeParam In - the type of the values that can be saved.
 */
export interface Codec<out Out, in In = Out> {
  /** Makes the codec a Standard Schema: it validates stored JSON, as JSON.parse gives it, and returns the value in memory. */
  readonly '~standard': StandardProperties<Out>;
  /** Not there at run time: it shows the types to the compiler. */
  readonly [TYPES]?: { readonly out: Out; readonly in: (value: In) => void };
}

declare const TYPES: unique symbol;

/** Any codec, whatever its types are. */
export type AnyCodec = Codec<unknown, never>;

/** The type of the values that a codec loads. */
export type OutOf<C extends AnyCodec> = C extends Codec<infer Out, never> ? Out : never;

/** The type of the values that a codec saves. */
export type InOf<C extends AnyCodec> = C extends Codec<unknown, infer In> ? In : never;

const fieldCodecs = new WeakMap<object, FieldCodec>();

/** Returns the public value that stands for a codec. */
export function published<Out, In = Out>(fieldCodec: FieldCodec): Codec<Out, In> {
  // Not enumerable, so that the text of a codec in a message is short.
  const standard = { value: standardProperties<Out>(fieldCodec) };
  const codec = Object.freeze(Object.defineProperty({}, '~standard', standard)) as Codec<Out, In>;
  fieldCodecs.set(codec, fieldCodec);
  return codec;
}

/** Returns the codec that a public value stands for; undefined for any other value. */
export const fieldCodecOf = (codec: unknown): FieldCodec | undefined => fieldCodecs.get(codec as object);

/**
 * Returns the codec that an argument of a function of `codec` stands for.
 *
 * @param name - the name of the function: `list`.
 * @throws DeclarationError (`ARTIFACT_DECLARATION`) if it is none.
 */
export function argumentCodec(codec: unknown, name: string): FieldCodec {
  const found =
    fieldCodecOf(codec) ?? failCall(name, `found ${nameOfType(codec)}, expected a codec, such as codec.number`);
  // What may be null is still a field.
  if (name !== 'nullable') refuseX(found, (fault) => failCall(name, fault));
  return found;
}

/**
 * Refuses the codec of an array that is no field, but has the option x, which names another field of its class.
 *
 * @param fail - throws the DeclarationError of a fault.
 */
export function refuseX({ array }: FieldCodec, fail: (fault: string) => never): void {
  if (array?.x === undefined) return;
  fail(
    `found an array with x: ${inspected(array.x)}, expected that option on a field alone, where it names another one`,
  );
}

/**
 * Refuses the arguments of a function of `codec`.
 *
 * @throws DeclarationError (`ARTIFACT_DECLARATION`), always.
 */
export function failCall(name: string, fault: string): never {
  throw new DeclarationError(`codec.${name}()`, undefined, fault);
}
