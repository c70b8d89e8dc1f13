/**
 * Returns the index on each axis of an element.
 *
 * @param index - the index of the element in C order.
 */
export function indicesOf(index: number, shape: readonly number[]): number[] {
  const indices: number[] = [];
  let rest = index;
  for (const length of shape.toReversed()) {
    indices.unshift(rest % length);
    rest = Math.floor(rest / length);
  }
  return indices;
}
