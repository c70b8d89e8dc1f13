import { cutToWidth } from '../../display/cells.js';
import { escaped } from '../../display/escaping.js';
import { isParameter, namesOf, VERSION_POINTER, writtenName } from '../../display/key-names.js';
import { eachReadable } from '../../display/readable.js';
import { widestOf, widthOf } from '../../display/text-width.js';
import { counted, someOf } from '../../display/wording.js';
import { failureOf, failureText } from '../console/failure.js';
import { type JsonValue, jsonLine } from '../console/json-text.js';
import { wrapped } from '../console/notes.js';
import { ProgressLine } from '../console/progress.js';
import { type Column, GAP, tableText } from '../console/table.js';
import type { Context } from '../context/context.js';
import { KeyStatistics } from '../rows/key-statistics.js';
import { readRow } from '../rows/row.js';
import { classCounts, classNotes } from '../selection/class-notes.js';
import { type Selection, select } from '../selection/selection.js';

/** The least width of the column RANGE on a narrow terminal. Units: columns of the terminal. */
const LEAST_RANGE_WIDTH = 12;

/** The greatest number of versions that the note below the table names. */
const MOST_VERSIONS = 6;

const COLUMNS: readonly Column[] = [
  { head: 'KEY', align: 'left' },
  { head: 'TYPE', align: 'left' },
  { head: 'IN', align: 'right' },
  { head: 'VALUES', align: 'right' },
  { head: 'RANGE', align: 'left' },
];

/** A key that artifacts of a procedure have. */
interface ProcedureKey {
  readonly pointer: string;
  readonly name: string;
  readonly group: 'parameters' | 'members' | 'arrays';
  readonly statistics: KeyStatistics;
}

/**
 * `artifacts keys`: lists the keys of a procedure's artifacts, with their types and values.
 *
 * @param word - the procedure as the user typed it.
 * @returns 0, or 1 if some artifacts could not be read.
 * @throws Failure if there is no such procedure.
 */
export async function keys(context: Context, word: string): Promise<0 | 1> {
  const selection = await select(context, 'keys', [word], [], {}, 0);
  const { all, versions, artifacts } = await readKeys(context, selection);
  const { terminal } = context;
  const procedure = selection.procedure as string;
  const notRead = selection.unread.length;
  if (context.json) {
    for (const key of all) await terminal.out.write(keyLine(key));
    for (const error of selection.unread) await terminal.err.write(failureText(failureOf(error), true));
    await terminal.out.write(
      jsonLine({ type: 'summary', procedure, artifacts, versions, not_read: notRead, ...classCounts(context) }),
    );
  } else {
    if (all.length > 0) await terminal.out.write(keyTable(context, all, artifacts));
    const versionsText = versions.length === 0 ? '' : `, versions ${someOf(versions.map(escaped), MOST_VERSIONS)}`;
    await terminal.err.write(
      wrapped(`${procedure}: ${counted(artifacts, 'artifact')}${versionsText}.`, terminal.width),
    );
    for (const note of classNotes(context)) await terminal.err.write(wrapped(note, terminal.width));
    if (notRead > 0)
      await terminal.err.write(`${counted(notRead, 'file')} could not be read: ${context.call('verify', procedure)}\n`);
  }
  return notRead === 0 ? 0 : 1;
}

async function readKeys(
  context: Context,
  { entries, unread }: Selection,
): Promise<{
  readonly all: readonly ProcedureKey[];
  readonly versions: readonly string[];
  readonly artifacts: number;
}> {
  const byPointer = new Map<string, KeyStatistics>();
  const versions = new Set<string>();
  let artifacts = 0;
  const progress = new ProgressLine(context.terminal, context.json, 'files');
  for await (const { values } of eachReadable(entries, unread, (entry) => readRow(context, entry), progress)) {
    artifacts++;
    for (const [pointer, value] of values) {
      let statistics = byPointer.get(pointer);
      if (statistics === undefined) byPointer.set(pointer, (statistics = new KeyStatistics()));
      statistics.add(value);
      if (pointer === VERSION_POINTER) versions.add(value as string);
    }
  }
  const names = namesOf(byPointer.keys());
  const all = Array.from(byPointer, ([pointer, statistics]): ProcedureKey => {
    const group = isParameter(pointer) ? 'parameters' : statistics.isArray ? 'arrays' : 'members';
    return { pointer, name: names.get(pointer) as string, group, statistics };
  });
  all.sort((a, b) => (a.name < b.name ? -1 : 1));
  return {
    all: GROUPS.flatMap((group) => all.filter((key) => key.group === group)),
    versions: [...versions].sort(),
    artifacts,
  };
}

const GROUPS = ['parameters', 'members', 'arrays'] as const;

function keyTable({ terminal: { width, colors } }: Context, all: readonly ProcedureKey[], artifacts: number): string {
  const rows = GROUPS.flatMap((group) => {
    const ofGroup = all.filter((key) => key.group === group);
    return ofGroup.length === 0 ? [] : [[group, '', '', '', ''], ...ofGroup.map((key) => cellsOf(key, artifacts))];
  });
  if (width !== undefined) {
    const widths = COLUMNS.map(({ head }, index) => widestOf([head, ...rows.map((cells) => cells[index] as string)]));
    const taken = widths.slice(0, -1).reduce((sum, each) => sum + each + GAP, 0);
    const room = Math.max(LEAST_RANGE_WIDTH, width - taken);
    for (const cells of rows)
      if (widthOf(cells.at(-1) as string) > room)
        cells[cells.length - 1] = cutToWidth(cells.at(-1) as string, room - 1);
  }
  return tableText(COLUMNS, rows, { styleHead: colors.dim });
}

const cellsOf = ({ name, statistics }: ProcedureKey, artifacts: number): string[] => [
  `  ${escaped(writtenName(name))}`,
  statistics.types,
  statistics.count === artifacts ? 'all' : String(statistics.count),
  statistics.valuesCell,
  statistics.range,
];

function keyLine({ pointer, name, group, statistics }: ProcedureKey): string {
  const { types, count, values, bounds } = statistics;
  const numbers: { [key: string]: JsonValue } = bounds === undefined ? {} : { lowest: bounds[0], highest: bounds[1] };
  return jsonLine({
    type: 'key',
    key: name,
    path: pointer,
    group,
    types: types.split('|'),
    count,
    values: values ?? null,
    ...numbers,
  });
}
