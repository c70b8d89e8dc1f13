import { type CustomType, customCodec } from '../../codecs/custom.js';
import { inspected } from '../../model/message-text.js';
import { optionNames, wrongOptions } from '../../model/options.js';
import { argumentCodec, type Codec, failCall, published } from '../codec.js';

/**
 * A type of the user: how its values are mapped to what another codec stores.
 *
 * @typeParam Value - the type of the values.
 * @typeParam StoredOut - what the other codec loads.
 * @typeParam StoredIn - what the other codec saves.
 */
export interface CustomOptions<Value, StoredOut, StoredIn> {
  /** What a value is called in messages: `URL`. */
  readonly name: string;
  /** The codec of what is stored. */
  readonly stored: Codec<StoredOut, StoredIn>;
  /** True if a value is of this type. */
  readonly is: (value: unknown) => value is Value;
  /** Returns what is stored for a value. */
  readonly encode: (value: Value) => StoredIn;
  /** Returns the value for what was stored. What it throws is a fault of the file, at its place. */
  readonly decode: (stored: StoredOut) => Value;
  /**
   * True if two values are the same. A value is refused if it and what is loaded again are not.
   * @defaultValue whether the same is stored for both; of primitive values, Object.is
   */
  readonly equals?: (a: Value, b: Value) => boolean;
}

const OPTIONS = optionNames<CustomOptions<unknown, unknown, unknown>>({
  name: true,
  stored: true,
  is: true,
  encode: true,
  decode: true,
  equals: true,
});

/**
 * Value of a type of the user ⇄ what another codec stores for it. A value that does not come back identical is refused on save.
 *
 * @throws DeclarationError (`ARTIFACT_DECLARATION`) if an option is missing or wrong.
 * @example
 * `codec.custom({ name: 'URL', stored: codec.string, is: (value) => value instanceof URL, encode: (value) => value.href, decode: (text) => new URL(text) })`
 */
export function custom<Value, StoredOut, StoredIn>(options: CustomOptions<Value, StoredOut, StoredIn>): Codec<Value> {
  const fault = wrongOptions(options ?? null, OPTIONS);
  if (fault !== undefined) failCall('custom', fault);
  const { name, stored, is, encode, decode, equals } = options;
  if (typeof name !== 'string' || name === '')
    failCall('custom', `found the name ${inspected(name)}, expected a string`);
  for (const [option, value] of Object.entries({ is, encode, decode, ...(equals !== undefined && { equals }) })) {
    if (typeof value !== 'function') failCall('custom', `found ${option}: ${inspected(value)}, expected a function`);
  }
  const codec = argumentCodec(stored, 'custom');
  return published(customCodec({ name, stored: codec, is, encode, decode, equals } as unknown as CustomType));
}
