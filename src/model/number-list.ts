/** A long list of numbers and nothing else, as a reader makes it. In a tree it stands for a list of these numbers. */
export class NumberList {
  constructor(readonly values: Float64Array) {}
}
