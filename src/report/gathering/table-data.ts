import { inputsFirst, isParameter, namesOf } from '../../display/key-names.js';
import type { KeyData, PackedValue, TableData } from '../data/page-data.js';
import { isArrayValue } from '../tables/packed-values.js';
import { cutText } from './cut-text.js';
import type { RowData } from './row-data.js';

const ABSENT: PackedValue = [];

/**
 * Returns rows as a table. A key has one value for all rows if they have the same one.
 *
 * @param count - how many artifacts the procedure has.
 */
export function tableData(procedure: string, rows: readonly RowData[], count = rows.length): TableData {
  const columns = new Map<string, PackedValue[]>();
  /** Whether the arrays under a key are only the x of others. */
  const areXs = new Map<string, boolean>();
  for (const [index, { values, xs }] of rows.entries()) {
    for (const [pointer, value] of values) {
      let column = columns.get(pointer);
      if (column === undefined) columns.set(pointer, (column = []));
      while (column.length < index) column.push(ABSENT);
      column.push(value);
      if (isArrayValue(value)) areXs.set(pointer, xs.has(pointer) && areXs.get(pointer) !== false);
    }
  }
  const names = namesOf(columns.keys());
  const keys = inputsFirst(columns.keys(), names).map((pointer): KeyData => {
    const values = columns.get(pointer) as PackedValue[];
    while (values.length < rows.length) values.push(ABSENT);
    const name = cutText(names.get(pointer) as string);
    const isX = areXs.get(pointer) === true ? { isX: true } : {};
    return { pointer: cutText(pointer), name, isInput: isParameter(pointer), ...isX, values: constantOnce(values) };
  });
  return {
    procedure,
    count,
    ids: rows.map(({ id }) => id),
    times: rows.map(({ time }) => time),
    sizes: rows.map(({ size }) => size),
    seals: rows.map(({ seal }) => seal).join(''),
    keys,
  };
}

function constantOnce(values: readonly PackedValue[]): readonly PackedValue[] {
  const first = JSON.stringify(values[0]);
  return values.every((value) => value === values[0] || JSON.stringify(value) === first) ? values.slice(0, 1) : values;
}
