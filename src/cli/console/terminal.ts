import { isatty, type WriteStream } from 'node:tty';
import picocolors from 'picocolors';
import { Failure } from '../../display/failure.js';

/** A stream that a command writes to: stdout or stderr. */
export interface Output {
  readonly isTerminal: boolean;
  /** The stream itself, for a library that writes to it, and for a text that has to be written before the process exits. */
  readonly stream: WriteStream;

  /**
   * Writes a text or bytes, and waits until they are written.
   *
   * @throws OutputClosed if the reader of a pipe has closed it.
   * @throws Failure (`OUTPUT`) if writing fails.
   */
  write(piece: string | Uint8Array): Promise<void>;
}

/** The streams that a command writes to, and what they can show. */
export interface Terminal {
  /** Receives the answer. */
  readonly out: Output;
  /** Receives notes, progress, questions and errors. */
  readonly err: Output;
  /** The columns that a line of `out` may take; undefined if there is no limit. */
  readonly width: number | undefined;
  /** Functions that colour a text for `out`. They leave it as it is where colours are not wanted. */
  readonly colors: ReturnType<typeof picocolors.createColors>;
  /** True if somebody can read a question and type the answer. */
  readonly isInteractive: boolean;
  /** True if the terminal shows block characters, which plots are made of. */
  readonly hasBlocks: boolean;
  /** True if a line of `err` can be overwritten, as a line of progress is. */
  readonly canRewrite: boolean;
}

/** Thrown when the reader of a pipe has closed it, as `head` does. The program exits at once and writes nothing more. */
export class OutputClosed extends Error {
  /** 128 plus the number of SIGPIPE: the exit code of any program that a closed pipe ends. */
  readonly exitCode = 128 + 13;

  constructor() {
    super('nobody reads the output any more');
  }
}

/** Returns the terminal of this process. */
export function processTerminal(env: NodeJS.ProcessEnv = process.env): Terminal {
  const out = outputTo(process.stdout, 'the output');
  return {
    out,
    err: outputTo(process.stderr, 'the messages'),
    width: widthFor(env, out.isTerminal ? process.stdout.columns : undefined, out.isTerminal),
    colors: picocolors.createColors(hasColors(env, out.isTerminal)),
    hasBlocks: hasBlocks(env),
    isInteractive: isatty(0) && process.stderr.isTTY === true,
    canRewrite: process.stderr.isTTY === true && env['TERM'] !== 'dumb',
  };
}

/**
 * True if the answer shall have colours. FORCE_COLOR goes before NO_COLOR, as in Node itself.
 *
 * @see https://no-color.org
 */
export function hasColors({ FORCE_COLOR, NO_COLOR, TERM }: NodeJS.ProcessEnv, isTerminal: boolean): boolean {
  if (FORCE_COLOR !== undefined) return FORCE_COLOR !== '0' && FORCE_COLOR !== 'false';
  return isTerminal && (NO_COLOR ?? '') === '' && TERM !== 'dumb';
}

/** True if a terminal with this environment shows block characters, which plots are made of. */
export function hasBlocks({ TERM, LC_ALL, LC_CTYPE, LANG }: NodeJS.ProcessEnv): boolean {
  const locale = LC_ALL || LC_CTYPE || LANG || 'UTF-8';
  return TERM !== 'dumb' && /utf-?8/i.test(locale);
}

/**
 * Returns the columns that a line may take: what COLUMNS says, or else the width of the terminal, or 80 if it does not say. Undefined,
 * which is no limit, if the output is no terminal.
 */
export function widthFor(
  { COLUMNS = '' }: NodeJS.ProcessEnv,
  columns: number | undefined,
  isTerminal: boolean,
): number | undefined {
  if (/^[1-9]\d{0,5}$/.test(COLUMNS)) return Number(COLUMNS);
  return isTerminal ? columns || 80 : undefined;
}

function outputTo(stream: WriteStream, name: string): Output {
  // Every write has a callback that receives its error. Without a listener, Node would throw the same error again.
  stream.on('error', () => {});
  return {
    isTerminal: stream.isTTY === true,
    stream,
    write: (piece) =>
      new Promise((resolve, reject) => {
        stream.write(piece, (error) => {
          if (error === undefined || error === null) return resolve();
          const { code, message } = error as NodeJS.ErrnoException;
          if (code === 'EPIPE') return reject(new OutputClosed());
          reject(new Failure(`Could not write ${name}: ${message}.`, { code: 'OUTPUT' }));
        });
      }),
  };
}
