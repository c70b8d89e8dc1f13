const [SPACE, MINUS, ZERO] = [...' -0'].map((character) => character.charCodeAt(0)) as [number, number, number];

/** More characters than a step has, or a point. */
const ROOM = 48;

const ascii = new TextDecoder();

const NO_BYTES = new Uint8Array();

/** The bytes of a path that is complete, for the next one, so that not every path allocates its own. */
let spare: Uint8Array<ArrayBuffer> | undefined;

function takeBytes(): Uint8Array<ArrayBuffer> {
  const bytes = spare ?? new Uint8Array(1 << 12);
  spare = undefined;
  return bytes;
}

/**
 * Lines as the text of a path of SVG: `M0 400l1 0 1-3 ` goes from point to point by what lies between them, which takes few digits. The text
 * is bytes until it is complete: to put it together of thousands of short texts takes longer, and ten times the memory.
 *
 * @see https://www.w3.org/TR/SVG2/paths.html#PathData
 */
export class PathText {
  #bytes = takeBytes();
  #length = 0;

  /** Begins a line at a point. */
  moveTo(x: number, y: number): void {
    this.#makeRoom();
    for (const character of `M${x} ${y}l`) this.#bytes[this.#length++] = character.charCodeAt(0);
  }

  /** Goes on to another point. Both numbers are integers of 32 bits. */
  lineBy(across: number, down: number): void {
    this.#makeRoom();
    const bytes = this.#bytes;
    let end = writeInteger(bytes, this.#length, across);
    if (down >= 0) bytes[end++] = SPACE;
    end = writeInteger(bytes, end, down);
    bytes[end++] = SPACE;
    this.#length = end;
  }

  #makeRoom(): void {
    if (this.#length + ROOM <= this.#bytes.length) return;
    const longer = new Uint8Array(2 * this.#bytes.length + ROOM);
    longer.set(this.#bytes);
    this.#bytes = longer;
  }

  /** Returns the text, which is then complete. */
  finish(): string {
    const text = ascii.decode(this.#bytes.subarray(0, this.#length));
    spare = this.#bytes;
    this.#bytes = NO_BYTES;
    this.#length = 0;
    return text;
  }
}

/** Writes an integer of 32 bits into bytes, and returns where it ends. */
function writeInteger(bytes: Uint8Array, start: number, value: number): number {
  let first = start;
  let rest = value;
  if (value < 0) {
    bytes[first++] = MINUS;
    rest = -value;
  }
  const end = first + (rest < 10 ? 1 : rest < 100 ? 2 : rest < 1000 ? 3 : String(rest).length);
  for (let at = end - 1; at > first; at--) {
    const tenth = (rest / 10) | 0;
    bytes[at] = ZERO + rest - 10 * tenth;
    rest = tenth;
  }
  bytes[first] = ZERO + rest;
  return end;
}
