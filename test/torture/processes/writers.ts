import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { FileStorage } from '../../../src/index.js';
import { holdsSample, repositoryOf } from '../../support/sample.js';

/** The name and index of the acknowledged artifacts, by path. */
export type Acknowledged = Map<string, { readonly name: string; readonly index: number }>;

/** A process that saves until it is killed. */
export interface Writer {
  readonly process: ChildProcess;
  /** Resolves when its first save was acknowledged, or it has ended. */
  readonly begun: Promise<unknown>;
  /** Resolves when it has ended: true if it was killed after its first save. */
  readonly wasKilled: Promise<boolean>;
  /** Returns what was acknowledged so far. */
  acknowledged(): Acknowledged;
}

const WRITER = fileURLToPath(new URL('writer.js', import.meta.url));

/**
 * Starts a writer.
 *
 * @param program - the path of the program: `writer.ts`, or a changed copy.
 */
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
    // The last line may be incomplete.
    acknowledged: () =>
      new Map(
        said
          .split('\n')
          .slice(0, -1)
          .map((path, index) => [path, { name, index }]),
      ),
  };
}

/** The state of a folder after its writers have ended. */
export interface Inspection {
  /** The number of acknowledged saves. */
  readonly acknowledged: number;
  /** How many of these artifacts cannot be loaded as they were saved. */
  readonly lost: number;
  /** The number of files, and how many of them `verify` reports. */
  readonly files: number;
  readonly torn: number;
}

/** Loads everything that was acknowledged, and verifies the folder. */
export async function inspect(folder: string, acknowledged: Acknowledged): Promise<Inspection> {
  const repository = repositoryOf(new FileStorage(folder));
  const { checked, problems } = await repository.verify();
  let lost = 0;
  for (const [path, { name, index }] of acknowledged) {
    if (!(await holdsSample(repository, path, name, index))) lost++;
  }
  return { acknowledged: acknowledged.size, lost, files: checked, torn: problems.length };
}
