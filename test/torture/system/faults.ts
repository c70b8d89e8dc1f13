import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { FileStorage } from '../../../src/index.js';
import { repositoryOf, sampleOf } from '../../support/sample.js';
import { type Answer, type Failure, type Saver, startSaver } from '../../support/saver-process.js';
import { CALLS, trace } from '../../support/strace.js';

/** What was seen of saves whose system calls failed. */
export interface Faults {
  /** How many saves met a fault … */
  readonly met: number;
  /** … how many of them succeeded nevertheless, and how many were refused. */
  readonly saved: number;
  readonly refused: number;
  /** What should not have been, a sentence each. */
  readonly wrong: readonly string[];
}

/** Which faults are made, in every combination. */
export interface FaultPlan {
  readonly errors: readonly string[];
  /** An artifact of one piece, of several pieces, and one where the system has no links. */
  readonly kinds: readonly Kind[];
}

type Kind = 'small' | 'large' | 'unlinkable';

export const ALL_FAULTS: FaultPlan = {
  errors: ['EIO', 'ENOSPC', 'EDQUOT', 'EMFILE', 'EROFS', 'EACCES', 'EINTR'],
  kinds: ['small', 'large', 'unlinkable'],
};

/** Lets the system calls of saves fail: each call, with each error, the first time, the second, … until none of it is left. */
export async function faults(folder: string, plan: FaultPlan): Promise<Faults> {
  const saver = startSaver();
  // What a process does but once is done now.
  await saver.save({ folder: join(folder, 'first'), name: 'first', index: 0 });
  let [met, saved, refused] = [0, 0, 0];
  const wrong: string[] = [];
  for (const kind of plan.kinds) {
    for (const call of CALLS) {
      for (const error of plan.errors) {
        for (let occurrence = 1; ; occurrence++) {
          const injection = `${call}:error=${error}:when=${occurrence}`;
          const seen = await meet(saver, join(folder, `${kind}-${call}-${error}-${occurrence}`), kind, injection);
          if (!seen.isMet) break;
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

interface Meeting {
  readonly isMet: boolean;
  readonly answer: Answer;
  readonly wrong: readonly string[];
}

/** Saves while a fault is made, looks at what is there, and saves the same again. */
async function meet(saver: Saver, folder: string, kind: Kind, injection: string): Promise<Meeting> {
  const order = { folder, name: kind, index: kind === 'large' ? 9 : 0 };
  const tracing = await trace(saver.pid, kind === 'unlinkable' ? ['link:error=EPERM', injection] : [injection]);
  const answer = await saver.save(order);
  const calls = await tracing.stop();
  const isMet = calls.some((line) => line.includes('(INJECTED)') && !line.includes('= -1 EPERM'));
  const mayPass = !/^(?:pwrite64|fsync)/.test(injection) || injection.includes('EINTR');
  const wrong = await faultsOf(answer, folder, order);
  if (isMet && answer.path !== undefined && !mayPass) wrong.push('the failure was passed over');
  const { path } = await saver.save(order);
  const next = path === undefined ? ['it is refused'] : await faultsOf({ path }, folder, order);
  wrong.push(...next.map((fault) => `the next time, ${fault}`));
  return { isMet, answer, wrong };
}

/** What is not as it should be after a save: a whole file and nothing else, or a StorageError and nothing at all. */
async function faultsOf(answer: Answer, folder: string, order: { name: string; index: number }): Promise<string[]> {
  const files = await filesIn(folder);
  const { path, failure } = answer;
  if (failure !== undefined) {
    return [
      ...(isOurs(failure, folder) ? [] : ['no StorageError of ours']),
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

/** Tells whether an error names an operation and a path: one on the way to the folder, or in it. */
const isOurs = ({ isStorageError, operation = '', path = '' }: Failure, folder: string): boolean =>
  isStorageError && operation !== '' && path !== '' && (path.startsWith(folder) || folder.startsWith(path));

/** The files that have their names. */
async function filesIn(folder: string): Promise<string[]> {
  const files: string[] = [];
  for await (const key of new FileStorage(folder).list()) files.push(key);
  return files;
}
