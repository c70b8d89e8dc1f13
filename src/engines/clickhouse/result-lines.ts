import type { ResultColumn, SentRows, SentValue } from '../messages.js';
import { isNumeric, type ResultType, resultType } from './result-type.js';
import { type JsonValue, sentValue } from './sent-value.js';

/** The format of a result: a line with the names of the columns, one with their types, and one for each row. */
export const RESULT_FORMAT = 'JSONCompactEachRowWithNamesAndTypes';

/** The lines before the rows. */
export const HEAD_LINES = 2;

/** The lines of a result, which come some at a time. */
export class ResultLines {
  readonly columns: readonly ResultColumn[];
  readonly #types: readonly ResultType[];
  readonly #pieces: AsyncIterator<readonly string[]>;
  /** Rows that came together with the head. */
  #rows: readonly string[];

  private constructor(lines: readonly string[], pieces: AsyncIterator<readonly string[]>) {
    const [names, types] = lines.slice(0, HEAD_LINES).map((line) => JSON.parse(line)) as [string[], string[]];
    this.#types = types.map(resultType);
    this.columns = names.map((name, index) => ({ name, isNumeric: isNumeric(this.#types[index] as ResultType) }));
    this.#pieces = pieces;
    this.#rows = lines.slice(HEAD_LINES);
  }

  /**
   * Reads the head of a result.
   *
   * @param pieces - whole lines, without their ends.
   * @throws Error if there is none, or a type is not known exactly by its JSON.
   */
  static async of(pieces: AsyncIterable<readonly string[]>): Promise<ResultLines> {
    const iterator = pieces[Symbol.asyncIterator]();
    const lines: string[] = [];
    while (lines.length < HEAD_LINES) {
      const { value, done } = await iterator.next();
      if (done) throw new Error('the answer has no columns');
      lines.push(...value);
    }
    return new ResultLines(lines, iterator);
  }

  /** Returns the next rows; none at the end. */
  async next(): Promise<SentRows> {
    let rows: readonly string[] | undefined = this.#rows;
    this.#rows = [];
    while (rows?.length === 0) {
      const { value, done } = await this.#pieces.next();
      rows = done ? undefined : value;
    }
    return (rows ?? []).map((row) => this.#sent(JSON.parse(row)));
  }

  #sent(row: readonly JsonValue[]): SentValue[] {
    return row.map((value, index) => sentValue(value, this.#types[index] as ResultType));
  }
}
