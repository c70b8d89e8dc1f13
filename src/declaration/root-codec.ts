import type { Codec as FieldCodec } from '../codecs/codec.js';
import { KIND_KEY } from '../format/layout.js';
import type { Class } from '../mapping/class.js';
import { instanceCodec } from '../mapping/mapper.js';
import { planOf } from '../mapping/plan.js';
import { type Codec, failCall, fieldCodecOf, refuseX } from './codec.js';

/**
 * Returns the codec of what a file or schema has at its root.
 *
 * @param type - a declared class, or a codec.
 * @throws DeclarationError (`ARTIFACT_DECLARATION`) if it is neither, or is declared wrongly.
 */
export function rootCodec(type: Class | Codec<unknown, never>): FieldCodec {
  const codec = fieldCodecOf(type);
  if (codec !== undefined) {
    refuseX(codec, (fault) => failCall('ndArray', fault));
    return codec;
  }
  const { Class } = planOf(type as Class);
  return instanceCodec(() => Class, KIND_KEY);
}
