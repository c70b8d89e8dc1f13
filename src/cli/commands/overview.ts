import { addressOf } from '../../address.js';
import type { Context } from '../context.js';
import { shown } from '../escaping.js';
import { jsonLine } from '../json-text.js';
import { tableText } from '../table.js';

/** What the names of a procedure's files tell. */
interface Procedure {
  readonly name: string;
  artifacts: number;
  first: string;
  last: string;
}

/** `artifacts` alone: the procedures, and what to type next. */
export async function overview(context: Context): Promise<0> {
  const { terminal, json } = context;
  const { procedures, others } = await survey(context);
  if (json) {
    for (const { name, artifacts, first, last } of procedures)
      await terminal.out.write(jsonLine({ type: 'procedure', procedure: name, artifacts, first, last }));
    const artifacts = procedures.reduce((sum, each) => sum + each.artifacts, 0);
    await terminal.out.write(jsonLine({ type: 'summary', procedures: procedures.length, artifacts, others }));
    return 0;
  }
  await terminal.out.write(textOf(context, procedures));
  if (others > 0) {
    const what =
      others === 1 ? '1 other thing is there, no artifact' : `${others} other things are there, no artifacts`;
    await terminal.err.write(`${what}: ${context.call('verify')}\n`);
  }
  const largest = procedures.reduce<Procedure | undefined>(
    (most, each) => (most !== undefined && most.artifacts >= each.artifacts ? most : each),
    undefined,
  );
  if (largest !== undefined) await terminal.err.write(nextText(context, largest.name));
  return 0;
}

/** The procedures by name, and how many things are there that are no artifacts, or out of reach. */
async function survey({ storage }: Context): Promise<{ procedures: Procedure[]; others: number }> {
  const procedures = new Map<string, Procedure>();
  let others = 0;
  for await (const found of storage.survey()) {
    const address = typeof found === 'string' ? addressOf(found) : undefined;
    if (address === undefined) {
      others++;
      continue;
    }
    const { procedureName: name, timestamp } = address;
    const procedure = procedures.get(name);
    if (procedure === undefined) procedures.set(name, { name, artifacts: 1, first: timestamp, last: timestamp });
    else {
      procedure.artifacts++;
      if (timestamp < procedure.first) procedure.first = timestamp;
      if (timestamp > procedure.last) procedure.last = timestamp;
    }
  }
  return { procedures: [...procedures.values()].sort((a, b) => (a.name < b.name ? -1 : 1)), others };
}

function textOf({ terminal, root }: Context, procedures: readonly Procedure[]): string {
  if (procedures.length === 0) return `There are no artifacts in ${shown(root)} yet.\n`;
  return tableText(
    [
      { head: 'PROCEDURE', align: 'left' },
      { head: 'ARTIFACTS', align: 'right' },
      { head: 'FIRST', align: 'left' },
      { head: 'LAST', align: 'left' },
    ],
    procedures.map(({ name, artifacts, first, last }) => [
      name,
      String(artifacts),
      first.replace('T', ' '),
      last.replace('T', ' '),
    ]),
    { styleHead: terminal.colors.dim },
  );
}

function nextText(context: Context, procedure: string): string {
  const calls = [context.call('list', procedure), `${context.call('show')}           (the newest)`, 'artifacts --help'];
  return `\nNext:  ${calls.join('\n       ')}\n`;
}
