import { createHash } from 'node:crypto';
import { NumberText } from '../../model/number-text.js';
import { cellOf, identityOf, type RowValue } from './cells.js';
import { compareValues } from './order.js';
import { typeName, typeNames } from './type-names.js';

/** Different values that are counted. */
const COUNTED = 10_000;

/** Different values that are told one by one. */
const TOLD = 5;

/** Characters of a value from which on its digest is kept instead. */
const LONG = 64;

/** What all artifacts have under one key, counted as they come, in memory that has a bound. */
export class KeyStatistics {
  /** How many artifacts have the key. */
  count = 0;
  readonly #types = new Set<string>();
  readonly #values = new Set<string>();
  /** The elements of some arrays are not known, so that nobody knows how many are different. */
  #hasUnknown = false;
  /** What is told of the first different values. */
  readonly #told = new Map<string, RowValue>();
  #lowest: number | bigint | undefined;
  #highest: number | bigint | undefined;
  #isOfNumbers = true;

  add(value: RowValue): void {
    this.count++;
    this.#types.add(typeOfValue(value));
    const isArray = isSummary(value) && value.kind === 'array';
    if (isArray && value.digest === undefined) this.#hasUnknown = true;
    if (this.#values.size <= COUNTED) this.#values.add(shortened(identityOf(value)));
    if (this.#told.size <= TOLD) this.#told.set(toldOf(value), value);
    if (typeof value !== 'number' && typeof value !== 'bigint') this.#isOfNumbers &&= value === null;
    else if (!Number.isNaN(value)) {
      if (this.#lowest === undefined || value < this.#lowest) this.#lowest = value;
      if (this.#highest === undefined || value > this.#highest) this.#highest = value;
    }
  }

  /** Whether it has arrays. */
  get isArray(): boolean {
    return [...this.#told.values()].some((value) => isSummary(value) && value.kind === 'array');
  }

  /** The types, as they are told: `text|number`. */
  get types(): string {
    return typeNames(this.#types);
  }

  /** How many different values there are; undefined if they are too many to be counted, or not known. */
  get values(): number | undefined {
    return this.#hasUnknown || this.#values.size > COUNTED ? undefined : this.#values.size;
  }

  /** The same as a cell. */
  get valuesCell(): string {
    return this.#hasUnknown ? '-' : this.#values.size > COUNTED ? `>${COUNTED}` : String(this.#values.size);
  }

  /** The lowest and the highest number; undefined if there is none. */
  get bounds(): readonly [lowest: number | bigint, highest: number | bigint] | undefined {
    return this.#lowest === undefined || this.#highest === undefined ? undefined : [this.#lowest, this.#highest];
  }

  /** The values in their order if they are few, the lowest and highest of many numbers, and the first of many others. */
  get range(): string {
    if (this.#told.size > TOLD && this.#isOfNumbers && this.bounds !== undefined)
      return this.bounds.map((bound) => toldOf(bound)).join(' to ');
    const told = [...this.#told].slice(0, TOLD).sort(([, a], [, b]) => compareTold(a, b));
    return [...told.map(([text]) => text), ...(this.#told.size > TOLD ? ['…'] : [])].join(', ');
  }
}

type Summary = Exclude<RowValue, null | boolean | number | bigint | string | NumberText>;

const isSummary = (value: RowValue): value is Summary =>
  typeof value === 'object' && value !== null && !(value instanceof NumberText);

const typeOfValue = (value: RowValue): string => {
  if (!isSummary(value)) return typeName(value);
  return value.kind === 'array' ? (value.dtype ?? 'numbers') : value.kind;
};

/** The shape of an array, and the cell of everything else. */
const toldOf = (value: RowValue): string =>
  isSummary(value) && value.kind === 'array' ? value.shape.join('x') : cellOf(value, { strip: 9, hasShapes: false });

function compareTold(a: RowValue, b: RowValue): number {
  if (!isSummary(a) && !isSummary(b)) return compareValues(a, b, 'rising');
  if (isSummary(a) && isSummary(b) && a.kind === 'array' && b.kind === 'array')
    return compareValues(a.shape[0], b.shape[0], 'rising');
  return Number(isSummary(a)) - Number(isSummary(b));
}

const shortened = (identity: string): string =>
  identity.length <= LONG ? identity : createHash('sha256').update(identity).digest('base64');
