import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { escapedLines } from '../display/escaping.js';
import { Failure } from '../display/failure.js';
import { onInterruption } from '../model/interruption.js';
import { engineMemory } from './engine-memory.js';
import type { Answer, CommonRequests, Request, Requests, SentRows } from './messages.js';
import { loadFailure, type OptionalPackage, type PackageNeed } from './optional-package.js';

/** An engine that a child process runs, whose package a user may have installed beside this one. */
export interface EnginePackage extends OptionalPackage {
  /** What the engine is called. */
  readonly name: string;
  /** The file that its process runs. */
  readonly child: URL;
  /** True if a message of the engine says that there is no more memory. What it says itself of that is about settings that are locked. */
  isOutOfMemory(message: string): boolean;
}

/** What needs an engine, and what to do without. */
export interface EngineNeed extends PackageNeed {
  /** A line that says what takes less memory; undefined if nothing does. */
  readonly lessMemory?: string;
}

/** Units: characters. What is kept of what the child process writes before it ends by itself. */
const MOST_LAST_WORDS = 1000;

/** Returns variables without those of the SDK of AWS, such as the keys of a bucket, which an engine does not need. */
const withoutKeys = (env: NodeJS.ProcessEnv): NodeJS.ProcessEnv =>
  Object.fromEntries(Object.entries(env).filter(([name]) => !name.startsWith('AWS_')));

/** An engine in a child process. All methods throw a Failure with the message of the engine if it refuses something or ends. */
export class EngineProcess<R extends CommonRequests & Requests<keyof R>> {
  readonly #engine: EnginePackage;
  readonly #need: EngineNeed;
  readonly #child: ChildProcess;
  readonly #unregister: () => void;
  #lastWords = '';
  /** Takes the answer to the last request. */
  #onAnswer: ((answer: Answer) => void) | undefined;
  #end: Answer | undefined;

  private constructor(engine: EnginePackage, need: EngineNeed) {
    this.#engine = engine;
    this.#need = need;
    this.#child = fork(engine.child, {
      serialization: 'advanced',
      execArgv: [],
      env: withoutKeys(process.env),
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
    this.#unregister = onInterruption(() => this.#child.kill('SIGKILL'));
    this.#child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.#lastWords = (this.#lastWords + text).slice(-MOST_LAST_WORDS);
    });
    this.#child.on('message', (answer) => this.#onAnswer?.(answer as Answer));
    this.#child.on('error', (error) => this.#ended(`did not start: ${error.message}`));
    this.#child.on('close', (code, signal) => this.#ended(this.#faultOfEnd(code, signal)));
  }

  /**
   * Starts an engine, calls a function with it, and ends it.
   *
   * @throws Failure if the engine is not installed or does not start.
   */
  static async use<R extends CommonRequests & Requests<keyof R>, T>(
    engine: EnginePackage,
    need: EngineNeed,
    act: (process: EngineProcess<R>) => Promise<T>,
  ): Promise<T> {
    const process = new EngineProcess<R>(engine, need);
    try {
      const fault = (await process.#ask('load', undefined)) as CommonRequests['load']['answer'];
      if (fault === undefined) return await act(process);
      throw loadFailure(engine, need, fault);
    } finally {
      await process.#close();
    }
  }

  /** Yields the rows of the SELECT that was begun, some at a time. */
  async *rows(): AsyncGenerator<SentRows> {
    for (;;) {
      const rows = (await this.#ask('next', undefined)) as SentRows;
      if (rows.length === 0) return;
      yield rows;
    }
  }

  /**
   * Asks the process for something.
   *
   * @param fault - what a failure is about, as its message begins; the name of the engine if undefined.
   */
  request<Name extends keyof R & string>(
    name: Name,
    request: R[Name]['request'],
    fault?: string,
  ): Promise<R[Name]['answer']> {
    return this.#ask(name, request, fault);
  }

  async #ask(name: string, request: unknown, fault = this.#engine.name): Promise<unknown> {
    const answer = await new Promise<Answer>((resolve) => {
      if (this.#end !== undefined) return resolve(this.#end);
      this.#onAnswer = resolve;
      // Why it could not be sent is known when the process has ended.
      this.#child.send({ name, request } satisfies Request, () => {});
    });
    if ('fault' in answer) throw new Failure(`${fault}: ${this.#faultText(answer.fault)}`, { code: this.#engine.code });
    return answer.answer;
  }

  #faultText(fault: string): string {
    if (!this.#engine.isOutOfMemory(fault)) return escapedLines(fault);
    const { lessMemory } = this.#need;
    const advice = lessMemory === undefined ? '' : `\n${lessMemory}`;
    return `this takes more than the ${engineMemory()} MiB that it may use, half of the memory.${advice}`;
  }

  #ended(fault: string): void {
    this.#end ??= { fault };
    this.#onAnswer?.(this.#end);
  }

  #faultOfEnd(code: number | null, signal: NodeJS.Signals | null): string {
    const end = signal === null ? `with the exit code ${code}` : `by ${signal}`;
    const guess = signal === 'SIGKILL' ? ', perhaps because the system had no more memory' : '';
    const words = this.#lastWords.trim();
    return `its process was ended ${end}${guess}${words === '' ? '' : `:\n${words}`}`;
  }

  async #close(): Promise<void> {
    this.#unregister();
    if (this.#child.exitCode !== null || this.#child.signalCode !== null || this.#child.pid === undefined) return;
    const closed = once(this.#child, 'close');
    this.#child.kill('SIGKILL');
    await closed;
  }
}
