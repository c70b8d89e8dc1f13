import type { TypeNames } from './type-names.js';

/**
 * The types of Spark SQL, which has no unsigned integers.
 * @see https://spark.apache.org/docs/latest/sql-ref-datatypes.html
 */
export const SPARK_TYPES: TypeNames = {
  boolean: 'BOOLEAN',
  text: 'STRING',
  json: 'STRING',
  timestamp: 'TIMESTAMP',
  numbers: {
    int8: 'TINYINT',
    uint8: 'SMALLINT',
    int16: 'SMALLINT',
    uint16: 'INT',
    int32: 'INT',
    uint32: 'BIGINT',
    int64: 'BIGINT',
    uint64: 'DECIMAL(20,0)',
    int128: 'DECIMAL(20,0)',
    float32: 'FLOAT',
    float64: 'DOUBLE',
  },
  list: (item) => `ARRAY<${item}>`,
  map: (value) => `MAP<STRING, ${value}>`,
  object: (members) => `STRUCT<${members.map(([name, type]) => `${sparkIdentifier(name)}: ${type}`).join(', ')}>`,
};

/** Returns a name as an identifier of Spark SQL. */
export const sparkIdentifier = (name: string): string => `\`${name.replaceAll('`', '``')}\``;
