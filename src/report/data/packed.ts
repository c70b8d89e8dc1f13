import type { StoredScalar } from '../../format/stored-tree.js';
import { NumberText } from '../../model/number-text.js';

// A page carries its data as JSON, which has neither NaN nor -0 nor 64-bit integers. So a scalar is packed:
//
//   0.5, "text", true, null    as they are
//   NaN, -Infinity, -0         ["NaN"]   ["-Infinity"]   ["-0"]
//   9007199254740993n          ["i","9007199254740993"]
//   a NumberText               ["n","0.10000000000000000555"]

/** A scalar as JSON carries it. */
export type PackedScalar = string | number | boolean | null | readonly [string] | readonly ['i' | 'n', string];

/** Packs a scalar. */
export function pack(value: StoredScalar): PackedScalar {
  if (typeof value === 'bigint') return ['i', String(value)];
  if (value instanceof NumberText) return ['n', value.text];
  if (typeof value !== 'number') return value;
  if (Object.is(value, -0)) return ['-0'];
  return Number.isFinite(value) ? value : [String(value)];
}

/** Returns the scalar that {@link pack} packed. */
export function unpack(packed: PackedScalar): StoredScalar {
  if (!Array.isArray(packed)) return packed as StoredScalar;
  const [kind, text] = packed as readonly [string, string?];
  if (text === undefined) return Number(kind);
  return kind === 'i' ? BigInt(text) : new NumberText(text);
}
