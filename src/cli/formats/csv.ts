import { StoredArray } from '../../format/stored-array.js';
import { NumberText } from '../../model/number-text.js';
import { isStoredObject, type StoredTree } from '../../repository/stored-tree.js';
import { type JsonValue, jsonText } from '../console/json-text.js';

/**
 * Texts that a spreadsheet would take for a formula, and those that would be one without the signs before it.
 * @see https://owasp.org/www-community/attacks/CSV_Injection
 */
const FORMULA = /^'*[=+\-@\t\r\n＝＋－＠]/;

const NEEDS_QUOTES = /[",\r\n]|^\s|\s$|^$/;

/** Writes CSV, and counts the texts that it changed. */
export class CsvWriter {
  /** How many texts begin with `'` now, so that no spreadsheet runs them. */
  guarded = 0;
  readonly #isRaw: boolean;

  /** @param isRaw - whether texts that a spreadsheet would run stay as they are stored. */
  constructor({ isRaw = false } = {}) {
    this.#isRaw = isRaw;
  }

  /**
   * One line. A value that is undefined is an empty field, an empty text `""`; numbers have all their digits, and lists and objects are
   * JSON without the arrays in them.
   *
   * @see RFC 4180
   */
  line(values: readonly (StoredTree | undefined)[]): string {
    return `${values.map((value) => this.#field(value)).join(',')}\r\n`;
  }

  #field(value: StoredTree | undefined): string {
    if (value === undefined) return '';
    if (typeof value === 'string') return quotedField(this.#safe(value));
    if (typeof value === 'number' && !Number.isFinite(value)) return String(value);
    return value instanceof NumberText ? value.text : quotedField(jsonText(withoutArrays(value)));
  }

  #safe(text: string): string {
    if (this.#isRaw || !FORMULA.test(text)) return text;
    this.guarded++;
    return `'${text}`;
  }
}

/** A value without the arrays that are in its lists and objects. */
function withoutArrays(value: StoredTree): JsonValue {
  if (Array.isArray(value)) return value.filter((item) => !(item instanceof StoredArray)).map(withoutArrays);
  if (!isStoredObject(value)) return value as JsonValue;
  const members = Object.entries(value).filter(([, member]) => !(member instanceof StoredArray));
  return Object.fromEntries(members.map(([key, member]) => [key, withoutArrays(member)]));
}

const quotedField = (text: string): string => (NEEDS_QUOTES.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

/** Tells of texts that were changed. */
export const guardedText = (guarded: number): string =>
  guarded === 1
    ? "1 text that a spreadsheet would run begins with ' now"
    : `${guarded} texts that a spreadsheet would run begin with ' now`;
