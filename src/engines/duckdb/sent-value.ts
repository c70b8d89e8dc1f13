import type { DuckDBType, DuckDBValue } from '@duckdb/node-api';
import type { SentValue } from '../messages.js';

type Library = typeof import('@duckdb/node-api');

/**
 * Returns a value of a result as it is sent. DuckDB's own JSON of a result would lose the sign of -0, and make texts of integers.
 *
 * @throws Error if a value has members that DuckDB's package does not tell apart.
 */
export function sentValue(value: DuckDBValue, type: DuckDBType, library: Library): SentValue {
  if (value === null || typeof value === 'boolean' || typeof value === 'number' || typeof value === 'bigint')
    return value;
  if (typeof value === 'string') return type.alias === 'JSON' ? { json: value } : value;
  if (value instanceof library.DuckDBDecimalValue) return { digits: String(value) };
  if (value instanceof library.DuckDBTimestampTZValue) return timeText(value.micros) ?? String(value);
  if (value instanceof library.DuckDBListValue || value instanceof library.DuckDBArrayValue) {
    const { valueType } = type as { valueType: DuckDBType } & DuckDBType;
    return value.items.map((item) => sentValue(item, valueType, library));
  }
  if (value instanceof library.DuckDBStructValue) {
    const { entryNames, entryTypes } = type as { entryNames: string[]; entryTypes: DuckDBType[] } & DuckDBType;
    if (new Set(entryNames).size < entryNames.length || entryNames.includes('__proto__'))
      throw new Error(`found the members of ${type}, expected a name for each, and no __proto__`);
    const values = entryNames.map((name, index) =>
      sentValue(value.entries[name] as DuckDBValue, entryTypes[index] as DuckDBType, library),
    );
    return { names: entryNames, values };
  }
  if (value instanceof library.DuckDBMapValue) {
    const { keyType, valueType } = type as { keyType: DuckDBType; valueType: DuckDBType } & DuckDBType;
    const values = value.entries.map((entry) => sentValue(entry.value, valueType, library));
    const keys = value.entries.map(({ key }) => sentValue(key, keyType, library));
    if (keys.every((key) => typeof key === 'string')) return { names: keys, values };
    return keys.map((key, index) => ({ names: ['key', 'value'], values: [key, values[index] as SentValue] }));
  }
  return String(value);
}

/** Returns a time in UTC as ISO 8601 has it; undefined if its year has not four digits. */
function timeText(micros: bigint): string | undefined {
  const rest = ((micros % 1_000_000n) + 1_000_000n) % 1_000_000n;
  const date = new Date(Number((micros - rest) / 1000n));
  if (Number.isNaN(date.getTime()) || !/^\d/.test(date.toISOString())) return undefined;
  const fraction = rest === 0n ? '' : `.${String(rest).padStart(6, '0').replace(/0+$/, '')}`;
  return `${date.toISOString().slice(0, 19)}${fraction}Z`;
}
