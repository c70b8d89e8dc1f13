import { sqlIdentifier } from './duckdb/sql-text.js';
import type { TypeNames } from './type-names.js';

/**
 * The types of Trino, which has no unsigned integers.
 * @see https://trino.io/docs/current/language/types.html
 */
export const TRINO_TYPES: TypeNames = {
  boolean: 'BOOLEAN',
  text: 'VARCHAR',
  json: 'VARCHAR',
  timestamp: 'TIMESTAMP(6)',
  numbers: {
    int8: 'TINYINT',
    uint8: 'SMALLINT',
    int16: 'SMALLINT',
    uint16: 'INTEGER',
    int32: 'INTEGER',
    uint32: 'BIGINT',
    int64: 'BIGINT',
    uint64: 'DECIMAL(20,0)',
    int128: 'DECIMAL(20,0)',
    float32: 'REAL',
    float64: 'DOUBLE',
  },
  list: (item) => `ARRAY(${item})`,
  map: (value) => `MAP(VARCHAR, ${value})`,
  object: (members) => `ROW(${members.map(([name, type]) => `${sqlIdentifier(name)} ${type}`).join(', ')})`,
};
