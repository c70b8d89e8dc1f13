import { randomUUID } from 'node:crypto';
import { idsOf } from '../display/ids.js';
import { FILES_AT_A_TIME } from '../display/limits.js';
import { nearest } from '../display/nearest.js';
import type { Store } from '../display/store.js';
import { type ArtifactError, isArtifactError } from '../model/errors.js';
import { mapInOrder } from '../model/map-in-order.js';
import { ProgressReporter } from '../model/progress.js';
import type { ListedEntry } from '../repository/listing.js';
import { dataId, withoutSections } from './data/data-elements.js';
import type { ArtifactData, PageData, ProblemData, TableData } from './data/page-data.js';
import { linkInFile, tableState } from './data/page-state.js';
import {
  DATA_ELEMENT_END,
  DOCUMENT_END,
  dataElement,
  dataElementStart,
  documentStart,
  jsonInHtml,
} from './document/document.js';
import type { ReportFile, SpooledPart } from './document/report-file.js';
import { type GatherOptions, gatherArtifact } from './gathering/gathered-artifact.js';
import { type CountedArtifact, overviewData } from './gathering/overview-data.js';
import type { RowData } from './gathering/row-data.js';
import { tableData } from './gathering/table-data.js';
import type { Markup } from './markup/element.js';
import { toHtml } from './markup/html.js';
import { artifactView } from './views/artifact.js';
import { frame } from './views/frame.js';
import { overviewView } from './views/overview.js';
import { tableInParts } from './views/table.js';

/** What is written into the file of a report. */
export interface PagesOptions extends Pick<GatherOptions, 'x'> {
  /** The folder of the artifacts, as its paths begin. */
  readonly root: string;
  /** Whether the artifacts are only those of some procedures, of some times, or that match conditions. */
  readonly isSelection?: boolean;
  /** When the report is written: ISO 8601 in UTC, to the second. */
  readonly written: string;
  /** The greatest number of artifacts in full. */
  readonly max: number;
  /** The errors of files that are not among the artifacts, because it is unknown whether they are wanted. */
  readonly unread: readonly ArtifactError[];
  readonly signal?: AbortSignal | undefined;
  /** Called after each file. */
  readonly onFile?: ((done: number, of: number) => void | Promise<void>) | undefined;
}

/** What was written. */
export interface WrittenPages {
  /** How many artifacts there are, readable or not. */
  readonly artifacts: number;
  /** How many of them are shown in full. */
  readonly shown: number;
  /** What is wrong with files. */
  readonly problems: readonly ProblemData[];
  /** The arrays that were to have an x, where no artifact has both arrays. */
  readonly withoutX: readonly UnknownX[];
}

/** An array and its x, by their names, which no artifact has both. */
export interface UnknownX {
  readonly array: string;
  readonly x: string;
  /** The names of arrays that may be meant; undefined if there are no similar ones. */
  readonly meant: readonly [array: string, x: string] | undefined;
}

/** An artifact that was read, and its section in the spool. */
interface ReadArtifact {
  readonly counted: CountedArtifact;
  readonly row: RowData;
  readonly section: SpooledPart | undefined;
}

/**
 * Writes the pages of some artifacts into a file. Each artifact is read once.
 *
 * @param entries - the newest first.
 * @throws StorageError (`ARTIFACT_STORAGE`) if the file cannot be written.
 */
export async function writePages(
  store: Store,
  entries: readonly ListedEntry[],
  file: ReportFile,
  options: PagesOptions,
): Promise<WrittenPages> {
  const { root, written, isSelection = false } = options;
  const { artifacts, problems, shown, withoutX } = await readArtifacts(store, entries, file, options);
  const overview = overviewData(
    artifacts.map(({ counted }) => counted),
    problems,
    shown,
    isSelection,
  );
  const page: PageData = { root, written, isLive: false, overview, tables: [], artifacts: [] };
  // The sections are too many to be in one text.
  const [start, end] = htmlAround((sections) => frame(page, { page: 'overview' }, linkInFile, sections));
  await file.write(documentStart(page) + start);
  await file.write(`${toHtml(overviewView(page, linkInFile))}\n`);
  const inFull = new Set(artifacts.flatMap(({ row, section }) => (section === undefined ? [] : row.id)));
  const isInFull = (id: string) => inFull.has(id);
  for (const { name } of overview.procedures) {
    const rows = artifacts.filter(({ row }) => row.procedure === name).map(({ row }) => row);
    for (const text of tableTexts(tableData(name, rows), isInFull)) await file.write(text);
  }
  await file.copy(artifacts.flatMap(({ section }) => section ?? []));
  await file.write(end + dataElement('data', withoutSections(page)) + DOCUMENT_END);
  return { artifacts: entries.length, shown, problems, withoutX };
}

async function readArtifacts(
  store: Store,
  entries: readonly ListedEntry[],
  file: ReportFile,
  { max, x = {}, unread, signal, onFile }: PagesOptions,
): Promise<Omit<WrittenPages, 'artifacts'> & { artifacts: readonly ReadArtifact[] }> {
  const ids = idsOf(entries.map(({ key }) => key));
  const progress = new ProgressReporter({ signal });
  const read = async ([index, entry]: [number, ListedEntry]) => {
    const { key, path } = entry;
    const resolved = { key, path, id: ids[index] as string, open: () => store.storage.open(key) };
    try {
      return { entry, ...(await gatherArtifact(store, resolved, { inFull: index < max, x, progress })) };
    } catch (error) {
      if (!isArtifactError(error)) throw error;
      return { entry, problem: problemOf(path, error) };
    }
  };
  const artifacts: ReadArtifact[] = [];
  const problems: ProblemData[] = unread.map((error) => problemOf(pathOf(error), error));
  const withoutX = new Set(Object.keys(x));
  const names = new Set<string>();
  let [done, shown] = [0, 0];
  for await (const gathered of mapInOrder(entries.entries(), FILES_AT_A_TIME, read)) {
    if (gathered.problem !== undefined) problems.push(gathered.problem);
    if ('row' in gathered) {
      const { row, artifact, entry } = gathered;
      if (artifact !== undefined) shown++;
      if (withoutX.size > 0) for (const { name } of artifact?.arrays ?? []) names.add(name);
      for (const name of withoutX) if (hasArrays(artifact, [name, x[name] as string])) withoutX.delete(name);
      artifacts.push({
        row,
        counted: { ...row, second: entry.timestamp },
        section: artifact && (await file.spool(artifactTexts(artifact))),
      });
    }
    await onFile?.(++done, entries.length);
    progress.throwIfAborted();
  }
  return {
    artifacts,
    problems,
    shown,
    withoutX: [...withoutX].map((array) => unknownX(array, x[array] as string, names)),
  };
}

function unknownX(array: string, x: string, names: ReadonlySet<string>): UnknownX {
  const [meantArray, meantX] = [array, x].map((name) => (names.has(name) ? name : nearest(name, names)));
  const isOther = meantArray !== array || meantX !== x;
  return { array, x, meant: isOther && meantArray && meantX ? [meantArray, meantX] : undefined };
}

const hasArrays = (artifact: ArtifactData | undefined, names: readonly string[]): boolean =>
  names.every((name) => artifact?.arrays.some((array) => array.name === name));

/** Returns a time in UTC to the second, as ISO 8601 writes it. */
export const secondOf = (date: Date): string => `${date.toISOString().slice(0, 19)}Z`;

/** Returns the path of the file that an error is about. */
const pathOf = (error: ArtifactError): string => ('path' in error && typeof error.path === 'string' ? error.path : '');

const problemOf = (path: string, { message }: ArtifactError): ProblemData => ({ path, message });

/** Returns what stands before and after the content of a view. */
function htmlAround(view: (content: Markup) => Markup): [string, string] {
  const mark = randomUUID();
  const [start, end] = toHtml(view(mark)).split(mark);
  return [start as string, end as string];
}

/** Yields a table as a section of a report, with its data: in pieces, because a text of 200,000 rows takes much memory. */
function* tableTexts(table: TableData, isInFull: (id: string) => boolean): Generator<string> {
  const state = tableState(table.procedure);
  const { parts, around } = tableInParts(table, state, linkInFile, { isLive: false, isInFull });
  const [start, end] = htmlAround(around);
  yield start;
  for (const part of parts) yield toHtml(part);
  yield `${end}\n${dataElementStart(dataId(state))}`;
  const { keys, ...others } = table;
  yield `${jsonInHtml(others).slice(0, -1)},"keys":[`;
  for (const [index, key] of keys.entries()) yield `${index === 0 ? '' : ','}${jsonInHtml(key)}`;
  yield `]}${DATA_ELEMENT_END}`;
}

/** Returns an artifact as a section of a report, with its data: in pieces, because to put long texts together takes time. */
function artifactTexts(artifact: ArtifactData): string[] {
  const state = { page: 'artifact', id: artifact.id, plots: [] } as const;
  return [
    toHtml(artifactView(artifact, linkInFile, [])),
    `\n${dataElementStart(dataId(state))}`,
    ...artifactJson(artifact),
    DATA_ELEMENT_END,
  ];
}

/**
 * Returns what `jsonInHtml` returns, in pieces. JSON.stringify looks at each character of a text, but base64 has none to escape. What stands
 * for it here is nowhere else in the JSON: in a text, quotes are escaped.
 */
function artifactJson(artifact: ArtifactData): string[] {
  const arrays = artifact.arrays.map((array) => (array.elements === undefined ? array : { ...array, elements: '' }));
  const texts = artifact.arrays.flatMap(({ elements }) => elements ?? []);
  const [start, ...rest] = jsonInHtml({ ...artifact, arrays }).split(NO_ELEMENTS);
  return [start as string, ...rest.flatMap((piece, index) => ['"elements":"', texts[index] as string, `"${piece}`])];
}

const NO_ELEMENTS = '"elements":""';
