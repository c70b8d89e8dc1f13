import { PROCEDURE_KEY, TIMESTAMP_KEY } from '../json/layout.js';
import { StoredArray } from '../json/stored-array.js';
import type { StoredTree } from '../stored-artifact.js';
import type { Context } from './context.js';
import { CsvWriter, guardedText } from './csv.js';
import { shown, shownLines } from './escaping.js';
import { inputsFirst, namesOf } from './key-names.js';
import { leafAt, leavesOf } from './leaves.js';
import { openArtifact } from './rows.js';
import { eachReadable } from './search.js';
import { artifactsOf, NameResolution, type Selection, type SelectionOptions } from './selection.js';
import { writeNotes } from './selection-notes.js';

/**
 * Writes artifacts as CSV, a line each, and notes on them. The files are read twice, for the heads come first: nothing is kept but the
 * keys.
 *
 * @param names - the names of the only keys that are wanted; undefined for all but arrays.
 * @throws Failure if no artifact has one of the keys.
 */
export async function writeCsv(
  context: Context,
  selection: Selection,
  limit: number,
  names: readonly string[] | undefined,
  options: SelectionOptions,
): Promise<void> {
  const { out } = context.terminal;
  const resolution = names && new NameResolution(names);
  const { scalars, arrays } = await keysOf(context, selection, limit, resolution);
  const wanted = await resolution?.pointers(context, selection.procedure);
  const allNames = namesOf([...scalars, ...arrays, ...(wanted ?? [])]);
  const nameOf = (pointer: string) => allNames.get(pointer) as string;
  const fields = wanted ?? inputsFirst(scalars, allNames);
  const csv = new CsvWriter();
  const write = (values: readonly (StoredTree | undefined)[]) => {
    const line = csv.line(values);
    return out.write(out.isTerminal ? shownLines(line.replaceAll('\r\n', '\n')) : line);
  };
  let given = 0;
  await write(['id', 'path', 'seal', PROCEDURE_KEY, TIMESTAMP_KEY, ...fields.map(nameOf)]);
  for await (const { artifact, id } of artifactsOf(context, selection, limit)) {
    const { path, seal, procedureName, timestamp, root } = artifact;
    await write([id, path, seal, procedureName, timestamp, ...fields.map((pointer) => leafAt(root, pointer)?.tree)]);
    given++;
  }
  const notes: string[] = [];
  if (arrays.size > 0) notes.push(`Left out are the arrays: ${[...arrays].map(nameOf).sort().map(shown).join(', ')}.`);
  if (csv.guarded > 0) notes.push(`${guardedText(csv.guarded)}.`);
  await writeNotes(context, selection, options, notes, given, limit < selection.entries.length);
}

/** The pointers of all keys: those of arrays, and all others. */
async function keysOf(
  { storage }: Context,
  { entries }: Selection,
  limit: number,
  resolution: NameResolution | undefined,
): Promise<{ scalars: Set<string>; arrays: Set<string> }> {
  const [scalars, arrays] = [new Set<string>(), new Set<string>()];
  // What cannot be read is told when the lines are written.
  const artifacts = eachReadable(entries.slice(0, limit), [], (entry) => openArtifact(storage, entry));
  for await (const { root } of artifacts) {
    for (const { pointer, tree } of leavesOf(root)) (tree instanceof StoredArray ? arrays : scalars).add(pointer);
    resolution?.add((pointer) => leafAt(root, pointer) !== undefined);
  }
  return { scalars, arrays };
}
