import type { NameRules } from '../table-columns.js';
import type { TypeNames } from '../type-names.js';
import { clickhouseIdentifier } from './sql-text.js';

/**
 * The types of ClickHouse. Each holds null only if it says so, and lists and maps only inside of a Variant.
 * @see https://clickhouse.com/docs/sql-reference/data-types
 */
export const CLICKHOUSE_TYPES: TypeNames = {
  boolean: 'Bool',
  text: 'String',
  json: 'String',
  timestamp: "DateTime64(6, 'UTC')",
  numbers: {
    int8: 'Int8',
    uint8: 'UInt8',
    int16: 'Int16',
    uint16: 'UInt16',
    int32: 'Int32',
    uint32: 'UInt32',
    int64: 'Int64',
    uint64: 'UInt64',
    int128: 'Int128',
    float32: 'Float32',
    float64: 'Float64',
  },
  list: (item) => `Array(${item})`,
  map: (value) => `Map(String, ${value})`,
  object: (members) =>
    areMembers(members.map(([name]) => name))
      ? `Tuple(${members.map(([name, type]) => `${clickhouseIdentifier(name)} ${type}`).join(', ')})`
      : undefined,
  orNull: (type) => (/^(?:Array|Map)\(/.test(type) ? `Variant(${type})` : `Nullable(${type})`),
};

/** True if the members of a Tuple can have some names. It has a member `null` of its own, and there are no empty names. */
export const areMembers = (names: Iterable<string>): boolean =>
  ![...names].some((name) => name === '' || name === 'null');

/** How ClickHouse takes names: each as it is. */
export const CLICKHOUSE_NAMES: NameRules = {
  folded: (name) => name,
  held: (names) => ({ held: names.filter((name) => name !== ''), leftOut: names.filter((name) => name === '') }),
};
