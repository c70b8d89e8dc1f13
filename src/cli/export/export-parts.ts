import { createHash } from 'node:crypto';
import { mkdir, readdir, rename, rm, rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import { escaped } from '../../display/escaping.js';
import { Failure } from '../../display/failure.js';
import { FILES_AT_A_TIME } from '../../display/limits.js';
import { counted } from '../../display/wording.js';
import { type ColumnTypes, commonMemberTypes } from '../../engines/column-type.js';
import { DUCKDB, Duckdb } from '../../engines/duckdb/duckdb.js';
import { PARQUET_TYPES } from '../../engines/duckdb/duckdb-types.js';
import { DUCKDB_NAMES } from '../../engines/duckdb/held-names.js';
import { selectOfLines } from '../../engines/duckdb/view.js';
import { inPrivateFolder } from '../../engines/private-folder.js';
import { scanArtifacts } from '../../engines/scan.js';
import { tableColumns } from '../../engines/table-columns.js';
import { typeText } from '../../engines/type-names.js';
import { readSeal } from '../../format/seal.js';
import { type ArtifactError, isArtifactError } from '../../model/errors.js';
import { LIMITS } from '../../model/limits.js';
import { mapInOrder } from '../../model/map-in-order.js';
import type { ListedEntry } from '../../repository/listing.js';
import { piecesOf, withSource } from '../../storage/bytes-source.js';
import { failureOf, failureText } from '../console/failure.js';
import { jsonLine } from '../console/json-text.js';
import { wrapped } from '../console/notes.js';
import { ProgressLine } from '../console/progress.js';
import type { Context } from '../context/context.js';
import { tableNotes } from '../query/table-notes.js';
import { listProcedure, procedureNames, resolveProcedure } from '../selection/procedures.js';
import { destinationFailure } from './destination.js';
import { ExportedArtifacts } from './exported-artifacts.js';
import { type ExportedProcedure, type Manifest, type Part, readManifest, writeManifest } from './parquet-manifest.js';
import { LEAST_ARTIFACTS, nameOf, plannedParts } from './planned-parts.js';

const NEEDS_DUCKDB = { purpose: '.parquet is written by DuckDB', otherwise: 'Or export .csv, .ndjson or .npy.' };

const MOST_ARTIFACTS = 10_000;
/** Units: bytes. From so many on, a part has no more than {@link LEAST_ARTIFACTS}; and it never has more than the second number. */
const [LARGE_PART, LARGEST_PART] = [1 << 26, 1 << 28];

/** What was done. */
interface Done {
  artifacts: number;
  parts: number;
  keptParts: number;
  gone: number;
  readonly unread: ArtifactError[];
  readonly notes: Set<string>;
}

/**
 * `artifacts export --parquet`: writes all artifacts of procedures into a folder, as .parquet files of some thousand artifacts each. A second
 * run writes only the artifacts that are new.
 *
 * @param words - the procedures; none for all.
 * @returns 0, or 1 if some artifacts could not be read.
 * @throws Failure if the folder is another one's, or cannot be written.
 */
export async function exportParts(context: Context, words: readonly string[], folder: string): Promise<0 | 1> {
  const named = new Set<string>();
  for (const word of words) named.add(await resolveProcedure(context, word));
  const done: Done = { artifacts: 0, parts: 0, keptParts: 0, gone: 0, unread: [], notes: new Set() };
  await Duckdb.use(NEEDS_DUCKDB, async (duckdb) => {
    let manifest = (await readManifest(folder, context.root)) ?? (await newExport(folder, context.root));
    // A procedure of a former export that is not there any more loses its parts.
    const all = new Set([...(await procedureNames(context)), ...Object.keys(manifest.procedures)]);
    const procedures = named.size > 0 ? named : all;
    if (procedures.size === 0) throw new Failure(context.noArtifactsText, { code: 'NOT_FOUND' });
    for (const procedure of [...procedures].sort())
      manifest = await exportProcedure(context, duckdb, folder, manifest, procedure, done);
  });
  await report(context, folder, done);
  return done.unread.length === 0 ? 0 : 1;
}

/** Makes the folder of an export. @throws Failure (`EXISTS`) if something is in it. */
async function newExport(folder: string, root: string): Promise<Manifest> {
  await attempt(folder, () => mkdir(folder, { recursive: true }));
  const [found] = await attempt(folder, () => readdir(folder));
  if (found !== undefined)
    throw new Failure(`${escaped(folder)} is not empty, and no export of artifacts: it has ${escaped(found)}.`, {
      code: 'EXISTS',
      path: folder,
    });
  const manifest = { root, procedures: {} };
  await writeManifest(folder, manifest);
  return manifest;
}

/** Brings the parts of a procedure up to date. Returns the manifest as it is then. */
async function exportProcedure(
  context: Context,
  duckdb: Duckdb,
  folder: string,
  manifest: Manifest,
  procedure: string,
  done: Done,
): Promise<Manifest> {
  const listed = await listProcedure(context, procedure, {});
  const entries = listed.toSorted((a, b) => (a.key < b.key ? -1 : 1));
  const { digests, sizes } = await digestsOf(context, entries, done);
  const former = Object.hasOwn(manifest.procedures, procedure) ? (manifest.procedures[procedure]?.parts ?? []) : [];
  const {
    kept,
    entries: left,
    gone,
  } = plannedParts(
    former,
    entries.filter(({ key }) => digests.has(nameOf(key))),
    digests,
  );
  done.keptParts += kept.length;
  done.gone += gone;
  let current = manifest;
  const parts = [...kept];
  let number = 1 + Math.max(-1, ...former.map(({ file }) => Number(/(\d+)\.parquet$/.exec(file)?.[1])));
  for (const slice of slices(left, sizes)) {
    const file = `${procedure}/part-${String(number).padStart(5, '0')}.parquet`;
    const part = await writePart(context, duckdb, folder, file, slice, digests, done);
    if (part === undefined) continue;
    number++;
    parts.push(part);
    // An interrupted run goes on from here.
    current = withProcedure(current, procedure, parts);
    await writeManifest(folder, current);
  }
  const isChanged = parts.length !== former.length || parts.some((part, index) => part !== former[index]);
  if (isChanged) {
    current = withProcedure(current, procedure, parts);
    await writeManifest(folder, current);
  }
  await removeOthers(folder, procedure, parts);
  const columns = tableColumns(typesOf(parts), DUCKDB_NAMES);
  for (const note of tableNotes({ name: procedure, columns }, DUCKDB.limits)) done.notes.add(note);
  const differing = differingColumns(parts);
  if (differing.length > 0)
    done.notes.add(
      `The parts of ${procedure} have different types of ${differing.map(escaped).join(', ')}: read them with union_by_name = true. ${MANIFEST_HAS}`,
    );
  return current;
}

const MANIFEST_HAS = '_manifest.json has the types that hold all values.';

/** Reads the seal of each artifact, or makes the SHA-256 of an unsealed file, by the names of the files. */
async function digestsOf(context: Context, entries: readonly ListedEntry[], done: Done) {
  const digests = new Map<string, string>();
  const sizes = new Map<string, number>();
  const read = ({ key }: ListedEntry) =>
    withSource(context.storage.open(key), async (source) => {
      const seal = await readSeal(source);
      if (seal !== undefined) return { key, digest: seal, size: source.size };
      const hash = createHash('sha256');
      for await (const bytes of piecesOf(source, 0, source.size, LIMITS.piece)) hash.update(bytes);
      return { key, digest: hash.digest('hex'), size: source.size };
    }).catch((error: unknown) => {
      if (isArtifactError(error)) return error;
      throw error;
    });
  for await (const found of mapInOrder(entries, FILES_AT_A_TIME, read)) {
    if (found instanceof Error) {
      done.unread.push(found);
      continue;
    }
    digests.set(nameOf(found.key), found.digest);
    sizes.set(found.key, found.size);
  }
  return { digests, sizes };
}

/** Yields the artifacts of each part. */
function* slices(entries: readonly ListedEntry[], sizes: ReadonlyMap<string, number>): Generator<ListedEntry[]> {
  let slice: ListedEntry[] = [];
  let bytes = 0;
  for (const entry of entries) {
    slice.push(entry);
    bytes += sizes.get(entry.key) ?? 0;
    const isFull = slice.length >= MOST_ARTIFACTS || (slice.length >= LEAST_ARTIFACTS && bytes >= LARGE_PART);
    if (!isFull && bytes < LARGEST_PART) continue;
    yield slice;
    [slice, bytes] = [[], 0];
  }
  if (slice.length > 0) yield slice;
}

/** Writes a part under a temporary name, and gives it its name. Returns undefined if none of its artifacts can be read. */
async function writePart(
  context: Context,
  duckdb: Duckdb,
  folder: string,
  file: string,
  entries: readonly ListedEntry[],
  digests: ReadonlyMap<string, string>,
  done: Done,
): Promise<Part | undefined> {
  const path = join(folder, file);
  return inPrivateFolder(folder, async (temporary) => {
    const progress = new ProgressLine(context.terminal, context.json, 'files');
    const artifacts = new ExportedArtifacts(context, entries, 1, (step) => progress.update(step));
    const written: [string, string][] = [];
    const each: ExportedArtifacts['each'] = (act) =>
      artifacts.each(async (read) => {
        await act(read);
        const name = nameOf(context.storage.keyOf(read.artifact.path));
        written.push([name, read.artifact.seal ?? (digests.get(name) as string)]);
      });
    const scan = await scanArtifacts({ each }, join(temporary, 'lines.ndjson')).finally(() => progress.clear());
    done.unread.push(...artifacts.unread.values());
    if (scan.rows === 0) return undefined;
    const to = join(temporary, 'part.parquet');
    await duckdb.writeParquet(
      scan.path,
      selectOfLines(scan, tableColumns(scan.types, DUCKDB_NAMES), PARQUET_TYPES),
      to,
      path,
    );
    await attempt(path, async () => {
      await mkdir(join(path, '..'), { recursive: true });
      await rename(to, path);
    });
    done.artifacts += scan.rows;
    done.parts++;
    return { file, columns: columnsOf(scan.types), seen: scan.types, artifacts: Object.fromEntries(written) };
  });
}

/** Returns the type of each column, by DuckDB's name. */
function columnsOf(types: ColumnTypes): Record<string, string> {
  const { id, path, seal, members } = tableColumns(types, DUCKDB_NAMES);
  const own = [id, path, seal].map((name): [string, string] => [name, PARQUET_TYPES.text]);
  return Object.fromEntries([...own, ...Array.from(members, ([key, type]) => [key, typeText(type, PARQUET_TYPES)])]);
}

const typesOf = (parts: readonly Part[]): ColumnTypes =>
  parts.reduce<ColumnTypes | undefined>((types, { seen }) => commonMemberTypes(types, seen), undefined) ?? new Map();

/** Returns the columns that have another type in one part than in another. */
function differingColumns(parts: readonly Part[]): string[] {
  const types = new Map<string, string>();
  const differing = new Set<string>();
  for (const [name, type] of parts.flatMap(({ columns }) => Object.entries(columns))) {
    if (types.has(name) && types.get(name) !== type) differing.add(name);
    types.set(name, type);
  }
  return [...differing];
}

function withProcedure(manifest: Manifest, procedure: string, parts: readonly Part[]): Manifest {
  const { [procedure]: _, ...others } = manifest.procedures;
  const own: Record<string, ExportedProcedure> =
    parts.length === 0 ? {} : { [procedure]: { columns: columnsOf(typesOf(parts)), parts } };
  const all = Object.entries({ ...others, ...own }).sort(([a], [b]) => (a < b ? -1 : 1));
  return { root: manifest.root, procedures: Object.fromEntries(all) };
}

/** Removes the parts of a procedure that the manifest does not name: former ones, and those of a run that was interrupted. */
async function removeOthers(folder: string, procedure: string, parts: readonly Part[]): Promise<void> {
  const path = join(folder, procedure);
  const names = await readdir(path).catch(() => []);
  const isNamed = new Set(parts.map(({ file }) => nameOf(file)));
  const others = names.filter((name) => /^part-\d{5,}\.parquet$/.test(name) && !isNamed.has(name));
  for (const name of others) await attempt(path, () => rm(join(path, name)));
  if (parts.length === 0 && names.length === others.length) await rmdir(path).catch(() => {});
}

async function attempt<T>(path: string, act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    throw destinationFailure(path, error as Error);
  }
}

async function report({ terminal, json }: Context, folder: string, done: Done): Promise<void> {
  const { artifacts, parts, keptParts, gone, unread, notes } = done;
  for (const error of unread) await terminal.err.write(failureText(failureOf(error), json));
  if (json) {
    const summary = { path: folder, artifacts, parts, kept_parts: keptParts, gone, not_read: unread.length };
    await terminal.out.write(jsonLine({ type: 'summary', ...summary }));
    return;
  }
  const written = parts === 0 ? 'nothing new' : `${counted(artifacts, 'artifact')} in ${counted(parts, 'new part')}`;
  const all = [`${escaped(folder)}: ${written}; ${counted(keptParts, 'part')} kept.`];
  if (gone > 0)
    all.push(
      `${counted(gone, 'artifact')} of a former export ${gone === 1 ? 'was' : 'were'} removed or changed: the parts that had ${gone === 1 ? 'it' : 'them'} were written again without.`,
    );
  all.push(...notes);
  if (unread.length > 0)
    all.push(
      `${counted(unread.length, 'file')} could not be read and ${unread.length === 1 ? 'is' : 'are'} not in it.`,
    );
  for (const note of all) await terminal.err.write(wrapped(note, terminal.width));
}
