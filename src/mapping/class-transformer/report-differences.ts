import { isDeepStrictEqual, types } from 'node:util';
import { isBuiltIn, timeOf } from '../../codecs/built-in.js';
import { describeValue } from '../../codecs/describe-value.js';
import { isPlainDate, isPlainList, isPlainMap, isPlainObject, isPlainSet } from '../../codecs/plain.js';
import type { Walk } from '../../codecs/walk/walk.js';
import { ignoreRejection } from '../../model/ignore-rejection.js';
import type { Class } from '../class.js';
import { plainKeyOf, settableGetters } from './metadata.js';
import { classOfRecord, isRecord } from './record.js';

/**
 * Reports where a value differs from what class-transformer brings back of it. What cannot be compared counts as different.
 *
 * @param owner - the class-transformer class that is mapped, for the message.
 */
export function reportDifferences(value: unknown, back: unknown, owner: Class, walk: Walk): void {
  ignoreRejection(back);
  const parts = partsOf(value);
  const partsBack = partsOf(back);
  if (parts === undefined || partsBack === undefined || kindOf(value) !== kindOf(back)) {
    if (!isSameLeaf(value, back)) reportDifference(value, back, owner, walk);
    return;
  }
  for (const key of new Set([...parts.keys(), ...partsBack.keys()])) {
    const [part, partBack] = [parts.get(key), partsBack.get(key)];
    walk.member(String(key), () => {
      if (parts.has(key) && partsBack.has(key)) reportDifferences(part, partBack, owner, walk);
      else reportDifference(part, partBack, owner, walk);
    });
  }
}

function reportDifference(value: unknown, back: unknown, owner: Class, walk: Walk): void {
  const [found, other] = [describeValue(value), describeValue(back)];
  const fault = found === other ? 'does not bring back identical' : `brings back as ${other}`;
  walk.report(
    'invalid-value',
    `found ${found}, which class-transformer ${fault}; declare ${owner.name} with @Persisted()`,
  );
}

/**
 * Returns the parts of an object by keys; undefined for a value without parts, and for an object that may have others. An instance without
 * a single property that is kept counts among those: nothing shows what it holds.
 */
function partsOf(value: unknown): ReadonlyMap<unknown, unknown> | undefined {
  if (Array.isArray(value)) return isPlainList(value) ? new Map(value.entries()) : undefined;
  if (types.isMap(value)) return isPlainMap(value) ? value : undefined;
  if (types.isSet(value)) return isPlainSet(value) ? new Map([...value].entries()) : undefined;
  if (!isRecord(value)) return undefined;
  if (isPlainObject(value)) return new Map(Object.entries(value));
  const Class = classOfRecord(value);
  const parts = new Map<unknown, unknown>();
  for (const property of [...Object.keys(value), ...settableGetters(Class)]) {
    const key = plainKeyOf(Class, property);
    if (key !== undefined) parts.set(key, value[property]);
  }
  if (parts.size === 0) return undefined;
  // class-transformer treats a property that is undefined as if it were not there.
  for (const [key, part] of parts) if (part === undefined) parts.delete(key);
  return parts;
}

const KINDS = [Array.isArray, types.isMap, types.isSet, (value: unknown) => isRecord(value) && isPlainObject(value)];

/** Returns what two objects must have in common to be compared part by part: the kind of container, or the prototype. */
const kindOf = (value: unknown): unknown => KINDS.find((isKind) => isKind(value)) ?? Object.getPrototypeOf(value);

/** True if two values without parts are identical, and nothing in them can be hidden. */
function isSameLeaf(a: unknown, b: unknown): boolean {
  if (typeof a !== 'object' || a === null) return Object.is(a, b);
  if (types.isDate(a) && types.isDate(b)) return isPlainDate(a) && isPlainDate(b) && Object.is(timeOf(a), timeOf(b));
  return isPlainTypedArray(a) && isPlainTypedArray(b) && isDeepStrictEqual(a, b);
}

/** True for a typed array of a built-in class, or a Buffer, without properties besides its elements. */
function isPlainTypedArray(value: unknown): boolean {
  if (!types.isTypedArray(value) || Reflect.ownKeys(value).length !== value.length) return false;
  const Class: Function = Object.getPrototypeOf(value).constructor;
  return Class === Buffer || isBuiltIn(Class);
}
