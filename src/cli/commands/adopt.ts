import { lstatSync } from 'node:fs';
import { escaped } from '../../display/escaping.js';
import { Failure } from '../../display/failure.js';
import { idOf, sealOf } from '../../display/ids.js';
import { shellWord } from '../../display/shell-word.js';
import { counted, MOST_LISTED_NAMES, someOf } from '../../display/wording.js';
import type { ArtifactError } from '../../model/errors.js';
import { type AdoptedFile, adoptFiles } from '../../repository/adopting.js';
import { ArtifactRepository } from '../../repository/repository.js';
import type { VerifiedEntry } from '../../repository/verification.js';
import type { VerifyProgress } from '../../repository/verify-progress.js';
import { areApart } from '../../storage/file/folders-apart.js';
import { absolutePath } from '../../storage/file/system-calls.js';
import type { Storage, SurveyProblem } from '../../storage/storage.js';
import { jsonLine } from '../console/json-text.js';
import { wrapped } from '../console/notes.js';
import { ProgressLine } from '../console/progress.js';
import { isBucketUrl } from '../context/bucket-url.js';
import type { ImportedClasses } from '../context/classes.js';
import type { Context } from '../context/context.js';
import { checkIsFolder, nearbyRoot } from '../context/root.js';
import { faultJson, pathBelow, problemJson, problemText } from '../formats/problem.js';

/** The options of `artifacts adopt`. */
interface AdoptOptions {
  /** The folder, or the place in a bucket, that the artifacts are saved in. */
  readonly into: string;
  readonly root?: string;
}

/** What is in the folder that is adopted. */
interface FolderContent {
  /** The keys of the files that may be artifacts, sorted. */
  readonly keys: readonly string[];
  /** What may hide artifacts: folders within the folders of procedures, links, and what cannot be read. */
  readonly problems: readonly SurveyProblem[];
  /** The paths of all other files. */
  readonly others: readonly string[];
}

/** How many files there are of each kind. */
interface AdoptCounts {
  adopted: number;
  /** How many artifacts were in the folder before. */
  present: number;
  /** How many files could not be taken. */
  refused: number;
  /** How many folders and links may hide artifacts. */
  hidden: number;
}

/**
 * `artifacts adopt`: takes the files of another implementation over. Decodes each with its class, checks it as `verify` does, and saves
 * its artifact in another folder, sealed. Changes nothing in the first folder, and overwrites nothing in the second one.
 *
 * @param from - the folder that has the files, `PROCEDURE/NAME.json`.
 * @returns 0 if all were taken, else 1.
 * @throws Failure if a folder or the module is wrong, or if there is nothing to take.
 * @throws StorageError (`ARTIFACT_STORAGE`) if the second folder cannot be written to.
 */
export async function adopt(context: Context, from: string, options: AdoptOptions): Promise<0 | 1> {
  const { terminal, json } = context;
  const classes = context.classes as ImportedClasses;
  checkFolders(from, options);
  const source = context.folderAt(from);
  const target = await context.storageAt(options.into, { mayBeNew: true });
  const { keys, problems, others } = await contentOf(source, from);
  const present = new Set<string>();
  for await (const key of target.list()) present.add(target.pathOf(key));
  const counts: AdoptCounts = { adopted: 0, present: 0, refused: 0, hidden: problems.length };
  const write = (problem: VerifiedEntry, line: () => string) =>
    terminal.out.write(json ? line() : problemText(problem, source.root, terminal));
  const progress = new ProgressLine(terminal, json, 'files');
  const onProgress = ({ files, of, bytes }: VerifyProgress) => progress.update({ done: files, of, bytes });
  const repository = new ArtifactRepository({ storage: target });
  try {
    for await (const file of adoptFiles(source, keys, repository, classes.all, { onProgress })) {
      const { path, adoptedPath } = file;
      if (adoptedPath === undefined) {
        progress.clear();
        counts.refused++;
        await write(asEntry(file), () => faultJson(file.key, path, file.error as ArtifactError));
        continue;
      }
      const isNew = !present.has(adoptedPath);
      counts[isNew ? 'adopted' : 'present']++;
      present.add(adoptedPath);
      if (json) await terminal.out.write(await adoptedLine(target, adoptedPath, isNew, path));
    }
  } finally {
    progress.clear();
  }
  for (const { path, message } of problems) {
    const problem: VerifiedEntry = { path, problem: { path, message, code: 'ARTIFACT_STORAGE' } };
    await write(problem, () => problemJson(problem));
  }
  if (json) {
    await terminal.out.write(summaryLine(keys.length, counts, others.length));
  } else {
    await terminal.out.write(wrapped(summaryText(keys.length, counts, options.into), terminal.width));
    if (others.length > 0) await terminal.err.write(wrapped(othersText(others, source.root), terminal.width));
  }
  return counts.refused + counts.hidden === 0 ? 0 : 1;
}

/** @throws Failure if the first one is no folder that exists, or the second one no place apart from it. */
function checkFolders(from: string, { into, root }: AdoptOptions): void {
  if (root !== undefined) throw new Failure('adopt writes to the folder of --into. --root is for the other commands.');
  if (into === '') throw new Failure('--into is empty. Write for example --into artifacts/exploratory.');
  if (isBucketUrl(from))
    throw new Failure(`adopt takes over a folder of this machine. Copy ${escaped(from)} to one first.`);
  checkIsFolder(from);
  if (!isBucketUrl(into) && !areApart(absolutePath(from), absolutePath(into)))
    throw new Failure(
      `${escaped(from)} and ${escaped(into)} are not apart from each other.\n` +
        'Nothing is changed in the folder that is read: write another one after --into.',
    );
}

/**
 * Returns what is in the folder.
 *
 * @throws Failure (`NOT_FOUND`) if there is no file that may be an artifact.
 */
async function contentOf(source: Storage & { survey(): AsyncIterable<string | SurveyProblem> }, from: string) {
  const [keys, problems, others]: [string[], SurveyProblem[], string[]] = [[], [], []];
  for await (const found of source.survey()) {
    const path = typeof found === 'string' ? source.pathOf(found) : found.path;
    if (!path.endsWith('.json') && lstatSync(path, { throwIfNoEntry: false })?.isFile()) others.push(path);
    else if (typeof found === 'string') keys.push(found);
    else problems.push(found);
  }
  if (keys.length === 0) {
    const meant = nearbyRoot(from);
    const advice =
      meant === undefined
        ? ''
        : ` If you mean those of ${escaped(meant)}, write\n  artifacts adopt ${shellWord(meant)}`;
    throw new Failure(`There is no file PROCEDURE/NAME.json in ${escaped(from)}.${advice}`, {
      code: 'NOT_FOUND',
      path: from,
    });
  }
  return { keys: keys.sort(), problems, others } satisfies FolderContent;
}

/** Returns a file that could not be taken as the entry of a verification, whose problems are shown alike. */
function asEntry({ key, path, error, content }: AdoptedFile): VerifiedEntry {
  const { code, message } = error as ArtifactError;
  return { key, path, problem: { path, code, message }, ...(content === undefined ? {} : { content }) };
}

async function adoptedLine(target: Storage, path: string, isNew: boolean, from: string): Promise<string> {
  const key = target.keyOf(path);
  const seal = await sealOf({ open: () => target.open(key) });
  return jsonLine({ type: isNew ? 'adopted' : 'present', id: idOf(key), path, seal, from });
}

const summaryLine = (files: number, { adopted, present, refused, hidden }: AdoptCounts, others: number): string =>
  jsonLine({ type: 'summary', files, adopted, present, problems: refused + hidden, others });

/** Returns a text such as `7 files: 5 adopted into results, 1 was there already, 1 could not be taken.` */
function summaryText(files: number, { adopted, present, refused, hidden }: AdoptCounts, into: string): string {
  const parts = [
    ...(adopted > 0 ? [`${adopted} adopted into ${escaped(into)}`] : []),
    ...(present > 0
      ? [`${present} ${present === 1 ? 'was' : 'were'} ${adopted > 0 ? 'there' : `in ${escaped(into)}`} already`]
      : []),
    ...(refused > 0 ? [`${refused} could not be taken`] : []),
    ...(hidden > 0 ? [`${counted(hidden, 'other thing')} may hide artifacts`] : []),
  ];
  return `${counted(files, 'file')}: ${parts.join(', ')}.`;
}

function othersText(others: readonly string[], root: string): string {
  const names = others.map((path) => escaped(pathBelow(root, path))).sort();
  return `Left out, for ${others.length === 1 ? 'it is no artifact' : 'they are no artifacts'}: ${someOf(names, MOST_LISTED_NAMES)}.`;
}
