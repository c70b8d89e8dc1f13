import type { Codec as FieldCodec } from '../codecs/codec.js';
import { decodeStored } from '../mapping/stored-value.js';
import { keysOfPointer } from '../model/pointer.js';

/**
 * What `~standard` holds: the interface by which forms, servers and other libraries validate with a schema of any library.
 *
 * @see https://standardschema.dev
 */
export interface StandardProperties<out Output> {
  readonly version: 1;
  readonly vendor: string;
  /** Returns the value of stored JSON, as JSON.parse gives it, or all its faults. */
  readonly validate: (value: unknown) => StandardResult<Output>;
  /** Not there at run time: it shows the types to the compiler. */
  readonly types?: { readonly input: unknown; readonly output: Output } | undefined;
}

/** What `validate` returns. */
export type StandardResult<Output> =
  | { readonly value: Output; readonly issues?: undefined }
  | { readonly issues: readonly StandardIssue[] };

/** One fault of a value. */
export interface StandardIssue {
  readonly message: string;
  /** The keys and indices that lead to it. */
  readonly path: readonly (string | number)[];
}

/** Returns the `~standard` of a codec. */
export const standardProperties = <Output>(codec: FieldCodec): StandardProperties<Output> =>
  Object.freeze({
    version: 1,
    vendor: 'persisted-artifacts',
    validate(stored: unknown): StandardResult<Output> {
      const { issues, value } = decodeStored(codec, stored);
      if (issues.length === 0) return { value: value as Output };
      return { issues: issues.map(({ message, path }) => ({ message, path: keysTo(path, stored) })) };
    },
  });

/** Returns the keys of a JSON Pointer into a value; those of elements of lists as numbers. */
function keysTo(pointer: string, value: unknown): (string | number)[] {
  let inner = value;
  return (pointer === '' ? [] : keysOfPointer(pointer)).map((key) => {
    const isIndex = Array.isArray(inner);
    inner = Object(inner)[key];
    return isIndex ? Number(key) : key;
  });
}
