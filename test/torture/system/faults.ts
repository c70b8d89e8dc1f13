import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { FileStorage } from '../../../src/index.js';
import { repositoryOf, sampleOf } from '../../support/sample.js';
import { type Answer, type Failure, type Saver, startSaver } from '../../support/saver-process.js';
import { CALLS, trace } from '../../support/strace.js';

/** The result of saves with failing system calls. */
export interface Faults {
  /** How many saves had a failing call. */
  readonly met: number;
  /** How many of them succeeded nevertheless, and how many threw. */
  readonly saved: number;
  readonly refused: number;
  /** A sentence for each broken rule. */
  readonly wrong: readonly string[];
}

/** The faults to inject, in every combination. */
export interface FaultPlan {
  readonly errors: readonly string[];
  /** What is saved: an artifact of one piece, one of several pieces, or one without hard links. */
  readonly kinds: readonly Kind[];
}

type Kind = 'small' | 'large' | 'unlinkable';

/** All errors, with all kinds of saves. */
export const ALL_FAULTS: FaultPlan = {
  errors: ['EIO', 'ENOSPC', 'EDQUOT', 'EMFILE', 'EROFS', 'EACCES', 'EINTR'],
  kinds: ['small', 'large', 'unlinkable'],
};

/** Makes each system call of a save fail with each error: its first occurrence, its second, … until a save has no such occurrence. */
export async function faults(folder: string, plan: FaultPlan): Promise<Faults> {
  const saver = startSaver();
  // The first save makes the calls that a process makes only once.
  await saver.save({ folder: join(folder, 'first'), name: 'first', index: 0 });
  let [met, saved, refused] = [0, 0, 0];
  const wrong: string[] = [];
  for (const kind of plan.kinds) {
    for (const call of CALLS) {
      for (const error of plan.errors) {
        for (let occurrence = 1; ; occurrence++) {
          const injection = `${call}:error=${error}:when=${occurrence}`;
          const seen = await saveWithFault(
            saver,
            join(folder, `${kind}-${call}-${error}-${occurrence}`),
            kind,
            injection,
          );
          if (!seen.wasInjected) break;
          met++;
          if (seen.answer.path === undefined) refused++;
          else saved++;
          wrong.push(...seen.wrong.map((fault) => `${kind}, ${injection}: ${fault} (${JSON.stringify(seen.answer)})`));
        }
      }
    }
  }
  saver.end();
  return { met, saved, refused, wrong };
}

interface SaveWithFault {
  readonly wasInjected: boolean;
  readonly answer: Answer;
  readonly wrong: readonly string[];
}

/** Saves with an injected fault, checks the folder, and saves the same artifact again. */
async function saveWithFault(saver: Saver, folder: string, kind: Kind, injection: string): Promise<SaveWithFault> {
  const order = { folder, name: kind, index: kind === 'large' ? 9 : 0 };
  const tracing = await trace(saver.pid, kind === 'unlinkable' ? ['link:error=EPERM', injection] : [injection]);
  const answer = await saver.save(order);
  const calls = await tracing.stop();
  const wasInjected = calls.some((line) => line.includes('(INJECTED)') && !line.includes('= -1 EPERM'));
  const mayPass = !/^(?:pwrite64|fsync)/.test(injection) || injection.includes('EINTR');
  const wrong = await faultsOf(answer, folder, order);
  if (wasInjected && answer.path !== undefined && !mayPass) wrong.push('the failure was ignored');
  const { path } = await saver.save(order);
  const next = path === undefined ? ['it is refused'] : await faultsOf({ path }, folder, order);
  wrong.push(...next.map((fault) => `the next time, ${fault}`));
  return { wasInjected, answer, wrong };
}

/** Checks the folder after a save: either a whole file and nothing else, or a StorageError and nothing at all. */
async function faultsOf(answer: Answer, folder: string, order: { name: string; index: number }): Promise<string[]> {
  const files = await filesIn(folder);
  const { path, failure } = answer;
  if (failure !== undefined) {
    return [
      ...(isOfFolder(failure, folder) ? [] : ['the error is no StorageError of this folder']),
      ...files.map((file) => `${file} is there`),
    ];
  }
  const found = await repositoryOf(new FileStorage(folder))
    .load(path as string)
    .catch((error) => error);
  return [
    ...(files.length === 1 ? [] : [`there are ${files.length} files`]),
    ...(isDeepStrictEqual(found, sampleOf(order.name, order.index)) ? [] : [`it loads as ${found}`]),
  ];
}

/** True if an error is a StorageError with an operation and a path that is in the folder or above it. */
const isOfFolder = ({ isStorageError, operation = '', path = '' }: Failure, folder: string): boolean =>
  isStorageError && operation !== '' && path !== '' && (path.startsWith(folder) || folder.startsWith(path));

/** Returns the keys of the published files. */
async function filesIn(folder: string): Promise<string[]> {
  const files: string[] = [];
  for await (const key of new FileStorage(folder).list()) files.push(key);
  return files;
}
