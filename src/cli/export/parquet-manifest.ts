import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { escaped } from '../../display/escaping.js';
import { Failure } from '../../display/failure.js';
import { shellWord } from '../../display/shell-word.js';
import type { ColumnTypes } from '../../engines/column-type.js';
import { FileDestination } from './destination.js';

// `_manifest.json` says what the parts of an export hold:
//
//   {"format": 1,
//    "root": "artifacts/exploratory",
//    "procedures": {
//      "Scan": {
//        "columns": {"_id": "VARCHAR", "curve": "DOUBLE[]"},
//        "parts": [{"file": "Scan/part-00000.parquet", "columns": {…}, "seen": …, "artifacts": {"2026-02-26T13-13-27_3f8a9b.json": "<seal>"}}]}}}

/** A part of the export of a procedure. */
export interface Part {
  /** Its path in the folder of the export. */
  readonly file: string;
  /** The type of each column, by DuckDB's name. */
  readonly columns: Readonly<Record<string, string>>;
  /** What the types of its columns were made of, from which those of all parts are made. */
  readonly seen: ColumnTypes;
  /** The seal of each artifact, or the SHA-256 of an unsealed file, by the name of its file, in the order of the rows. */
  readonly artifacts: Readonly<Record<string, string>>;
}

/** What an export has of a procedure. */
export interface ExportedProcedure {
  /** The type of each column that holds the values of all parts. */
  readonly columns: Readonly<Record<string, string>>;
  readonly parts: readonly Part[];
}

/** All that is known of an export. */
export interface Manifest {
  /** The folder of the artifacts, as `_path` begins. */
  readonly root: string;
  readonly procedures: Readonly<Record<string, ExportedProcedure>>;
}

const MANIFEST = '_manifest.json';

/** The number that changes when the same artifacts would be exported in another way. */
const FORMAT = 1;

/**
 * Reads the manifest of a folder; undefined if there is none.
 *
 * @throws Failure if it is of another root or format, or no manifest.
 */
export async function readManifest(folder: string, root: string): Promise<Manifest | undefined> {
  const path = join(folder, MANIFEST);
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw new Failure(`Could not read ${escaped(path)}: ${escaped(error.message)}.`, { path, cause: error });
  });
  if (text === undefined) return undefined;
  const found = parsed(text);
  const advice = `Choose another folder, or remove this one: rm -r ${shellWord(folder)}`;
  if (found?.format !== FORMAT || typeof found.procedures !== 'object')
    throw new Failure(`${escaped(path)} is no manifest of this version. ${advice}`, { path });
  if (found.root !== root)
    throw new Failure(
      `${escaped(folder)} has the artifacts of ${escaped(String(found.root))}, not of ${escaped(root)}. ${advice}`,
      { path },
    );
  return found as Manifest;
}

function parsed(text: string): Partial<Manifest & { readonly format: number }> | undefined {
  try {
    return JSON.parse(text, revived) ?? undefined;
  } catch {
    return undefined;
  }
}

/** Writes a map as `{"map": […]}`, and a bigint as `{"integer": "…"}`. */
const replaced = (_: string, value: unknown): unknown =>
  value instanceof Map ? { map: [...value] } : typeof value === 'bigint' ? { integer: String(value) } : value;

const revived = (key: string, value: { map?: [string, unknown][]; integer?: string } | null): unknown =>
  key !== 'artifacts' && Array.isArray(value?.map)
    ? new Map(value.map)
    : typeof value?.integer === 'string' && Object.keys(value).length === 1
      ? BigInt(value.integer)
      : value;

/**
 * Replaces the manifest of a folder. The folder has either the old or the new one.
 *
 * @throws Failure (`OUTPUT`) if that fails.
 */
export async function writeManifest(folder: string, { root, procedures }: Manifest): Promise<void> {
  const file = await FileDestination.create(join(folder, MANIFEST), true);
  try {
    await file.write(`{"format":${FORMAT},"root":${JSON.stringify(root)},"procedures":{`);
    let separator = '\n';
    for (const [procedure, { columns, parts }] of Object.entries(procedures)) {
      await file.write(`${separator}${JSON.stringify(procedure)}:{"columns":${JSON.stringify(columns)},"parts":[`);
      for (const [index, part] of parts.entries())
        await file.write(`${index === 0 ? '' : ','}\n${JSON.stringify(part, replaced)}`);
      await file.write(']}');
      separator = ',\n';
    }
    await file.write('}}\n');
    await file.finish();
  } finally {
    await file.discard();
  }
}
