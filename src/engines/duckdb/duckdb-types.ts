import type { TypeNames } from '../type-names.js';
import { areHeld } from './held-names.js';
import { sqlIdentifier } from './sql-text.js';

/**
 * The types of DuckDB.
 * @see https://duckdb.org/docs/stable/sql/data_types/overview
 */
export const DUCKDB_TYPES: TypeNames = {
  boolean: 'BOOLEAN',
  text: 'VARCHAR',
  json: 'JSON',
  timestamp: 'TIMESTAMPTZ',
  numbers: {
    int8: 'TINYINT',
    uint8: 'UTINYINT',
    int16: 'SMALLINT',
    uint16: 'USMALLINT',
    int32: 'INTEGER',
    uint32: 'UINTEGER',
    int64: 'BIGINT',
    uint64: 'UBIGINT',
    int128: 'HUGEINT',
    float32: 'FLOAT',
    float64: 'DOUBLE',
  },
  list: (item) => `${item}[]`,
  map: (value) => `MAP(VARCHAR, ${value})`,
  object: (members) =>
    areHeld(members.map(([name]) => name))
      ? `STRUCT(${members.map(([name, type]) => `${sqlIdentifier(name)} ${type}`).join(', ')})`
      : undefined,
};

/** The types of a .parquet file, by DuckDB's names: it would write a HUGEINT as a DOUBLE, without a word. */
export const PARQUET_TYPES: TypeNames = {
  ...DUCKDB_TYPES,
  numbers: { ...DUCKDB_TYPES.numbers, int128: 'DECIMAL(20,0)' },
};
