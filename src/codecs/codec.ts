import type { Tree } from '../model/tree.js';
import type { Walk } from './walk.js';

/**
 * One type, both ways. A codec never throws on what it is given: it reports to the walk, and what it returns then is
 * never used.
 */
export interface Codec<Live = unknown> {
  /** The tree of a live value. Leaves the value as it is. */
  encode(value: unknown, walk: Walk): Tree;
  /** The live value of a tree: all that `encode` took comes back identical. */
  decode(tree: Tree, walk: Walk): Live;
}
