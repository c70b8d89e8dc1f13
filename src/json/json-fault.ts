import { FormatError } from '../model/errors.js';
import { shownPointer } from '../model/message-text.js';
import { NEWLINE } from './bytes.js';

/** What a text should be: the file of an artifact, or any JSON. */
export type TextKind = "an artifact's JSON" | 'JSON';

/** Why a text is not JSON. */
export class JsonFault extends Error {
  /**
   * @param position - of the fault in the text. Units: bytes.
   * @param pointer - of the value that has the fault.
   */
  constructor(
    message: string,
    readonly position: number,
    readonly pointer: string,
  ) {
    super(message);
  }

  /** @param lines - has counted the bytes up to the fault. */
  formatError(path: string | undefined, lines: LineCounter, kind: TextKind = "an artifact's JSON"): FormatError {
    const { position, pointer, message } = this;
    const place = `byte ${position} (line ${lines.line}, column ${position - lines.lineStart + 1})`;
    const within = pointer === '' ? '' : `, in ${shownPointer(pointer)}`;
    return new FormatError(path, `is not ${kind}: ${message}, at ${place}${within}`);
  }
}

/** Counts the lines of a text piece by piece. */
export class LineCounter {
  line = 1;
  /** The position of the first byte of the line. */
  lineStart = 0;
  #length = 0;

  push(bytes: Buffer): void {
    for (let at = bytes.indexOf(NEWLINE); at >= 0; at = bytes.indexOf(NEWLINE, at + 1)) {
      this.line++;
      this.lineStart = this.#length + at + 1;
    }
    this.#length += bytes.length;
  }
}
