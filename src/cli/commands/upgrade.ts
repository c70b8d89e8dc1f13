import { escaped } from '../../display/escaping.js';
import { idOf, sealOf } from '../../display/ids.js';
import { counted, MOST_LISTED_NAMES, someOf } from '../../display/wording.js';
import { addressOfKey } from '../../format/address.js';
import { ArtifactRepository } from '../../repository/repository.js';
import { type UpgradedFile, upgradeFiles } from '../../repository/upgrade-files.js';
import type { VerifyProgress } from '../../repository/verify-progress.js';
import { jsonLine } from '../console/json-text.js';
import { wrapped } from '../console/notes.js';
import { ProgressLine } from '../console/progress.js';
import type { ImportedClasses } from '../context/classes.js';
import type { Context } from '../context/context.js';
import { faultJson, pathBelow, problemText } from '../formats/problem.js';
import { resolveFolders } from '../selection/procedures.js';

/** How many files there are in each state. */
type Counts = Record<UpgradedFile['state'], number>;

/**
 * `artifacts upgrade`: loads files with their classes, and says which load as they are, which load upgraded, and which do not. With
 * `--write`, saves those that load upgraded in new files. The old files stay.
 *
 * @param words - the procedures as the user typed them; empty for all procedures.
 * @returns 0 if every file of a known class loads, else 1.
 * @throws Failure if there is no such procedure.
 * @throws StorageError (`ARTIFACT_STORAGE`) if the folder cannot be read, or written to.
 */
export async function upgrade(
  context: Context,
  words: readonly string[],
  { write = false }: { readonly write?: boolean },
): Promise<0 | 1> {
  const { storage, terminal, json } = context;
  const { all: classes } = context.classes as ImportedClasses;
  const { keys, unknown } = await keysOf(context, await resolveFolders(context, words));
  const counts: Counts = {
    current: 0,
    upgradable: 0,
    upgraded: 0,
    'already upgraded': 0,
    unsealed: 0,
    failed: 0,
  };
  const progress = new ProgressLine(terminal, json, 'files');
  const onProgress = ({ files, of, bytes }: VerifyProgress) => progress.update({ done: files, of, bytes });
  const repository = new ArtifactRepository({ storage });
  try {
    for await (const file of upgradeFiles(storage, keys, repository, classes, write, { onProgress })) {
      counts[file.state]++;
      const text = json ? await fileLine(file, context) : fileText(file, context);
      if (text === '') continue;
      progress.clear();
      await terminal.out.write(text);
    }
  } finally {
    progress.clear();
  }
  if (json) await terminal.out.write(summaryLine(keys.length, counts, unknown));
  else {
    await terminal.out.write(wrapped(summaryText(keys.length, counts, context), terminal.width));
    for (const note of notesOf(counts, unknown)) await terminal.err.write(wrapped(note, terminal.width));
  }
  return counts.failed === 0 ? 0 : 1;
}

/** Returns the keys of the files of known classes, sorted, and how many other artifacts each procedure without a class has. */
async function keysOf(
  { storage, classes }: Context,
  procedures: readonly string[],
): Promise<{ readonly keys: readonly string[]; readonly unknown: ReadonlyMap<string, number> }> {
  const keys: string[] = [];
  const unknown = new Map<string, number>();
  for await (const key of storage.list()) {
    const procedure = addressOfKey(key)?.procedureName;
    if (procedure === undefined || (procedures.length > 0 && !procedures.includes(procedure))) continue;
    if (classes?.all.includes(procedure)) keys.push(key);
    else unknown.set(procedure, (unknown.get(procedure) ?? 0) + 1);
  }
  return { keys: keys.sort(), unknown };
}

/** Returns the lines on a file that is not merely loaded as it is; nothing for one that is. */
function fileText(file: UpgradedFile, { root, terminal }: Context): string {
  const { key, path, state, error, versions, newPath } = file;
  if (error !== undefined) {
    const { code, message } = error;
    return problemText({ key, path, problem: { path, code, message } }, root, terminal);
  }
  if (versions === undefined || (state !== 'upgradable' && state !== 'upgraded')) return '';
  const how =
    versions.file === versions.class
      ? 'to the present keys, names and defaults'
      : `from version ${versions.file} to ${versions.class}`;
  const what = newPath === undefined ? `upgrades ${how}` : `upgraded ${how}: ${pathBelow(root, newPath)}`;
  return `${escaped(pathBelow(root, path))}\n${wrapped(`  ${escaped(what)}`, terminal.width)}`;
}

async function fileLine(file: UpgradedFile, { storage }: Context): Promise<string> {
  const { key, path, state, seal, versions, newPath, error } = file;
  if (error !== undefined) return faultJson(key, path, error);
  const newKey = newPath === undefined ? undefined : storage.keyOf(newPath);
  return jsonLine({
    type: state.replace(' ', '_'),
    id: idOf(key),
    path,
    seal: seal ?? null,
    from_version: versions?.file,
    to_version: versions?.class,
    new_id: newKey && idOf(newKey),
    new_path: newPath,
    new_seal: newKey && (await sealOf({ open: () => storage.open(newKey) })),
  });
}

function summaryText(files: number, counts: Counts, context: Context): string {
  if (files === 0) return `There are no artifacts of these classes in ${escaped(context.root)}.`;
  const { current, upgradable, upgraded, 'already upgraded': already, unsealed, failed } = counts;
  const parts = [
    ...(current > 0 ? [`${current} ${current === 1 ? 'loads as it is' : 'load as they are'}`] : []),
    ...(upgradable > 0 ? [`${upgradable} ${upgradable === 1 ? 'upgrades' : 'upgrade'}`] : []),
    ...(upgraded > 0 ? [`${upgraded} ${upgraded === 1 ? 'was' : 'were'} upgraded`] : []),
    ...(already > 0 ? [`${already} ${already === 1 ? 'was' : 'were'} upgraded already`] : []),
    ...(unsealed > 0 ? [`${unsealed} ${unsealed === 1 ? 'upgrades and is' : 'upgrade and are'} unsealed`] : []),
    ...(failed > 0 ? [`${failed} ${failed === 1 ? 'does' : 'do'} not load`] : []),
  ];
  return `${counted(files, 'file')}: ${parts.join(', ')}.${upgradable > 0 ? ' Nothing was written (--write).' : ''}`;
}

function notesOf({ unsealed }: Counts, unknown: ReadonlyMap<string, number>): string[] {
  const names = [...unknown].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, count]) => `${name} (${count})`);
  return [
    ...(unsealed > 0 ? ['Files without a seal are taken over by: artifacts adopt'] : []),
    ...(names.length > 0 ? [`No class is known of ${someOf(names, MOST_LISTED_NAMES)}.`] : []),
  ];
}

const summaryLine = (files: number, counts: Counts, unknown: ReadonlyMap<string, number>): string =>
  jsonLine({
    type: 'summary',
    files,
    current: counts.current,
    upgradable: counts.upgradable,
    upgraded: counts.upgraded,
    already_upgraded: counts['already upgraded'],
    unsealed: counts.unsealed,
    problems: counts.failed,
    unknown: [...unknown]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([procedure, count]) => ({ procedure, files: count })),
  });
