import { isatty, type WriteStream } from 'node:tty';
import picocolors from 'picocolors';
import { Failure } from './failure.js';

/** Where text or bytes go: the answer to `out`, and notes, progress and questions to `err`. */
export interface Output {
  readonly isTerminal: boolean;
  /** For a library that writes itself, and for what has to be written before the process ends. */
  readonly stream: WriteStream;

  /**
   * Writes a text, or bytes, and waits until there is room for more.
   *
   * @throws OutputClosed if nobody reads any more.
   * @throws Failure if it could not be written.
   */
  write(piece: string | Uint8Array): Promise<void>;
}

/** What a command writes to, and what it may do there. */
export interface Terminal {
  readonly out: Output;
  readonly err: Output;
  /** How many columns a line of `out` may take; undefined if there is no limit. */
  readonly width: number | undefined;
  /** The colours of `out`; none if it shall have none. */
  readonly colors: ReturnType<typeof picocolors.createColors>;
  /** Whether somebody is there to answer questions. */
  readonly isInteractive: boolean;
  /** Whether `out` shows block characters, from which plots are made. */
  readonly hasBlocks: boolean;
  /** Whether a line of `err` can be written anew, as progress does. */
  readonly canRewrite: boolean;
}

/** Nobody reads the output any more: the program ends at once, and says nothing more. */
export class OutputClosed extends Error {
  /** 128 and the number of SIGPIPE, as of `git log | head`. */
  readonly exitCode = 128 + 13;

  constructor() {
    super('nobody reads the output any more');
  }
}

/** The terminal of this process. */
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

/** FORCE_COLOR goes before NO_COLOR, as in Node itself. */
export function hasColors({ FORCE_COLOR, NO_COLOR, TERM }: NodeJS.ProcessEnv, isTerminal: boolean): boolean {
  if (FORCE_COLOR !== undefined) return FORCE_COLOR !== '0' && FORCE_COLOR !== 'false';
  return isTerminal && (NO_COLOR ?? '') === '' && TERM !== 'dumb';
}

/** Tells whether a terminal with such an environment shows the signs of which plots are made. */
export function hasBlocks({ TERM, LC_ALL, LC_CTYPE, LANG }: NodeJS.ProcessEnv): boolean {
  const locale = LC_ALL || LC_CTYPE || LANG || 'UTF-8';
  return TERM !== 'dumb' && /utf-?8/i.test(locale);
}

/** COLUMNS says how wide lines are. Else a terminal is as wide as it says, or 80 columns, and all else has no limit. */
export function widthFor(
  { COLUMNS = '' }: NodeJS.ProcessEnv,
  columns: number | undefined,
  isTerminal: boolean,
): number | undefined {
  if (/^[1-9]\d{0,5}$/.test(COLUMNS)) return Number(COLUMNS);
  return isTerminal ? columns || 80 : undefined;
}

function outputTo(stream: WriteStream, name: string): Output {
  // Each write tells of its own failure.
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
