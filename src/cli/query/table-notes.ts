import { escaped } from '../../display/escaping.js';
import type { ColumnType } from '../../engines/column-type.js';
import type { QueriedTable } from './queried-table.js';

/**
 * Returns notes on the columns of a table that are left out, or whose values are not as they are stored.
 *
 * @param limits - why the engine leaves columns out, as a sentence ends.
 */
export function tableNotes({ name, columns }: Pick<QueriedTable, 'name' | 'columns'>, limits: string): string[] {
  const { leftOut, members } = columns;
  const notes: string[] = [];
  if (leftOut.length > 0)
    notes.push(`${escaped(name)} has no columns for the keys ${leftOut.map(quoted).join(', ')}: ${limits}.`);
  const named = Array.from(members).filter(([, type]) => hasNames(type));
  if (named.length > 0)
    notes.push(
      `In ${escaped(name)}, the texts "NaN", "Infinity" and "-Infinity" count as numbers, because numbers stand beside them: ${named.map(([key]) => quoted(key)).join(', ')}.`,
    );
  for (const [key, type] of members)
    if (type.kind === 'timestamp' && type.hasLocal)
      notes.push(`In ${escaped(name)}, each ${key} without an offset counts as UTC.`);
  return notes;
}

const quoted = (key: string): string => `"${escaped(key)}"`;

/** True if texts in a column count as numbers. */
function hasNames(type: ColumnType): boolean {
  if (type.kind === 'numbers') return type.numbers.names === 'some';
  if (type.kind === 'list') return hasNames(type.item);
  if (type.kind === 'map') return hasNames(type.value);
  return type.kind === 'object' && [...type.members.values()].some(hasNames);
}
