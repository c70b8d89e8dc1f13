const NO_PIECES: readonly Buffer[] = [];

/** Gathers texts and bytes in pieces of one size. */
export class PieceGatherer {
  readonly #size: number;
  #piece: Buffer;
  #length = 0;

  /**
   * @param size - the bytes of a piece.
   * @param total - the greatest number of bytes in total: little text needs no large piece.
   */
  constructor(size: number, total: number) {
    this.#size = size;
    this.#piece = Buffer.allocUnsafe(Math.min(size, total));
  }

  /** Adds a text, as UTF-8, or bytes, which are copied. Returns the pieces that are full now, each in memory of its own. */
  add(content: string | Uint8Array): readonly Buffer[] {
    return typeof content === 'string' ? this.#addText(content) : this.#addBytes(content);
  }

  /** Returns what has been added since the last full piece. */
  rest(): Buffer {
    return this.#piece.subarray(0, this.#length);
  }

  #addText(text: string): readonly Buffer[] {
    const most = 3 * text.length;
    if (most > this.#size) return this.#addBytes(Buffer.from(text));
    const full = this.#length + most > this.#piece.length ? this.#takeFull() : NO_PIECES;
    this.#length += this.#piece.write(text, this.#length);
    return full;
  }

  #addBytes(bytes: Uint8Array): readonly Buffer[] {
    let full = NO_PIECES;
    for (let at = 0; at < bytes.length; ) {
      if (this.#length === this.#piece.length) full = [...full, ...this.#takeFull()];
      const end = Math.min(bytes.length, at + this.#piece.length - this.#length);
      this.#piece.set(bytes.subarray(at, end), this.#length);
      this.#length += end - at;
      at = end;
    }
    return full;
  }

  #takeFull(): readonly Buffer[] {
    const piece = this.rest();
    this.#piece = Buffer.allocUnsafe(this.#size);
    this.#length = 0;
    return piece.length === 0 ? NO_PIECES : [piece];
  }
}
