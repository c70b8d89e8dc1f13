import { idsOf } from '../../display/ids.js';
import { counted, MOST_LISTED_NAMES } from '../../display/wording.js';
import { ReferencedError } from '../../model/errors.js';
import { referrersOf } from '../../repository/referrers.js';
import { jsonLine } from '../console/json-text.js';
import { ProgressLine } from '../console/progress.js';
import type { Context } from '../context/context.js';

/** An artifact to which others may refer. */
export interface Referred {
  readonly key: string;
  readonly path: string;
  readonly id: string;
  readonly seal: string | undefined;
}

/** The keys of the files that refer to each artifact, by its key. */
export type Referrers = ReadonlyMap<string, readonly string[]>;

/** Finds the files that refer to artifacts. */
export async function findReferrers(
  { storage, terminal, json }: Context,
  artifacts: readonly Referred[],
): Promise<Referrers> {
  const progress = new ProgressLine(terminal, json, 'files');
  const keys = artifacts.map(({ key }) => key);
  try {
    return await referrersOf(storage, keys, (done, of) => progress.update({ done, of }));
  } finally {
    progress.clear();
  }
}

/** Writes which files refer to an artifact. */
export function writeReferrers(
  { storage, terminal, json }: Context,
  { id, path, seal }: Referred,
  referrers: readonly string[],
): Promise<void> {
  if (json) {
    const paths = referrers.map((key) => storage.pathOf(key));
    const { code, message } = new ReferencedError(path, paths);
    return terminal.err.write(jsonLine({ type: 'error', id, path, seal, code, message, referrers: paths }));
  }
  const ids = idsOf(referrers);
  const lines = referrers.slice(0, MOST_LISTED_NAMES).map((key, index) => `  ${ids[index]}  ${key}\n`);
  if (referrers.length > lines.length) lines.push(`  and ${referrers.length - lines.length} more\n`);
  const refer = referrers.length === 1 ? 'refers' : 'refer';
  return terminal.err.write(`${counted(referrers.length, 'artifact')} ${refer} to ${id}:\n${lines.join('')}`);
}

/** Returns artifacts in an order in which each comes behind those of them that refer to it. */
export function referrersFirst<T extends Referred>(artifacts: readonly T[], referrers: Referrers): T[] {
  const byKey = new Map(artifacts.map((artifact) => [artifact.key, artifact]));
  const ordered: T[] = [];
  const visit = (key: string) => {
    const artifact = byKey.get(key);
    if (artifact === undefined) return;
    byKey.delete(key);
    for (const each of referrers.get(key) ?? []) visit(each);
    ordered.push(artifact);
  };
  for (const { key } of artifacts) visit(key);
  return ordered;
}
