import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  close,
  closeSync,
  fsync,
  fsyncSync,
  link,
  linkSync,
  open,
  openSync,
  readFileSync,
  renameSync,
  unlink,
  unlinkSync,
  write,
  writeFileSync,
  writeSync,
} from 'node:fs';
import * as promises from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { Artifact, decode, encode, FileStorage, NdArray, Persisted } from '../../src/index.js';
import { newFolder } from '../support/stored.js';
import type { Competition } from './competition.js';
import { library, removeFile } from './ways.js';

@Persisted()
class Typical extends Artifact {
  @NdArray('float64') curve!: Float64Array;
  @Persisted() note!: string;
}

/** Like `Typical`, but written by hand. */
class PlainTypical {
  constructor(
    readonly procedureVersion: string,
    readonly inputParameters: Record<string, number>,
    readonly timestamp: Date,
    readonly curve: Float64Array,
    readonly note: string,
  ) {}

  toText(): string {
    return JSON.stringify({ ...this, curve: Array.from(this.curve) });
  }

  static fromText(text: string): PlainTypical {
    const { procedureVersion, inputParameters, timestamp, curve, note } = JSON.parse(text);
    return new PlainTypical(
      procedureVersion,
      inputParameters,
      new Date(timestamp),
      Float64Array.from(curve as number[]),
      note,
    );
  }
}

/** Yields the competitions with a small artifact on disk, and with the import of the package. */
export async function* wholes(): AsyncGenerator<Competition> {
  yield* await smallArtifact();
  yield await importing();
}

async function smallArtifact(): Promise<Competition[]> {
  const folder = await newFolder();
  const fields = {
    procedureVersion: '1',
    inputParameters: { window_size: 10, threshold: 0.5 },
    timestamp: new Date(0),
    curve: Float64Array.from({ length: 200 }, () => Math.random()),
    note: 'a small typical artifact',
  };
  const typical = Object.assign(new Typical(), fields);
  const fieldsOf = ({ procedureVersion, inputParameters, timestamp, curve, note }: Typical) => ({
    procedureVersion,
    inputParameters,
    timestamp,
    curve,
    note,
  });
  const own = await library(new FileStorage(folder), typical, fieldsOf, removeFile);
  const ownText = encode(typical);
  const { procedureVersion, inputParameters, timestamp, curve, note } = fields;
  const plain = new PlainTypical(procedureVersion, inputParameters, timestamp, curve, note);
  const [written, read] = [join(folder, 'written.json'), join(folder, 'read.json')];
  writeFileSync(read, plain.toText());
  const publishing = (name: string, publish: (path: string, text: string) => unknown) => ({
    name,
    prepare: () => removeFile(written),
    run: () => publish(written, plain.toText()),
    values: () => PlainTypical.fromText(readFileSync(written, 'utf8')),
  });
  const takingSteps = (name: string, publish: (path: string, text: string) => Promise<void>) => ({
    name,
    prepare: () => removeFile(written),
    run: () => publish(written, ownText),
    values: () => fieldsOf(decode(readFileSync(written, 'utf8'), Typical)),
  });
  const about = { items: { unit: 'artifact', count: 1 }, expected: fields };
  return [
    {
      ...about,
      work: 'a small typical artifact, saved whole and durably, with proof',
      plain: [
        publishing('synced and renamed', publishByRename),
        publishing('synced and linked', publishByLink),
        publishing('synced and renamed, by promises', publishByPromises),
      ],
      competitors: [
        {
          ...own.save,
          goal: {
            most: 1.25,
            reason: 'all by promises, so that other work goes on meanwhile; the checks, the proof, and a second sync',
          },
        },
      ],
    },
    {
      ...about,
      work: 'a small typical artifact, with proof, against its bytes saved by the same steps',
      plain: [
        takingSteps('the steps by promises', takeStepsByPromises),
        takingSteps('the steps by callbacks', takeStepsByCallbacks),
      ],
      competitors: [
        {
          ...own.save,
          goal: {
            most: 1.25,
            reason:
              'the text and its seal, the proof, and four system calls that check the folder, the name and the size',
          },
        },
      ],
    },
    {
      ...about,
      work: 'a small typical artifact, loaded',
      plain: [
        { name: 'readFileSync', run: () => PlainTypical.fromText(readFileSync(read, 'utf8')) },
        { name: 'by promises', run: async () => PlainTypical.fromText(await promises.readFile(read, 'utf8')) },
      ],
      competitors: [own.load],
    },
  ];
}

const temporaryIn = (folder: string): string => join(folder, `.${randomBytes(12).toString('hex')}.tmp`);

function syncFolder(folder: string): void {
  const directory = openSync(folder, 'r');
  fsyncSync(directory);
  closeSync(directory);
}

function publishByRename(path: string, text: string): void {
  const temporary = temporaryIn(dirname(path));
  writeFileSync(temporary, text, { flag: 'wx', flush: true });
  renameSync(temporary, path);
  syncFolder(dirname(path));
}

/** Publishes in the library's way: a link overwrites nothing, and XFS keeps it only if the file is synced again. */
function publishByLink(path: string, text: string): void {
  const temporary = temporaryIn(dirname(path));
  const file = openSync(temporary, 'wx');
  writeSync(file, text);
  fsyncSync(file);
  linkSync(temporary, path);
  syncFolder(dirname(path));
  fsyncSync(file);
  closeSync(file);
  unlinkSync(temporary);
}

async function publishByPromises(path: string, text: string): Promise<void> {
  const temporary = temporaryIn(dirname(path));
  const file = await promises.open(temporary, 'wx');
  await file.writeFile(text);
  await file.sync();
  await file.close();
  await promises.rename(temporary, path);
  const directory = await promises.open(dirname(path));
  await directory.sync();
  await directory.close();
}

/** Publishes by the library's steps, without its checks. */
async function takeStepsByPromises(path: string, text: string): Promise<void> {
  const temporary = temporaryIn(dirname(path));
  const directory = await promises.open(dirname(path));
  const file = await promises.open(temporary, 'wx');
  await file.write(text);
  await file.sync();
  await promises.link(temporary, path);
  await directory.sync();
  await file.sync();
  await Promise.all([directory.close(), file.close(), promises.unlink(temporary)]);
}

const called = {
  open: promisify(open),
  write: promisify<number, string, unknown>(write),
  sync: promisify(fsync),
  link: promisify(link),
  close: promisify(close),
  unlink: promisify(unlink),
};

/** Publishes by the library's steps, without its checks. */
async function takeStepsByCallbacks(path: string, text: string): Promise<void> {
  const temporary = temporaryIn(dirname(path));
  const directory = await called.open(dirname(path), 'r');
  const file = await called.open(temporary, 'wx');
  await called.write(file, text);
  await called.sync(file);
  await called.link(temporary, path);
  await called.sync(directory);
  await called.sync(file);
  await Promise.all([called.close(directory), called.close(file), called.unlink(temporary)]);
}

/** Returns the competition of two programs: one that imports the package, and an empty one. */
async function importing(): Promise<Competition> {
  const file = join(await newFolder(), 'empty.mjs');
  writeFileSync(file, '0');
  const program = (name: string, ...args: string[]) => ({
    name,
    run: () => execFileSync(process.execPath, args, { encoding: 'utf8' }),
  });
  return {
    work: 'an empty program, and one that imports the package',
    items: { unit: 'program', count: 1 },
    expected: '',
    plain: [
      program('node --input-type=module -e 0', '--input-type=module', '-e', '0'),
      program('node empty.mjs', file),
    ],
    competitors: [
      {
        ...program('this library', '--input-type=module', '-e', "import 'persisted-artifacts'"),
        goal: {
          most: 1.35,
          reason:
            'half of the rest are the 35 files of class-transformer; then node:crypto, and the compilation of the bundle',
        },
      },
    ],
  };
}
