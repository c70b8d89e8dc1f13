import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { isDeepStrictEqual } from 'node:util';
import { FileStorage } from '../../../src/index.js';
import { repositoryOf, sampleOf } from '../../support/sample.js';

/** Of an artifact, by the path that was acknowledged: whose it is, and which. */
export type Acknowledged = Map<string, { readonly name: string; readonly index: number }>;

/** A process that saves until it is stopped. */
export interface Writer {
  readonly process: ChildProcess;
  /** Resolves once its first save was acknowledged, or it has ended. */
  readonly begun: Promise<unknown>;
  /** How it has ended: whether it was killed, and not by itself, and what it had saved was acknowledged. */
  readonly wasKilled: Promise<boolean>;
  /** What was acknowledged so far. */
  acknowledged(): Acknowledged;
}

const WRITER = fileURLToPath(new URL('writer.js', import.meta.url));

/** @param program - saves as `writer.ts` does. */
export function startWriter(folder: string, name: string, program = WRITER): Writer {
  const writer = spawn(process.execPath, [program, folder, name], { stdio: ['ignore', 'pipe', 'inherit'] });
  let said = '';
  writer.stdout.on('data', (text) => {
    said += text;
  });
  const ended = once(writer, 'close');
  return {
    process: writer,
    begun: Promise.race([once(writer.stdout, 'data'), ended]),
    wasKilled: ended.then(([, signal]) => signal === 'SIGKILL' && said.includes('\n')),
    // What is behind the last line feed was not said to the end.
    acknowledged: () =>
      new Map(
        said
          .split('\n')
          .slice(0, -1)
          .map((path, index) => [path, { name, index }]),
      ),
  };
}

/** What is there of what was acknowledged, and of everything else. */
export interface Inspection {
  /** How many saves were acknowledged … */
  readonly acknowledged: number;
  /** … and how many of these are not there, or not what was saved. */
  readonly lost: number;
  /** How many files are there under a name, and how many of them are not right. */
  readonly files: number;
  readonly torn: number;
}

export async function inspect(folder: string, acknowledged: Acknowledged): Promise<Inspection> {
  const repository = repositoryOf(new FileStorage(folder));
  const { checked, problems } = await repository.verify();
  let lost = 0;
  for (const [path, { name, index }] of acknowledged) {
    const found = await repository.load(path).catch(() => undefined);
    if (!isDeepStrictEqual(found, sampleOf(name, index))) lost++;
  }
  return { acknowledged: acknowledged.size, lost, files: checked, torn: problems.length };
}
