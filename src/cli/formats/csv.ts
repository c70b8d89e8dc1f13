import { StoredArray } from '../../format/stored-array.js';
import { isStoredObject, type StoredTree } from '../../format/stored-tree.js';
import { NumberText } from '../../model/number-text.js';
import { type JsonValue, jsonText } from '../console/json-text.js';

/**
 * Matches a text that a spreadsheet would run as a formula, or that would be one without the `'` before it.
 *
 * @see https://owasp.org/www-community/attacks/CSV_Injection
 */
const FORMULA = /^'*[=+\-@\t\r\n＝＋－＠]/;

const NEEDS_QUOTES = /[",\r\n]|^\s|\s$|^$/;

/** Writes lines of CSV. It writes `'` before a text that a spreadsheet would run as a formula, and counts these texts. */
export class CsvWriter {
  /** How many texts got a `'`. */
  guarded = 0;
  readonly #isRaw: boolean;

  /** @param isRaw - true if texts are written as they are stored, also those that a spreadsheet would run. */
  constructor({ isRaw = false } = {}) {
    this.#isRaw = isRaw;
  }

  /**
   * Returns one line. An undefined value is an empty field, and an empty text is `""`. Numbers have all their digits. A list or an object
   * is JSON, without the arrays in it.
   *
   * @see https://www.rfc-editor.org/rfc/rfc4180
   */
  line(values: readonly (StoredTree | undefined)[]): string {
    return `${values.map((value) => this.#field(value)).join(',')}\r\n`;
  }

  #field(value: StoredTree | undefined): string {
    if (value === undefined) return '';
    if (typeof value === 'string') return quotedField(this.#guarded(value));
    if (typeof value === 'number' && !Number.isFinite(value)) return String(value);
    return value instanceof NumberText ? value.text : quotedField(jsonText(withoutArrays(value)));
  }

  #guarded(text: string): string {
    if (this.#isRaw || !FORMULA.test(text)) return text;
    this.guarded++;
    return `'${text}`;
  }
}

/** Returns a value without the arrays in its lists and objects. */
function withoutArrays(value: StoredTree): JsonValue {
  if (Array.isArray(value)) return value.filter((item) => !(item instanceof StoredArray)).map(withoutArrays);
  if (!isStoredObject(value)) return value as JsonValue;
  const members = Object.entries(value).filter(([, member]) => !(member instanceof StoredArray));
  return Object.fromEntries(members.map(([key, member]) => [key, withoutArrays(member)]));
}

const quotedField = (text: string): string => (NEEDS_QUOTES.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

/** Returns a note on the texts that got a `'`. */
export const guardedText = (guarded: number): string =>
  guarded === 1
    ? "1 text that a spreadsheet would run begins with ' now"
    : `${guarded} texts that a spreadsheet would run begin with ' now`;
