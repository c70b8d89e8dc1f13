import { NumberText } from './number-text.js';

/** A value of a tree that is neither a list nor an object. */
export type TreeScalar = null | boolean | number | bigint | string | NumberText;

/** True if a tree is a scalar. */
export const isTreeScalar = (tree: unknown): tree is TreeScalar =>
  tree === null || tree instanceof NumberText || (tree !== undefined && typeof tree !== 'object');
