import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** Which sample a saver process has to save, and where. */
export interface Order {
  readonly folder: string;
  readonly name: string;
  readonly index: number;
}

/** The answer of a saver process: the path, or the error. */
export interface Answer {
  readonly path?: string;
  readonly failure?: Failure;
}

/** An error in a saver process. */
export interface Failure {
  readonly isStorageError: boolean;
  readonly operation?: string;
  readonly path?: string;
  readonly message: string;
}

/** A process that saves a sample on request. */
export interface Saver {
  readonly pid: number;
  save(order: Order): Promise<Answer>;
  end(): void;
}

const SAVER = fileURLToPath(new URL('saver.js', import.meta.url));

/**
 * Starts a saver process. It makes all system calls on files in one thread, because strace counts calls by thread.
 *
 * @param program - the path of the program: `saver.ts`, or a changed copy.
 * @param environment - variables beside those of this process.
 */
export function startSaver(program = SAVER, environment: NodeJS.ProcessEnv = {}): Saver {
  const env = { ...process.env, UV_THREADPOOL_SIZE: '1', UV_USE_IO_URING: '0', ...environment };
  const saver = spawn(process.execPath, [program], { env, stdio: ['pipe', 'pipe', 'inherit'] });
  const answers = createInterface({ input: saver.stdout })[Symbol.asyncIterator]();
  return {
    pid: saver.pid as number,
    async save(order) {
      saver.stdin.write(`${JSON.stringify(order)}\n`);
      const { done, value } = await answers.next();
      if (done) throw new Error(`the process that was to save ${JSON.stringify(order)} has ended`);
      return JSON.parse(value);
    },
    end: () => saver.stdin.end(),
  };
}
