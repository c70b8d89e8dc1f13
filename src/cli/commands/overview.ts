import { escaped } from '../../display/escaping.js';
import { counted } from '../../display/wording.js';
import { addressOfKey } from '../../format/address.js';
import { StorageError } from '../../model/errors.js';
import { jsonLine } from '../console/json-text.js';
import { tableText } from '../console/table.js';
import type { Context } from '../context/context.js';

/** What the names of a procedure's files say: how many artifacts there are, and the first and last timestamp. */
interface ProcedureSummary {
  readonly name: string;
  artifacts: number;
  first: string;
  last: string;
}

/**
 * `artifacts` without a command: lists the procedures, and commands to try next. Reads only the names of the files.
 *
 * @returns 0, or 1 if a folder could not be read.
 */
export async function overview(context: Context): Promise<0 | 1> {
  const { terminal, json } = context;
  const { procedures, others, unread } = await summarize(context);
  const exitCode = unread === 0 ? 0 : 1;
  if (json) {
    for (const { name, artifacts, first, last } of procedures)
      await terminal.out.write(jsonLine({ type: 'procedure', procedure: name, artifacts, first, last }));
    const artifacts = procedures.reduce((sum, each) => sum + each.artifacts, 0);
    await terminal.out.write(
      jsonLine({ type: 'summary', procedures: procedures.length, artifacts, others, not_read: unread }),
    );
    return exitCode;
  }
  await terminal.out.write(overviewText(context, procedures, unread));
  const verify = context.call('verify');
  if (others > 0) {
    const what =
      others === 1 ? '1 other thing is there, no artifact' : `${others} other things are there, no artifacts`;
    await terminal.err.write(`${what}: ${verify}\n`);
  }
  if (unread > 0) await terminal.err.write(`${counted(unread, 'folder')} could not be read: ${verify}\n`);
  const largest = procedures.reduce<ProcedureSummary | undefined>(
    (most, each) => (most !== undefined && most.artifacts >= each.artifacts ? most : each),
    undefined,
  );
  if (largest !== undefined) await terminal.err.write(nextCommandsText(context, largest.name));
  return exitCode;
}

/** The content of the storage, by the names of its files. */
interface StorageSummary {
  /** In the order of their names. */
  readonly procedures: readonly ProcedureSummary[];
  /** The number of files, folders and links that are not artifacts. */
  readonly others: number;
  /** The number of folders that cannot be read. */
  readonly unread: number;
}

async function summarize({ storage }: Context): Promise<StorageSummary> {
  const procedures = new Map<string, ProcedureSummary>();
  let [others, unread] = [0, 0];
  for await (const found of storage.survey()) {
    const address = typeof found === 'string' ? addressOfKey(found) : undefined;
    if (address === undefined) {
      if (found instanceof StorageError && found.cause !== undefined) unread++;
      else others++;
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
  return { procedures: [...procedures.values()].sort((a, b) => (a.name < b.name ? -1 : 1)), others, unread };
}

function overviewText(context: Context, procedures: readonly ProcedureSummary[], unread: number): string {
  if (procedures.length === 0)
    return unread > 0 ? `No artifact is to be seen in ${escaped(context.root)}.\n` : `${context.noArtifactsText}\n`;
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
    { styleHead: context.terminal.colors.dim },
  );
}

function nextCommandsText(context: Context, procedure: string): string {
  const calls = [context.call('list', procedure), `${context.call('show')}           (the newest)`, 'artifacts --help'];
  return `\nNext:  ${calls.join('\n       ')}\n`;
}
