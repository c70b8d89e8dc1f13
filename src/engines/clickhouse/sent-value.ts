import type { SentValue } from '../messages.js';
import type { ResultType } from './result-type.js';

/** A value as ClickHouse writes it in JSON: integers of 64 bits and more, decimals, NaN and the infinities as texts, a map as pairs. */
export type JsonValue = null | boolean | number | string | readonly JsonValue[];

const NON_FINITE: Readonly<Record<string, number>> = {
  nan: Number.NaN,
  '-nan': Number.NaN,
  inf: Number.POSITIVE_INFINITY,
  '-inf': Number.NEGATIVE_INFINITY,
};

/** Returns a value of a result as it is sent. */
export function sentValue(value: JsonValue, type: ResultType): SentValue {
  if (value === null) return null;
  switch (type.kind) {
    case 'integer':
      return typeof value === 'string' ? BigInt(value) : (value as number);
    case 'float':
      return doubleOf(value as number | string);
    case 'float32':
      // ClickHouse writes as few digits as tell a number from other ones of 32 bits.
      return Math.fround(doubleOf(value as number | string));
    case 'decimal':
      return { digits: String(value) };
    case 'time':
      return (value as string).replace(/(?:(\.\d*[1-9])|\.)0+Z$/, '$1Z');
    case 'plain':
      return value as boolean | string;
    case 'list':
      return (value as readonly JsonValue[]).map((item) => sentValue(item, type.item));
    case 'map':
      return sentMap(value as readonly (readonly JsonValue[])[], type.key, type.value);
    case 'tuple': {
      const values = value as readonly JsonValue[];
      const items = values.map((item, index) => sentValue(item, type.items[index] as ResultType));
      return type.names === undefined ? items : { names: type.names, values: items };
    }
  }
}

const doubleOf = (value: number | string): number =>
  typeof value === 'string' ? (NON_FINITE[value] as number) : value;

/** Returns an object if the keys are texts, each once; otherwise a list of objects. */
function sentMap(pairs: readonly (readonly JsonValue[])[], keyType: ResultType, valueType: ResultType): SentValue {
  const keys = pairs.map(([key = null]) => sentValue(key, keyType));
  const values = pairs.map(([, value = null]) => sentValue(value, valueType));
  const isObject = keys.every((key) => typeof key === 'string') && new Set(keys).size === keys.length;
  if (isObject) return { names: keys as readonly string[], values };
  return keys.map((key, index) => ({ names: ['key', 'value'], values: [key, values[index] as SentValue] }));
}
