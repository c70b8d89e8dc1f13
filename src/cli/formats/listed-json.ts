import { pointersOfName } from '../../display/key-names.js';
import { leafAt } from '../../display/leaves.js';
import { failureOf, failureText } from '../console/failure.js';
import { jsonLine } from '../console/json-text.js';
import { ProgressLine } from '../console/progress.js';
import type { Context } from '../context/context.js';
import { classCounts } from '../selection/class-notes.js';
import { NameResolution } from '../selection/name-resolution.js';
import { type Selection, selectedArtifacts } from '../selection/selection.js';
import { artifactLine } from './artifact-json.js';

/**
 * Writes artifacts as lines of JSON to stdout, and a summary after them.
 *
 * @param names - the keys that `--columns` names; undefined for all keys.
 * @throws Failure if no artifact has one of these keys.
 */
export async function writeListedJson(
  context: Context,
  selection: Selection,
  limit: number,
  names: readonly string[] | undefined,
): Promise<void> {
  const { terminal } = context;
  const { entries, unread, procedure } = selection;
  await new NameResolution(context, procedure, names ?? []).pointers();
  const progress = new ProgressLine(terminal, true, 'files');
  for await (const { artifact, id } of selectedArtifacts(context, selection, limit, progress)) {
    const wanted = names?.flatMap((name) => pointersOfName(name).find((each) => leafAt(artifact.root, each)) ?? []);
    await terminal.out.write(artifactLine(artifact, id, { wanted: wanted && new Set(wanted) }));
  }
  for (const error of unread) await terminal.err.write(failureText(failureOf(error), true));
  await terminal.out.write(
    jsonLine({ type: 'summary', matching: entries.length, not_read: unread.length, ...classCounts(context) }),
  );
}
