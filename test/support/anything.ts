import fc from 'fast-check';
import { ndArrayCodec } from '../../src/codecs/array/nd-array.js';
import type { Codec } from '../../src/codecs/codec.js';
import { ANY } from '../../src/codecs/forms.js';
import { jsonValueCodec } from '../../src/codecs/json-value.js';
import { listCodec } from '../../src/codecs/list.js';
import { mapCodec } from '../../src/codecs/map.js';
import { type DType, dtypeNames, dtypeTraits, isFloatArray, type TypedArray } from '../../src/model/dtypes.js';
import { Elements, type Missing, sizeOf } from '../../src/model/elements.js';
import { isList } from '../../src/model/number-list.js';
import { isTreeObject } from '../../src/model/tree.js';

/** Returns an array of any rank. */
export const shapedOf = (data: TypedArray, ...shape: number[]) => ({ data, shape });

type Shaped = ReturnType<typeof shapedOf>;

const arrayCodec = (dtype: DType, missing: Missing) =>
  ndArrayCodec({ dtype, missing, shape: undefined, container: 'nd-array', isGuessed: false });

/** Says how the NaNs of an array are stored: in matrices as null, and else by name. */
const missingOf = ({ data, shape }: Shaped): Missing => (isFloatArray(data) && shape.length === 2 ? null : undefined);

/** The dtype of a typed array. No array of bools is among them: its typed array is that of uint8. */
const dtypeOf = ({ data }: Shaped): DType =>
  dtypeNames.find((dtype) => dtype !== 'bool' && data instanceof dtypeTraits(dtype).TypedArray) as DType;

/**
 * A scalar, an array of any dtype and rank (the NaNs of matrices are stored as null), or a list or Map of such values. The table of arrays alone tells an array from a list of numbers
 * and from a number.
 */
export const anythingCodec: Codec = {
  expected: 'anything',
  forms: ANY,
  holds: () => true,
  encode(value, walk) {
    if (Array.isArray(value)) return listCodec(anythingCodec).encode(value, walk);
    if (value instanceof Map) return mapCodec(anythingCodec).encode(value, walk);
    if (typeof value === 'object' && value !== null) {
      const shaped = value as Shaped;
      return arrayCodec(dtypeOf(shaped), missingOf(shaped)).encode(shaped, walk);
    }
    return jsonValueCodec.encode(value, walk);
  },
  decode(tree, walk) {
    const entry = walk.findArray(tree);
    const hasItems = isList(tree) || tree instanceof Elements;
    if (entry?.dtype === 'bool') return walk.wrongType(tree, 'another array than one of bools');
    if (entry !== undefined && (hasItems || entry.shape !== undefined)) {
      const shaped = arrayCodec(entry.dtype, entry.missing).decode(tree, walk) as Shaped | undefined;
      if (shaped !== undefined && missingOf(shaped) !== entry.missing) walk.wrongType(tree, 'another kind of NaN');
      return shaped;
    }
    if (hasItems) return listCodec(anythingCodec).decode(tree, walk);
    return isTreeObject(tree) ? mapCodec(anythingCodec).decode(tree, walk) : jsonValueCodec.decode(tree, walk);
  },
  schema: () => ({}),
};

/** Values of {@link anythingCodec}, with many arrays. The keys of Maps are sorted, as they come back. */
export const anything: fc.Arbitrary<unknown> = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    fc.oneof(
      fc.constantFrom(null, true, 0, -0, 7, Number.NaN, 'NaN', '', '[1]'),
      fc
        .tuple(
          fc.constantFrom(Float64Array, Float32Array, Int8Array, Uint8Array),
          fc.array(fc.nat(3), { maxLength: 3 }),
        )
        .map(([TypedArray, shape]) => {
          const data = new TypedArray(sizeOf(shape)).fill(1);
          if (isFloatArray(data)) data.set([Number.NaN].slice(0, data.length));
          return shapedOf(data, ...shape);
        }),
    ),
    fc.array(tie('value'), { maxLength: 4 }),
    fc
      .uniqueArray(fc.tuple(fc.constantFrom('*', '!', 'a', 'b', '0', '/~'), tie('value')), {
        selector: ([key]) => key,
        maxLength: 3,
      })
      .map((entries) => new Map(entries.sort(([a], [b]) => (a < b ? -1 : 1)))),
  ),
})).value;
