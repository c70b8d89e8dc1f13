import { type Condition, parseCondition, writtenCondition } from '../../display/conditions.js';
import { Failure } from '../../display/failure.js';
import { writtenName } from '../../display/key-names.js';
import { type AxisValue, type LineAxis, numberAt, placeOf } from './line-axis.js';
import { partsOf, type QueryPart } from './query.js';
import type { Table } from './table.js';

// A brush is a part of an axis of parallel lines. It stands in the filter field, as a condition, and nowhere else: so the keyboard, links
// and the table follow it.
//
//   n=10..20      threshold>=0.5      method="scott","silverman"

/** A part of an axis, from 0 at its foot to 1. */
export type Brush = readonly [from: number, to: number];

/** The digits of an end of a brush. */
const DIGITS = 3;

/** Values at this distance from the end of a brush belong to it. */
const TOLERANCE = 1e-9;

/** Returns the condition that a brush stands for; undefined if it takes all values, or none. */
export function brushCondition(axis: LineAxis, [from, to]: Brush): string | undefined {
  const key = axis.column.conditionName;
  if (axis.values !== undefined) {
    const all = axis.values;
    const taken = all.filter(({ at }) => at >= from - TOLERANCE && at <= to + TOLERANCE).map(({ value }) => value);
    if (taken.length === 0 || taken.length === all.length) return undefined;
    const texts = taken.map((value) => writtenCondition(key, value).slice(writtenName(key).length + 1));
    const isRange = texts.length > 1 && !Number.isNaN(axis.low);
    return `${writtenName(key)}=${isRange ? `${texts[0]}..${texts.at(-1)}` : texts.join(',')}`;
  }
  const [low, high] = [roundedEnd(axis, from, Math.ceil), roundedEnd(axis, to, Math.floor)];
  if (from <= 0 && to >= 1) return undefined;
  if (from <= 0) return `${writtenName(key)}<=${high}`;
  if (to >= 1) return `${writtenName(key)}>=${low}`;
  return Number(low) <= Number(high) ? `${writtenName(key)}=${low}..${high}` : undefined;
}

/** Returns the number at the end of a brush, with as many digits as the eye can tell. */
function roundedEnd(axis: LineAxis, place: number, whole: (value: number) => number): string {
  const value = numberAt(axis, place);
  if (axis.isWhole && Math.abs(value) < 2 ** 53) return String(whole(value) + 0);
  if (axis.isLog) return String(Number(value.toPrecision(DIGITS)));
  const power = Math.floor(Math.log10(axis.high / 2 - axis.low / 2)) - DIGITS + 1;
  const magnitude = value === 0 ? 0 : Math.floor(Math.log10(Math.abs(value)));
  return String(Number(value.toPrecision(Math.min(17, Math.max(1, magnitude - power + 1)))));
}

/**
 * Returns the part of an axis that the first condition on its key takes; undefined if there is none, if it takes all, or if it takes
 * more than one part.
 */
export function brushOf(table: Table, axis: LineAxis, query: string): Brush | undefined {
  for (const part of partsOf(query)) {
    const condition = conditionOn(table, axis, part);
    if (condition !== undefined)
      return axis.values === undefined ? brushOfRange(axis, condition) : brushOfValues(axis.values, condition);
  }
  return undefined;
}

function brushOfRange(axis: LineAxis, { range }: Condition): Brush | undefined {
  if (range === undefined) return undefined;
  const from = range.from === undefined ? 0 : placeOf(axis, range.from);
  const to = range.to === undefined ? 1 : placeOf(axis, range.to);
  return from === 0 && to === 1 ? undefined : [from, to];
}

function brushOfValues(values: readonly AxisValue[], { test }: Condition): Brush | undefined {
  const isTaken = values.map(({ value }) => test(value) === 'match');
  const [first, last] = [isTaken.indexOf(true), isTaken.lastIndexOf(true)];
  const isOnePart = first >= 0 && isTaken.slice(first, last).every((each) => each);
  if (!isOnePart || last - first === values.length - 1) return undefined;
  return [values[first]?.at as number, values[last]?.at as number];
}

/** Returns a filter in which one condition is about the key of an axis, or none. */
export function withBrush(table: Table, axis: LineAxis, query: string, brush: Brush | undefined): string {
  const others = partsOf(query).filter((part) => conditionOn(table, axis, part) === undefined);
  const condition = brush && brushCondition(axis, brush);
  return [...others.map(({ typed }) => typed.trim()), ...(condition === undefined ? [] : [condition])].join(' ');
}

/** Returns the condition that a part of a filter is, if it is one on the key of an axis. */
function conditionOn(table: Table, { column }: LineAxis, { kind, text }: QueryPart): Condition | undefined {
  if (kind === 'word') return undefined;
  try {
    const condition = parseCondition(text, (example) => example);
    return table.columnsOfName(condition.key).includes(column) ? condition : undefined;
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return undefined;
  }
}

/** The part of an axis that a brush takes at first, and how far a key moves it, where the values have no places of their own. */
const FIRST_PART = 0.25;
const STEP = 0.05;

/**
 * Returns a brush as a key changes it: moved by a step, or extended by one at the end that the key points to.
 *
 * @param direction - 1 is up.
 */
export function movedBrush(axis: LineAxis, brush: Brush | undefined, direction: 1 | -1, isExtended: boolean): Brush {
  const places = axis.values?.map(({ at }) => at);
  if (places === undefined) {
    if (brush === undefined) return direction === 1 ? [0, FIRST_PART] : [1 - FIRST_PART, 1];
    const [from, to] = brush;
    if (isExtended) return direction === 1 ? [from, Math.min(1, to + STEP)] : [Math.max(0, from - STEP), to];
    const step = direction === 1 ? Math.min(STEP, 1 - to) : -Math.min(STEP, from);
    return [from + step, to + step];
  }
  const last = places.length - 1;
  const indexOf = (place: number) => places.findIndex((each) => Math.abs(each - place) <= TOLERANCE);
  let [from, to] =
    brush === undefined
      ? [direction === 1 ? -1 : last + 1, direction === 1 ? -1 : last + 1]
      : (brush.map(indexOf) as [number, number]);
  const isMoved = !isExtended || brush === undefined;
  if (direction === 1 ? to < last : from > 0) {
    if (isMoved || direction === -1) from += direction;
    if (isMoved || direction === 1) to += direction;
  }
  return [places[from] as number, places[to] as number];
}
