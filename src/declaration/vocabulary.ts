import { ndArrayCodec } from '../codecs/array/nd-array.js';
import { dateCodec } from '../codecs/iso-date.js';
import { jsonValueCodec } from '../codecs/json-value.js';
import { listCodec } from '../codecs/list.js';
import { mapCodec } from '../codecs/map.js';
import { bigintCodec, booleanCodec, integerCodec, numberCodec, stringCodec } from '../codecs/scalar.js';
import type { DType, TypedArrays } from '../model/dtypes.js';
import { type Codec, fieldCodecOf, published } from './codec.js';

const inner = (codec: Codec<unknown, never>) => fieldCodecOf(codec) as NonNullable<ReturnType<typeof fieldCodecOf>>;

/** The codecs of all types, by name. Those of containers take the codecs of what is in them. */
export const codec = Object.freeze({
  string: published<string>(stringCodec),
  number: published<number>(numberCodec),
  integer: published<number>(integerCodec),
  boolean: published<boolean>(booleanCodec),
  bigint: published<bigint>(bigintCodec),
  // biome-ignore lint/suspicious/noExplicitAny: any plain JSON value.
  json: published<any>(jsonValueCodec),
  date: published<Date>(dateCodec),
  list: <Out, In>(item: Codec<Out, In>): Codec<Out[], readonly In[]> => published(listCodec(inner(item))),
  map: <Out, In>(value: Codec<Out, In>): Codec<Map<string, Out>, ReadonlyMap<string, In>> =>
    published(mapCodec(inner(value))),
  ndArray: <D extends DType>(dtype: D): Codec<TypedArrays[D]> =>
    published(ndArrayCodec({ dtype, shape: undefined, container: 'typed-array', isGuessed: false })),
});
