import { cutToWidth, scalarCell } from '../../display/cells.js';
import { escaped } from '../../display/escaping.js';
import { Failure } from '../../display/failure.js';
import type { ResultColumn, SentRows, SentValue } from '../../engines/messages.js';
import type { StoredTree } from '../../format/stored-tree.js';
import { readJson } from '../../json/read-json.js';
import { NumberText } from '../../model/number-text.js';
import type { Tree } from '../../model/tree.js';
import { isTreeScalar } from '../../model/tree-scalar.js';
import { jsonText } from '../console/json-text.js';
import { type Column, tableText } from '../console/table.js';
import type { Context } from '../context/context.js';
import { CsvWriter, guardedText } from '../formats/csv.js';

type Rows = AsyncIterable<SentRows>;

/**
 * Writes a result in the form that was asked for: a table, CSV, or one object of JSON a row.
 *
 * @returns notes on it.
 * @throws Failure if a row cannot be an object, because two columns have one name.
 */
export async function writeResult(
  context: Context,
  columns: readonly ResultColumn[],
  rows: Rows,
  { csv, raw }: { readonly csv: boolean; readonly raw: boolean },
): Promise<string[]> {
  if (csv) return writeCsv(context, columns, rows, raw);
  return context.json ? writeJson(context, columns, rows) : writeTable(context, columns, rows);
}

async function writeJson(
  { terminal: { out } }: Context,
  columns: readonly ResultColumn[],
  rows: Rows,
): Promise<string[]> {
  const names = columns.map(({ name }) => name);
  const twice = names.find((name, index) => names.indexOf(name) < index);
  if (twice !== undefined)
    throw new Failure(
      `Two columns of the answer are called ${escaped(twice)}. Give one of them another name: AS "other".`,
    );
  const keys = names.map((name) => `${jsonText(name)}:`);
  for await (const some of rows) {
    const lines = some.map(
      (row) => `{${row.map((value, index) => keys[index] + jsonText(treeOf(value))).join(',')}}\n`,
    );
    await out.write(lines.join(''));
  }
  return [];
}

async function writeCsv(
  { terminal: { out } }: Context,
  columns: readonly ResultColumn[],
  rows: Rows,
  isRaw: boolean,
): Promise<string[]> {
  const writer = new CsvWriter({ isRaw });
  await out.write(writer.line(columns.map(({ name }) => name)));
  for await (const some of rows) await out.write(some.map((row) => writer.line(row.map(csvField))).join(''));
  return writer.guarded === 0 ? [] : [`${guardedText(writer.guarded)} (--raw: as stored).`];
}

/** Returns what CSV has for a value: nothing for NULL. In a column of JSON, a text is JSON too, so that 1 and "1" are two values. */
function csvField(value: SentValue): StoredTree | undefined {
  const tree = treeOf(value) as StoredTree;
  const isJsonText = typeof tree === 'string' && typeof value !== 'string';
  return isJsonText ? jsonText(tree) : (tree ?? undefined);
}

/** The rows of a table, which has to be in memory as a whole. */
const MOST_ROWS = 1000;
/** Units: columns of the terminal. A longer text is cut. */
const CELL_WIDTH = 64;

async function writeTable({ terminal }: Context, columns: readonly ResultColumn[], rows: Rows): Promise<string[]> {
  const cells: string[][] = [];
  let hasMore = false;
  for await (const some of rows) {
    hasMore = cells.length + some.length > MOST_ROWS;
    for (const row of some.slice(0, MOST_ROWS - cells.length)) cells.push(row.map(cellOf));
    if (hasMore) break;
  }
  const heads = columns.map(
    ({ name, isNumeric }): Column => ({ head: escaped(name), align: isNumeric ? 'right' : 'left' }),
  );
  await terminal.out.write(tableText(heads, cells, { styleHead: terminal.colors.dim }));
  if (hasMore) return [`Only the first ${MOST_ROWS} rows are shown. All: --json or --csv.`];
  return cells.length === 0 ? ['The answer has no rows.'] : [];
}

/** Returns the cell of a value: a number with all its digits, a long text cut. */
function cellOf(value: SentValue): string {
  const tree = treeOf(value);
  if (typeof tree === 'string') return scalarCell(tree, CELL_WIDTH);
  if (typeof tree === 'number') return Object.is(tree, -0) ? '-0' : String(tree);
  if (isTreeScalar(tree)) return tree instanceof NumberText ? tree.text : String(tree);
  return cutToWidth(jsonText(tree), CELL_WIDTH);
}

/** Returns a value as a tree, which the library writes exactly. */
function treeOf(value: SentValue): Tree {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(treeOf);
  if ('digits' in value) return new NumberText(value.digits);
  if ('json' in value) return treeOfJson(value.json);
  const { names, values } = value as { names: readonly string[]; values: readonly SentValue[] };
  return Object.fromEntries(names.map((name, index) => [name, treeOf(values[index] as SentValue)]));
}

/** Returns the tree of JSON that a query gives, or its text if that is not JSON for us: a key twice. */
function treeOfJson(text: string): Tree {
  try {
    return readJson(Buffer.from(text), { bareTokens: true });
  } catch {
    return text;
  }
}
