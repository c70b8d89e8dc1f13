import { basename, dirname, resolve } from 'node:path';
import { escaped } from '../../display/escaping.js';
import { Failure } from '../../display/failure.js';
import { idsOf } from '../../display/ids.js';
import { SEED_KEY } from '../../display/key-names.js';
import { FILES_AT_A_TIME } from '../../display/limits.js';
import { ifReadable } from '../../display/readable.js';
import type { ResolvedArtifact } from '../../display/resolved-artifact.js';
import { shellWord } from '../../display/shell-word.js';
import { addressOfKey } from '../../format/address.js';
import { PROCEDURE_VERSION_KEY } from '../../format/layout.js';
import { membersAtEnds } from '../../format/members-at-ends.js';
import { StoredArray } from '../../format/stored-array.js';
import { LIMITS } from '../../model/limits.js';
import { mapInOrder } from '../../model/map-in-order.js';
import { ProgressReporter } from '../../model/progress.js';
import type { Tree } from '../../model/tree.js';
import { openStoredArtifact } from '../../repository/stored-artifact.js';
import { withSource } from '../../storage/bytes-source.js';
import { jsonText } from '../console/json-text.js';
import { tableText } from '../console/table.js';

/** Candidates that a message shows. */
const MOST_CANDIDATES = 8;

/** Returns the Failure for a word that names several artifacts, with a table of them. */
export async function ambiguousWord(word: string, artifacts: readonly ResolvedArtifact[]): Promise<Failure> {
  const isOfParameters = ({ key = '' }: ResolvedArtifact) => addressOfKey(key)?.parameterHash === word.toLowerCase();
  const same = artifacts.every(isOfParameters) ? ' with the same parameters' : '';
  return new Failure(
    `"${escaped(word)}" stands for ${artifacts.length} artifacts${same}. ${await candidatesText(artifacts)}`,
    { code: 'AMBIGUOUS', candidates: pathsOf(artifacts) },
  );
}

/** Returns the Failure for a word that is neither a path nor an id, where a command such as `remove` accepts nothing else. */
export async function notExact(word: string, artifacts: readonly ResolvedArtifact[]): Promise<Failure> {
  return new Failure(
    `"${escaped(word)}" is no path and no beginning of an id, and nothing else is accepted here. ` +
      (await candidatesText(artifacts)),
    { candidates: pathsOf(artifacts) },
  );
}

const oldestFirst = (artifacts: readonly ResolvedArtifact[]): ResolvedArtifact[] =>
  [...artifacts].sort((a, b) => (basename(a.path) < basename(b.path) ? -1 : 1));

const pathsOf = (artifacts: readonly ResolvedArtifact[]): string[] => oldestFirst(artifacts).map(({ path }) => path);

/** The newest candidates as a table. Its first column is what to type: an id, or the path of a file outside the storage. */
async function candidatesText(artifacts: readonly ResolvedArtifact[]): Promise<string> {
  const newest = oldestFirst(artifacts).slice(-MOST_CANDIDATES);
  const ids = idsOf(newest.flatMap(({ key }) => key ?? []));
  const words = newest.map(({ key, path }) => (key === undefined ? shellWord(resolve(path)) : (ids.shift() as string)));
  const rows: string[][] = [];
  for await (const row of mapInOrder(newest, FILES_AT_A_TIME, candidateRow))
    rows.push([words[rows.length] as string, ...row]);
  const isMixed = new Set(rows.map((row) => row.at(-1))).size > 1;
  const heads = ['ID', 'TIME', 'VERSION', 'SEED', ...(isMixed ? ['PROCEDURE'] : [])];
  const table = tableText(
    heads.map((head) => ({ head, align: 'left' })),
    rows.map((row) => row.slice(0, heads.length)),
  );
  const what = newest.some(({ key }) => key === undefined) ? 'ids or paths' : 'ids';
  const advice = artifacts.length === 1 ? 'Take its id:' : `Take one of these ${what}:`;
  const older = artifacts.length - newest.length;
  return `${advice}\n${table}${older > 0 ? `and ${older} older` : ''}`.trimEnd();
}

/** The time, version, seed and procedure of a candidate; `-` stands for what the file does not show. */
async function candidateRow(artifact: ResolvedArtifact): Promise<string[]> {
  const address = artifact.key === undefined ? undefined : addressOfKey(artifact.key);
  const memberAt = await ifReadable(membersOf(artifact));
  const [version, seed] = [memberAt?.(PROCEDURE_VERSION_KEY), memberAt?.(SEED_KEY)];
  return [
    address?.timestamp.replace('T', ' ') ?? '-',
    typeof version === 'string' ? escaped(version) : '-',
    seed === undefined ? '-' : jsonText(seed),
    address?.procedureName ?? escaped(basename(dirname(resolve(artifact.path)))),
  ];
}

/** The members at the ends of a sealed file, or all members of a small unsealed file. A large unsealed file is not read. */
async function membersOf({ path, open }: ResolvedArtifact): Promise<((key: string) => Tree | undefined) | undefined> {
  const { seen, size } = await withSource(open(), async (source) => ({
    seen: await membersAtEnds(source, [PROCEDURE_VERSION_KEY, SEED_KEY]),
    size: source.size,
  }));
  if (seen !== undefined || size > LIMITS.small) return seen?.memberAt;
  const { root } = await openStoredArtifact(open, path, { progress: new ProgressReporter() });
  return (key) => (root[key] instanceof StoredArray ? undefined : (root[key] as Tree | undefined));
}
