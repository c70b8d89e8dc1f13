/** The greatest number of names that a message lists: of procedures, arrays or ids. */
export const MOST_LISTED_NAMES = 8;

/** Joins the first texts with commas, and says how many more there are: `a, b and 3 more`. */
export function someOf(texts: readonly string[], most: number): string {
  const more = texts.length - most;
  return more > 0 ? `${texts.slice(0, most).join(', ')} and ${more} more` : texts.join(', ');
}

/** Returns a number with a noun in singular or plural: `1 artifact`, `2 artifacts`. */
export const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;

/** Returns a number of bytes for people, with at least two digits: `2.3 kB`. */
export function sizeText(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  const units = ['kB', 'MB', 'GB', 'TB', 'PB'];
  let size = bytes / 1000;
  let unit = 0;
  while (Math.round(size) >= 1000 && unit < units.length - 1) {
    size /= 1000;
    unit++;
  }
  return `${size.toFixed(size < 9.95 ? 1 : 0)} ${units[unit]}`;
}
