/** A long list of numbers and nothing else, as a reader makes it. In a tree it stands for a list of these numbers. */
export class NumberList {
  constructor(readonly values: Float64Array) {}
}

/** True if a tree is a list, in either way. */
export const isList = (tree: unknown): tree is unknown[] | NumberList =>
  Array.isArray(tree) || tree instanceof NumberList;
