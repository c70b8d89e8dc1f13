import { execFile } from 'node:child_process';
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { open, readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import {
  Artifact,
  type ArtifactInputs,
  ArtifactRepository,
  FileStorage,
  MemoryStorage,
  NdArray,
  Persisted,
} from '../../src/index.js';
import { mapInOrder } from '../../src/model/map-in-order.js';
import { bytesOf, collect, newFolder } from '../support/stored.js';
import type { Competition, Way } from './competition.js';

/** The sizes of the competitions that search artifacts. */
export interface AskingSizes {
  /** How many names are listed, in 50 procedures. */
  readonly names: number;
  /** How many small artifacts are searched. */
  readonly searched: number;
  /** How many names the folder has in which the newest artifact is found. */
  readonly newest: number;
  /** How many large artifacts, each with one array, are searched and verified. */
  readonly large: number;
  /** How many numbers the array of each large artifact has. */
  readonly numbers: number;
}

@Persisted({ procedure: 'Searched' })
class Searched extends Artifact<{ window_size: number; threshold: number }> {
  @NdArray('float64') curve!: Float64Array;
}

/** Yields the competitions that list, find and verify artifacts. */
export async function* asking(sizes: AskingSizes): AsyncGenerator<Competition> {
  yield await listing(sizes.names);
  const small = await searchedIn(sizes.searched, 100);
  yield await finding(small);
  yield searching(small, 'artifacts of 100 numbers');
  yield await findingNewest(sizes.newest);
  const large = await searchedIn(sizes.large, sizes.numbers);
  yield searching(large, `artifacts of ${sizes.numbers} numbers`);
  yield verifying(large);
}

// ── Names ───────────────────────────────────────────────────────────────────────────────────────────────────────────

const NAME = /^(\d{4}-\d\d-\d\d)T(\d\d)-(\d\d)-(\d\d)_([0-9a-f]{6})(?:_([0-9a-f]{16}))?\.json$/;

interface Entry {
  readonly path: string;
  readonly procedureName: string;
  readonly timestamp: string;
  readonly parameterHash: string;
}

function entriesOf(root: string, procedureName: string, names: readonly string[]): Entry[] {
  const entries: Entry[] = [];
  for (const name of names) {
    const match = NAME.exec(name);
    if (match === null) continue;
    const [, day, hours, minutes, seconds, parameterHash = ''] = match;
    const timestamp = `${day}T${hours}:${minutes}:${seconds}`;
    entries.push({ path: `${root}/${procedureName}/${name}`, procedureName, timestamp, parameterHash });
  }
  return entries;
}

const sorted = (entries: Entry[]): Entry[] =>
  entries.sort((a, b) => (a.timestamp < b.timestamp ? -1 : a.timestamp > b.timestamp ? 1 : a.path < b.path ? -1 : 1));

/** Returns a valid file name, whose second and hash are derived from a number. */
const nameOf = (index: number): string => {
  const second = new Date(1000 * ((index * 7919) % 30_000_000)).toISOString().slice(0, 19).replaceAll(':', '-');
  return `${second}_${((index * 2654435761) % 2 ** 24).toString(16).padStart(6, '0')}.json`;
};

/** Makes empty files in the folder of a procedure. */
function makeNames(root: string, procedure: string, indices: readonly number[]): void {
  mkdirSync(join(root, procedure));
  for (const index of indices) writeFileSync(join(root, procedure, nameOf(index)), '');
}

async function listing(names: number): Promise<Competition> {
  const root = await newFolder();
  const procedures = Array.from({ length: 50 }, (_, index) => `Procedure${index}`);
  const each = names / procedures.length;
  for (const [index, procedure] of procedures.entries())
    makeNames(
      root,
      procedure,
      Array.from({ length: each }, (_, at) => index * each + at),
    );
  const repository = new ArtifactRepository({ storage: new FileStorage(root), classes: [Searched] });
  const inTurn = async () => {
    const entries: Entry[] = [];
    for (const folder of await readdir(root))
      entries.push(...entriesOf(root, folder, await readdir(join(root, folder))));
    return sorted(entries);
  };
  const atOnce = async () => {
    const folders = await readdir(root);
    const all = await Promise.all(folders.map((folder) => readdir(join(root, folder))));
    return sorted(all.flatMap((found, index) => entriesOf(root, folders[index] as string, found)));
  };
  const synchronously = () =>
    sorted(readdirSync(root).flatMap((folder) => entriesOf(root, folder, readdirSync(join(root, folder)))));
  return {
    work: `list of ${names} names in 50 procedures`,
    items: { unit: 'name', count: names },
    expected: synchronously(),
    plain: [
      { name: 'readdir of one folder after the other', run: inTurn },
      { name: 'readdir of all folders at once', run: atOnce },
      { name: 'readdirSync', run: synchronously },
    ],
    competitors: [
      {
        name: 'this library',
        run: () => collect(repository.list()),
        goal: {
          most: 1.5,
          reason: 'each name goes through two asynchronous generators, one of the storage',
        },
      },
    ],
  };
}

async function findingNewest(count: number): Promise<Competition> {
  const root = await newFolder();
  makeNames(
    root,
    'Searched',
    Array.from({ length: count - 1 }, (_, index) => index),
  );
  const repository = new ArtifactRepository({ storage: new FileStorage(root), classes: [Searched] });
  const artifact = searched(0, { window_size: -1, threshold: 0.5 }, 100, new Date('2026-02-11T12:00:00Z'));
  const path = await repository.save(artifact);
  const newest = async (): Promise<Entry[]> =>
    sorted(entriesOf(root, 'Searched', await readdir(join(root, 'Searched')))).reverse();
  const { inputParameters: parameters } = artifact;
  const neverCreated = (): never => {
    throw new Error('found nothing, expected the newest');
  };
  const firstPath = (entries: unknown) => (entries as Entry[])[0]?.path;
  return {
    work: `findOrCreate hit on the newest of ${count}`,
    items: { unit: 'name', count },
    expected: path,
    plain: [
      { name: 'a list of its folder, by hand', run: newest, values: firstPath },
      {
        name: 'repository.list of its folder',
        run: () => collect(repository.list({ procedure: 'Searched', order: 'newest' })),
        values: firstPath,
      },
    ],
    competitors: [
      {
        name: 'this library',
        run: () => repository.findOrCreate(Searched, { parameters }, neverCreated),
        values: (found) => repository.pathOf(found as Searched),
        goal: { most: 2, reason: 'each name goes through the asynchronous generator of the storage' },
      },
    ],
  };
}

// ── Contents ────────────────────────────────────────────────────────────────────────────────────────────────────────

/** Artifacts on disk. */
interface Stored {
  readonly root: string;
  readonly repository: ArtifactRepository;
  readonly paths: readonly string[];
}

const searched = (index: number, inputParameters: Searched['inputParameters'], numbers: number, timestamp: Date) =>
  Searched.create({
    procedureVersion: '1',
    inputParameters,
    seed: index,
    timestamp,
    curve: Float64Array.from({ length: numbers }, (_, at) => Math.sin(at + index)),
  });

/** The parameters that are searched for. 58 of 20,000 artifacts have them. */
const MEANT = { window_size: 58, threshold: 0.5 };
const isMeant = (index: number): boolean => index % 345 === 0;

/** Makes a folder of artifacts. Some have the parameters that are searched for, each of the others has its own. The files are not synced. */
async function searchedIn(count: number, numbers: number): Promise<Stored> {
  const root = await newFolder();
  const memory = new MemoryStorage();
  const paths: string[] = [];
  mkdirSync(join(root, 'Searched'));
  for (let index = 0; index < count; index++) {
    const parameters = isMeant(index) ? MEANT : { window_size: 1000 + index, threshold: 0.5 };
    const artifact = searched(index, parameters, numbers, new Date(1000 * index));
    const repository = new ArtifactRepository({ storage: memory, classes: [Searched] });
    const key = await repository.save(artifact, { proof: false });
    writeFileSync(join(root, key), await bytesOf(memory, key));
    await memory.remove(key);
    paths.push(join(root, key));
  }
  const repository = new ArtifactRepository({ storage: new FileStorage(root), classes: [Searched] });
  return { root, repository, paths };
}

async function finding({ repository, paths }: Stored): Promise<Competition> {
  const meant = paths.filter((_, index) => isMeant(index));
  const listed = () => collect(repository.list({ procedure: 'Searched' }));
  const inTurn = async () => {
    await listed();
    const found: Searched[] = [];
    for (const path of meant) found.push(await repository.load(path, Searched));
    return found;
  };
  const atOnce = async () => {
    await listed();
    return Promise.all(meant.map((path) => repository.load(path, Searched)));
  };
  return {
    work: `find by whole parameters, ${paths.length} artifacts, ${meant.length} match`,
    items: { unit: 'match', count: meant.length },
    expected: structuredClone(await inTurn()),
    plain: [
      { name: 'list, and load of the matches one after the other', run: inTurn },
      { name: 'list, and load of the matches at once', run: atOnce },
    ],
    competitors: [
      {
        name: 'this library',
        run: () => collect(repository.find(Searched, { parameters: MEANT })),
        goal: { most: 1.3, reason: 'files are opened at most 16 at a time' },
      },
    ],
  };
}

/** Units: bytes. The ways by hand read this much of the end of a file. */
const READ = 1 << 14;

/** Returns the parameters of a file: by hand, with JSON.parse of a text near the end of the file. */
async function parametersAt(path: string): Promise<Searched['inputParameters']> {
  const file = await open(path);
  try {
    const { size } = await file.stat();
    const bytes = Buffer.allocUnsafe(Math.min(size, READ));
    await file.read(bytes, 0, bytes.length, size - bytes.length);
    const text = bytes.toString('latin1');
    const start = text.indexOf('\n  "input_parameters": ') + '\n  "input_parameters": '.length;
    return JSON.parse(text.slice(start, text.indexOf('\n  }', start) + 4));
  } finally {
    await file.close();
  }
}

function searching({ root, repository, paths }: Stored, what: string): Competition {
  const folder = join(root, 'Searched');
  const isWanted = ({ window_size }: Searched['inputParameters']) => window_size < 100;
  const where = ({ inputParameters }: ArtifactInputs<Searched>) => isWanted(inputParameters);
  const byHand = (most: number): Way => ({
    name: `16 KiB of each file, ${most} at a time`,
    run: async () => {
      const names = (await readdir(folder)).sort();
      const seen = mapInOrder(names, most, async (name) => isWanted(await parametersAt(`${folder}/${name}`)));
      return (await collect(seen)).filter(Boolean).length;
    },
  });
  return {
    work: `where over ${paths.length} ${what}`,
    items: { unit: 'artifact', count: paths.length },
    expected: paths.filter((_, index) => isMeant(index)).length,
    plain: [byHand(4), byHand(16), byHand(64)],
    competitors: [
      {
        name: 'this library, count',
        run: () => repository.count(Searched, { where }),
        goal: {
          most: 3,
          reason: 'a link is looked for in each path, $artifact is read too, and values are decoded',
        },
      },
      {
        name: 'this library, find, which loads what is meant',
        run: async () => (await collect(repository.find(Searched, { where }))).length,
      },
    ],
  };
}

function verifying({ root, paths }: Stored): Competition {
  const repository = new ArtifactRepository({ storage: new FileStorage(root), classes: [] });
  const sums = async (command: string) => {
    const { stdout } = await promisify(execFile)('sh', ['-c', command], {
      cwd: dirname(paths[0] as string),
      maxBuffer: 1 << 26,
    });
    return stdout.split('\n').length - 1;
  };
  return {
    work: `verify of ${paths.length} files without classes`,
    items: { unit: 'file', count: paths.length },
    expected: paths.length,
    plain: [
      { name: 'sha256sum', run: () => sums('sha256sum *') },
      { name: 'sha256sum of one file after the other', run: () => sums('for each in *; do sha256sum "$each"; done') },
    ],
    competitors: [
      {
        name: 'this library',
        run: () => repository.verify(),
        values: (report) => (report as { sealed: number }).sealed,
        goal: { most: 1.25, reason: 'the text between arrays is read as JSON too' },
      },
    ],
  };
}
