import { createHash } from 'node:crypto';
import { cellOf, identityOf, type RowValue } from '../../display/cells.js';
import { compareValues } from '../../display/order.js';
import { typeNames } from '../../display/scalar-types.js';
import { UNKNOWN_DTYPE } from '../../display/shape-text.js';
import { typeName } from '../../display/type-names.js';
import { NumberText } from '../../model/number-text.js';

/** The greatest number of different values that are counted, so that memory has a bound. */
const MOST_COUNTED = 10_000;

/** The greatest number of different values that a range lists one by one. */
const MOST_LISTED = 5;

/** The length of a value's text beyond which its digest is kept in place of it. Units: characters. */
const LONG_VALUE = 64;

/** The types and values that artifacts have under one key. Values are counted as they are added, in memory that has a bound. */
export class KeyStatistics {
  /** How many artifacts have the key: how many values were added. */
  count = 0;
  readonly #types = new Set<string>();
  readonly #values = new Set<string>();
  /** True if the elements of an array were not read, so that it is unknown how many arrays are different. */
  #hasUnread = false;
  /** The first different values, by their texts in the range. */
  readonly #listed = new Map<string, RowValue>();
  #lowest: number | bigint | undefined;
  #highest: number | bigint | undefined;
  #isOfNumbers = true;

  add(value: RowValue): void {
    this.count++;
    this.#types.add(rowTypeName(value));
    const isArray = isSummary(value) && value.kind === 'array';
    if (isArray && value.digest === undefined) this.#hasUnread = true;
    if (this.#values.size <= MOST_COUNTED) this.#values.add(digestIfLong(identityOf(value)));
    if (this.#listed.size <= MOST_LISTED) this.#listed.set(rangeText(value), value);
    if (typeof value !== 'number' && typeof value !== 'bigint') this.#isOfNumbers &&= value === null;
    else if (!Number.isNaN(value)) {
      if (this.#lowest === undefined || value < this.#lowest) this.#lowest = value;
      if (this.#highest === undefined || value > this.#highest) this.#highest = value;
    }
  }

  /** True if there are arrays among the values. */
  get isArray(): boolean {
    return [...this.#listed.values()].some((value) => isSummary(value) && value.kind === 'array');
  }

  /** The types of the values: `text|number`. */
  get types(): string {
    return typeNames(this.#types);
  }

  /** How many different values there are; undefined if there are too many to count, or if some arrays were not read. */
  get values(): number | undefined {
    return this.#hasUnread || this.#values.size > MOST_COUNTED ? undefined : this.#values.size;
  }

  /** The cell that says how many different values there are. */
  get valuesCell(): string {
    return this.#hasUnread ? '-' : this.#values.size > MOST_COUNTED ? `>${MOST_COUNTED}` : String(this.#values.size);
  }

  /** The lowest and the highest number; undefined if there is no number. */
  get bounds(): readonly [lowest: number | bigint, highest: number | bigint] | undefined {
    return this.#lowest === undefined || this.#highest === undefined ? undefined : [this.#lowest, this.#highest];
  }

  /** A text with the values: all of them, sorted, if they are few; or `1 to 900` for many numbers; or the first ones of many others. */
  get range(): string {
    if (this.#listed.size > MOST_LISTED && this.#isOfNumbers && this.bounds !== undefined)
      return this.bounds.map((bound) => rangeText(bound)).join(' to ');
    const listed = [...this.#listed].slice(0, MOST_LISTED).sort(([, a], [, b]) => compareListed(a, b));
    return [...listed.map(([text]) => text), ...(this.#listed.size > MOST_LISTED ? ['…'] : [])].join(', ');
  }
}

type Summary = Exclude<RowValue, null | boolean | number | bigint | string | NumberText>;

const isSummary = (value: RowValue): value is Summary =>
  typeof value === 'object' && value !== null && !(value instanceof NumberText);

const rowTypeName = (value: RowValue): string => {
  if (!isSummary(value)) return typeName(value);
  return value.kind === 'array' ? (value.dtype ?? UNKNOWN_DTYPE) : value.kind;
};

/** The text of a value in a range: the shape of an array, or the cell of any other value. */
const rangeText = (value: RowValue): string =>
  isSummary(value) && value.kind === 'array' ? value.shape.join('x') : cellOf(value, { strip: 9, hasShapes: false });

function compareListed(a: RowValue, b: RowValue): number {
  if (!isSummary(a) && !isSummary(b)) return compareValues(a, b, 'rising');
  if (isSummary(a) && isSummary(b) && a.kind === 'array' && b.kind === 'array')
    return compareValues(a.shape[0], b.shape[0], 'rising');
  return Number(isSummary(a)) - Number(isSummary(b));
}

const digestIfLong = (identity: string): string =>
  identity.length <= LONG_VALUE ? identity : createHash('sha256').update(identity).digest('base64');
