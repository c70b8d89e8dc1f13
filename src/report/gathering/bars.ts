/** How many parts the span of all bars has. */
export const BARS = 96;

/**
 * Returns the function that gives the part of a span in which a second lies.
 *
 * @param span - its first and its last second, in ISO 8601 without a time zone, as all that the function takes.
 */
export function partsOf({ from, to }: { readonly from: string; readonly to: string }): (second: string) => number {
  const [start, length] = [secondsOf(from), secondsOf(to) - secondsOf(from)];
  if (!(length > 0)) return () => 0;
  // Integers are multiplied first: a quotient is rounded, and a second at a boundary might lie in the part before.
  return (second) => Math.min(BARS - 1, Math.floor((BARS * (secondsOf(second) - start)) / length));
}

/** Units: seconds. */
const secondsOf = (second: string): number => Date.parse(`${second}Z`) / 1000;
