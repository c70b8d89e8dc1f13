import { escaped, escapedLines } from '../../display/escaping.js';
import { Failure } from '../../display/failure.js';
import { idsOf, sealOf } from '../../display/ids.js';
import { FILES_AT_A_TIME } from '../../display/limits.js';
import type { ResolvedArtifact } from '../../display/resolved-artifact.js';
import { sizeText } from '../../display/wording.js';
import { addressOfKey } from '../../format/address.js';
import { isArtifactError } from '../../model/errors.js';
import { mapInOrder } from '../../model/map-in-order.js';
import { withSource } from '../../storage/bytes-source.js';
import { messageForCommandLine } from '../console/failure.js';
import { jsonLine } from '../console/json-text.js';
import { answerTo, isYes } from '../console/question.js';
import { tableText } from '../console/table.js';
import type { Context } from '../context/context.js';
import { findReferrers, type Referred, type Referrers, referrersFirst, writeReferrers } from '../lineage/referrers.js';
import { resolveArtifacts } from '../selection/resolve-artifacts.js';

/** An artifact that is to be removed, with what the table shows of it. */
interface Removal extends Referred {
  /** Units: bytes. Undefined if the file cannot be opened; it can be removed all the same. */
  readonly size: number | undefined;
}

/** The options of `artifacts remove`. */
interface RemoveOptions {
  /** Removes without asking. */
  readonly yes?: boolean;
  /** Removes also what other artifacts refer to. */
  readonly evenIfReferenced?: boolean;
}

/**
 * `artifacts remove`: shows the artifacts that the words mean, asks, and removes them, unless others refer to them that are not among them.
 *
 * @param words - ids and paths as the user typed them.
 * @returns 0 if all were removed, else 1.
 * @throws Failure if a word does not mean exactly one artifact, or if nobody can be asked and `--yes` is missing.
 */
export async function remove(
  context: Context,
  words: readonly string[],
  { yes = false, evenIfReferenced = false }: RemoveOptions,
): Promise<0 | 1> {
  const { terminal, json } = context;
  const removals = await removalsOf(context, words);
  if (!json) await terminal.out.write(removalTable(removals));
  const referrers: Referrers = evenIfReferenced ? new Map() : await findReferrers(context, removals);
  if (await isKeptByOthers(context, removals, referrers)) return 1;
  if (!yes) {
    if (json || !terminal.isInteractive)
      throw new Failure('Nothing was removed, for nobody is there to be asked. If you are sure, add --yes.');
    if (!(await isConfirmed(removals.length, context))) {
      await terminal.err.write('Nothing was removed.\n');
      return 1;
    }
  }
  // Those that refer go first: if removing ends early, no reference leads to nothing.
  return removeAll(context, referrersFirst(removals, referrers));
}

/** Writes which artifacts others refer to that are not to be removed, and that nothing was removed. Returns false if there is none. */
async function isKeptByOthers(context: Context, removals: readonly Removal[], referrers: Referrers): Promise<boolean> {
  const { terminal, json } = context;
  const removed = new Set(removals.map(({ key }) => key));
  let isKept = false;
  for (const removal of removals) {
    const others = referrers.get(removal.key)?.filter((key) => !removed.has(key)) ?? [];
    if (others.length === 0) continue;
    isKept = true;
    await writeReferrers(context, removal, others);
  }
  if (isKept && json) await terminal.out.write(summaryJson(0, 0, removals.length));
  else if (isKept)
    await terminal.err.write('Nothing was removed. To remove artifacts all the same, add --even-if-referenced.\n');
  return isKept;
}

/** @throws Failure if one of the artifacts is not in the storage. */
async function removalsOf(context: Context, words: readonly string[]): Promise<Removal[]> {
  const byPath = new Map<string, { key: string; artifact: ResolvedArtifact }>();
  for (const artifact of await resolveArtifacts(context, words, { isExact: true })) {
    const { key, path } = artifact;
    if (key === undefined)
      throw new Failure(`${escaped(path)} is not in ${escaped(context.root)}. Say where it is by --root.`, { path });
    byPath.set(key, { key, artifact });
  }
  const ids = idsOf([...byPath.keys()]);
  const removals: Removal[] = [];
  const inspect = async ({ key, artifact }: { key: string; artifact: ResolvedArtifact }) => ({
    key,
    path: artifact.path,
    size: await fileSize(artifact),
    seal: await sealOf(artifact),
  });
  for await (const inspected of mapInOrder(byPath.values(), FILES_AT_A_TIME, inspect))
    removals.push({ id: ids[removals.length] as string, ...inspected });
  return removals;
}

/** Returns the size of a file in bytes; undefined if it cannot be opened. */
async function fileSize({ open }: ResolvedArtifact): Promise<number | undefined> {
  try {
    return await withSource(open(), async ({ size }) => size);
  } catch (error) {
    if (isArtifactError(error)) return undefined;
    throw error;
  }
}

const removalTable = (removals: readonly Removal[]): string =>
  tableText(
    [
      { head: 'ID', align: 'left' },
      { head: 'TIME', align: 'left' },
      { head: 'SIZE', align: 'right' },
      { head: 'PROCEDURE', align: 'left' },
    ],
    removals.map(({ id, key, size }) => [
      id,
      addressOfKey(key)?.timestamp.replace('T', ' ') ?? '-',
      size === undefined ? '-' : sizeText(size),
      key.split('/', 1)[0] as string,
    ]),
  );

/** Asks the user. To remove several artifacts, the user has to type their number, because a `y` is typed without reading. */
async function isConfirmed(count: number, { terminal }: Context): Promise<boolean> {
  if (count === 1) return isYes(await answerTo('Remove this one for good? y/N:', terminal));
  return (await answerTo(`Remove these ${count} for good? Type ${count}:`, terminal)) === String(count);
}

/** Removes the artifacts, and writes an error for each that cannot be removed. */
async function removeAll({ storage, terminal, json }: Context, removals: readonly Removal[]): Promise<0 | 1> {
  let [removed, bytes] = [0, 0];
  for (const { key, id, path, seal, size } of removals) {
    try {
      await storage.remove(key);
    } catch (error) {
      if (!isArtifactError(error)) throw error;
      const message = messageForCommandLine(error.message);
      const object = jsonLine({ type: 'error', id, path, seal, code: error.code, message });
      await terminal.err.write(json ? object : `${escapedLines(message)}\n`);
      continue;
    }
    removed++;
    bytes += size ?? 0;
    if (json) await terminal.out.write(jsonLine({ type: 'removed', id, path, seal, size }));
  }
  const failed = removals.length - removed;
  await terminal.out.write(
    json
      ? summaryJson(removed, bytes, failed)
      : `Removed ${removed}${failed === 0 ? '' : ` of ${removals.length}`}, ${sizeText(bytes)}.\n`,
  );
  return failed === 0 ? 0 : 1;
}

const summaryJson = (removed: number, bytes: number, failed: number): string =>
  jsonLine({ type: 'summary', removed, bytes, failed });
