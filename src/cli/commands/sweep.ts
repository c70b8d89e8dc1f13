import { escaped } from '../../display/escaping.js';
import { type ArtifactError, SweepError } from '../../model/errors.js';
import { failureOf, failureText } from '../console/failure.js';
import { jsonLine } from '../console/json-text.js';
import type { Context } from '../context/context.js';

/**
 * `artifacts sweep`: removes what ended processes left.
 *
 * @returns 0, or 1 if something could not be removed.
 */
export async function sweep({ storage, terminal, json }: Context): Promise<0 | 1> {
  const { removed, failures } = await resultOf(() => storage.sweep());
  if (json) {
    for (const path of removed) await terminal.out.write(jsonLine({ type: 'removed', path }));
    await terminal.out.write(jsonLine({ type: 'summary', removed: removed.length, failed: failures.length }));
  } else if (removed.length === 0 && failures.length === 0) {
    await terminal.out.write(`Nothing was left behind in ${escaped(storage.root)} by a process that has ended.\n`);
  } else {
    for (const path of removed) await terminal.out.write(`${escaped(path)}\n`);
    const parts = removed.length === 1 ? '1 part' : `${removed.length} parts`;
    await terminal.out.write(`Removed ${parts} of artifacts that were never finished.\n`);
  }
  for (const error of failures) await terminal.err.write(failureText(failureOf(error), json));
  return failures.length === 0 ? 0 : 1;
}

/** Returns the paths that were removed, and the errors of those that could not be removed. */
async function resultOf(
  sweep: () => Promise<string[]>,
): Promise<{ removed: readonly string[]; failures: readonly ArtifactError[] }> {
  try {
    return { removed: await sweep(), failures: [] };
  } catch (error) {
    if (error instanceof SweepError) return error;
    throw error;
  }
}
