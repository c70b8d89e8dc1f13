import { isCondition } from '../../../display/conditions.js';
import { escaped } from '../../../display/escaping.js';
import { Failure } from '../../../display/failure.js';
import { checkPointers } from '../../../display/leaves.js';
import { counted, MOST_LISTED_NAMES, someOf } from '../../../display/wording.js';
import { keyOfReference } from '../../../format/stored-reference.js';
import { failureOf, failureText } from '../../console/failure.js';
import { jsonLine } from '../../console/json-text.js';
import { wrapped } from '../../console/notes.js';
import { ProgressLine } from '../../console/progress.js';
import type { Context } from '../../context/context.js';
import { type Selection, type SelectionOptions, select } from '../../selection/selection.js';
import { ExportedArtifacts } from '../exported-artifacts.js';
import { copyArtifact } from './copy-artifact.js';
import { type CrateDetails, type CrateOptions, crateDetails } from './crate-details.js';
import { CrateFolder } from './crate-folder.js';
import { CrateMetadata, crateEntities, METADATA_FILE } from './crate-metadata.js';
import { describedRun } from './described-run.js';
import { SharedEntities } from './shared-entities.js';

/** What was written. */
interface WrittenCrate {
  readonly artifacts: number;
  /** The keys of the artifacts that others were made from, and that are not in the crate. */
  readonly outside: readonly string[];
}

/**
 * `artifacts export --ro-crate`: copies artifacts into a new folder, with metadata for archives that say how they were made: a Process Run
 * Crate. The same artifacts and options give the same bytes.
 *
 * @param words - the procedures, and after them the conditions, as the user typed them.
 * @returns 0 if all artifacts were exported, 1 if some could not be read.
 * @throws Failure if options or conditions are wrong, if there is nothing to export, or if the crate cannot be written.
 * @see https://w3id.org/ro/wfrun/process/0.5
 * @see https://w3id.org/ro/crate/1.1
 */
export async function exportRoCrate(
  context: Context,
  words: readonly string[],
  path: string,
  options: SelectionOptions & CrateOptions,
): Promise<0 | 1> {
  const details = crateDetails(options);
  const folder = await CrateFolder.create(path);
  try {
    const first = words.findIndex(isCondition);
    const [procedures, conditions] = first < 0 ? [words, []] : [words.slice(0, first), words.slice(first)];
    const selection = await select(context, 'export', procedures, conditions, options, Number.POSITIVE_INFINITY);
    const progress = new ProgressLine(context.terminal, context.json, 'files');
    // The order of the bytes must not depend on how the artifacts were selected.
    const entries = selection.entries.toSorted((a, b) => (a.key < b.key ? -1 : 1));
    const artifacts = new ExportedArtifacts(context, entries, 2, (step) => progress.update(step));
    const written = await writeCrate(context, artifacts, folder, details).finally(() => progress.clear());
    const unread = [...selection.unread, ...artifacts.unread.values()];
    if (written.artifacts > 0) await folder.finish();
    for (const error of unread) await context.terminal.err.write(failureText(failureOf(error), context.json));
    if (written.artifacts === 0) throw nothingExportedFailure(selection);
    await writeSummary(context, path, written, selection, unread.length);
    return unread.length === 0 ? 0 : 1;
  } finally {
    await folder.discard();
  }
}

/**
 * Writes a crate in two passes. The first one finds the artifacts that can be read, which the crate names at its beginning, and their seals,
 * which tell whether a reference leads to one of them. The second one copies and describes them.
 *
 * @throws ArtifactError if an artifact could be read in the first pass only.
 */
async function writeCrate(
  { storage }: Context,
  artifacts: ExportedArtifacts,
  folder: CrateFolder,
  details: CrateDetails,
): Promise<WrittenCrate> {
  const seals = new Map<string, string | undefined>();
  await artifacts.each(async ({ artifact }) => {
    checkPointers(artifact);
    seals.set(storage.keyOf(artifact.path), artifact.seal);
  });
  const outside = new Set<string>();
  if (seals.size === 0) return { artifacts: 0, outside: [] };
  const file = await folder.createFile(METADATA_FILE);
  try {
    const metadata = await CrateMetadata.begin(file);
    for (const entity of [...crateEntities(details, [...seals.keys()]), ...details.entities])
      await metadata.add(entity);
    const shared = new SharedEntities();
    const keys = new Map(Array.from(seals, ([key, seal]) => [seal ?? '', key]));
    const crate = { seals, keys, shared, agent: details.agent?.['@id'] };
    const unread = artifacts.unread.size;
    await artifacts.each(async (exported) => {
      const { artifact } = exported;
      const key = storage.keyOf(artifact.path);
      const sha256 = await copyArtifact(exported, key, folder);
      for (const entity of describedRun(key, artifact, sha256, crate, (to) => outside.add(keyOfReference(to))))
        await metadata.add(entity);
    });
    // The crate has named it at its beginning.
    if (artifacts.unread.size > unread) throw [...artifacts.unread.values()].at(-1);
    for (const text of shared.texts()) await metadata.add(text);
    await metadata.finish();
    return { artifacts: seals.size, outside: [...outside].sort() };
  } finally {
    await file.discard();
  }
}

/** Writes notes to standard error. With `--json`, writes a summary object to standard output instead. */
async function writeSummary(
  { terminal, json }: Context,
  path: string,
  { artifacts, outside }: WrittenCrate,
  { incomparable }: Selection,
  unread: number,
): Promise<void> {
  if (json) return terminal.out.write(jsonLine({ type: 'summary', path, artifacts, outside, not_read: unread }));
  const notes = [`${escaped(path)}: ${counted(artifacts, 'artifact')}, and how they were made, in ${METADATA_FILE}.`];
  if (outside.length > 0)
    notes.push(
      `They were made from ${counted(outside.length, 'artifact')} that ${outside.length === 1 ? 'is' : 'are'} not in it, and only named: ${someOf(outside, MOST_LISTED_NAMES)}.`,
    );
  if (incomparable.length > 0) notes.push(`Not compared: ${incomparable.join('; ')}.`);
  if (unread > 0)
    notes.push(`${counted(unread, 'file')} could not be read and ${unread === 1 ? 'is' : 'are'} not in it.`);
  for (const note of notes) await terminal.err.write(wrapped(note, terminal.width));
}

function nothingExportedFailure({ procedure, entries, examined, hasConditions }: Selection): Failure {
  const of = procedure === undefined ? '' : ` of ${procedure}`;
  const fault =
    entries.length > 0
      ? `No artifact${of} that was asked for could be read`
      : hasConditions
        ? `No artifact${of} matches (${examined} ${examined === 1 ? 'was' : 'were'} looked at)`
        : `There is no artifact${of} that was asked for`;
  return new Failure(`${fault}. Nothing was exported.`);
}
