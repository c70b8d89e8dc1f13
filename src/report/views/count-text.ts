/** Returns a number of things with commas between the thousands: `200,000`. */
export const countText = (count: number): string => count.toLocaleString('en');

/** Returns a number with a noun in singular or plural: `1 artifact`, `200,000 artifacts`. */
export const countedText = (count: number, noun: string): string =>
  `${countText(count)} ${noun}${count === 1 ? '' : 's'}`;
