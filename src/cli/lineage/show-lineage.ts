import { escaped, escapedLines } from '../../display/escaping.js';
import { Failure } from '../../display/failure.js';
import { idsOf } from '../../display/ids.js';
import type { ResolvedArtifact } from '../../display/resolved-artifact.js';
import { MOST_LISTED_NAMES } from '../../display/wording.js';
import { failureOf, failureText, messageForCommandLine } from '../console/failure.js';
import type { Context } from '../context/context.js';
import { type Lineage, readLineage } from './lineage.js';
import { keysIn, lineageJson } from './lineage-json.js';
import { lineageLines } from './lineage-lines.js';

/**
 * Writes what an artifact was made from, and what was made from it.
 *
 * @returns 0, or 1 if a reference does not lead to the bytes that it names, or if a file could not be read.
 * @throws Failure if the artifact is not in the storage.
 */
export async function showLineage(context: Context, { key, path }: ResolvedArtifact): Promise<0 | 1> {
  const { terminal, storage, json, root } = context;
  if (key === undefined)
    throw new Failure(`${escaped(path)} is not in ${escaped(root)}. Say where it is by --root.`, { path });
  const lineage = await readLineage(context, key);
  const keys = [...keysIn(key, lineage.sources, lineage.products)];
  const ids = new Map(idsOf(keys).map((id, index) => [keys[index], id]));
  const idOf = (each: string) => ids.get(each) as string;
  if (json)
    for await (const line of lineageJson(lineage, { pathOf: (each) => storage.pathOf(each), idOf }))
      await terminal.out.write(line);
  else {
    const style = { colors: terminal.colors, idOf, callFor: (id: string) => context.call('show', id, '--lineage') };
    for (const line of lineageLines(lineage, style)) await terminal.out.write(`${line}\n`);
  }
  await writeUnread(context, lineage);
  const links = [...lineage.sources.values(), ...lineage.products.values()].flat();
  return lineage.unread.length === 0 && links.every(({ state }) => state === 'right') ? 0 : 1;
}

/** Writes the errors of the files that could not be read: they may belong to the lineage. */
async function writeUnread({ terminal, json }: Context, { unread }: Lineage): Promise<void> {
  if (json) {
    for (const error of unread) await terminal.err.write(failureText(failureOf(error), json));
    return;
  }
  if (unread.length === 0) return;
  const lines = unread
    .slice(0, MOST_LISTED_NAMES)
    .map(({ message }) => `${escapedLines(messageForCommandLine(message))}\n`);
  if (unread.length > lines.length) lines.push(`and ${unread.length - lines.length} more\n`);
  await terminal.err.write(`Could not be read, and may be made from others here:\n${lines.join('')}`);
}
