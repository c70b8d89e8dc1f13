import type { Tree } from '../model/tree.js';
import type { DecodingWalk } from './walk/decoding-walk.js';
import type { EncodingWalk } from './walk/encoding-walk.js';

/**
 * The two directions of one type. A codec never throws for what it is given: it reports an issue to the walk, and then nobody uses what
 * it returns.
 */
export interface Codec<Value = unknown> {
  /** Returns the tree of a value. Does not change the value. */
  encode(value: unknown, walk: EncodingWalk): Tree;
  /** Returns the value of a tree, identical to the value that `encode` made the tree from. */
  decode(tree: Tree, walk: DecodingWalk): Value;
}

/** Encodes a value with a codec: the function that {@link EncodingWalk.runUserCode} calls, for a value may be a Proxy or have getters. */
export const encodeWith = (codec: Codec, value: unknown, walk: EncodingWalk): Tree => codec.encode(value, walk);
