// Draws lines with dots: each character has two columns of four dots, in Unicode's Braille patterns.

/** The dots of a character on each axis. */
export const DOTS_ACROSS = 2;
export const DOTS_DOWN = 4;

/** The bits of the dots of a character, from the bottom, left and right. */
const BITS = [
  [0x40, 0x80],
  [0x04, 0x20],
  [0x02, 0x10],
  [0x01, 0x08],
] as const;

/**
 * The character without dots. It stands in the place of a blank among the others, because a browser may show them wider than a blank.
 *
 * @see https://www.unicode.org/charts/PDF/U2800.pdf
 */
export const NO_DOTS = '\u2800';

/** A dot, counted from the bottom left. */
export interface Dot {
  readonly x: number;
  readonly y: number;
}

/** A number of lines of text on which dots are set. */
export class DotCanvas {
  readonly #columns: number;
  readonly #bits: Uint8Array;

  /** @param columns - the characters of each line. */
  constructor(columns: number, lines: number) {
    this.#columns = columns;
    this.#bits = new Uint8Array(columns * lines);
  }

  /** Sets the dots of a line from one dot to another. */
  line(from: Dot, to: Dot): void {
    const steps = Math.max(Math.abs(to.x - from.x), Math.abs(to.y - from.y));
    for (let step = 0; step <= steps; step++) {
      const part = steps === 0 ? 0 : step / steps;
      this.#set(Math.round(from.x + part * (to.x - from.x)), Math.round(from.y + part * (to.y - from.y)));
    }
  }

  #set(x: number, y: number): void {
    const cell = Math.floor(y / DOTS_DOWN) * this.#columns + Math.floor(x / DOTS_ACROSS);
    const bit = BITS[y % DOTS_DOWN]?.[x % DOTS_ACROSS] as number;
    this.#bits[cell] = (this.#bits[cell] as number) | bit;
  }

  /** Returns the lines, from the top. */
  get lines(): string[] {
    const lines: string[] = [];
    for (let start = 0; start < this.#bits.length; start += this.#columns) {
      const bits = this.#bits.subarray(start, start + this.#columns);
      lines.unshift(Array.from(bits, (each) => String.fromCharCode(NO_DOTS.charCodeAt(0) + each)).join(''));
    }
    return lines;
  }
}
