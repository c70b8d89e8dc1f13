import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as after } from 'node:timers/promises';

/** The system calls of a save, by strace's names. */
export const CALLS = [
  'openat',
  'mkdir',
  'pwrite64',
  'pread64',
  'fsync',
  'link',
  'rename',
  'unlink',
  'rmdir',
  'close',
  'statx',
];

/** Matches a line for a write to stdout. */
const WRITE_TO_STDOUT = /write\(1<.*= \d/;

/** How long to wait for a call. Units: milliseconds. */
const LIMIT = 60_000;

/** Decodes a line of strace, which writes the bytes of characters beyond ASCII as `\303\274`. */
const withoutEscapes = (line: string): string =>
  line.replace(/(?:\\[0-7]{1,3})+/g, (escapes) =>
    Buffer.from(
      escapes
        .slice(1)
        .split('\\')
        .map((digits) => Number.parseInt(digits, 8)),
    ).toString(),
  );

/** A running strace. */
export interface Trace {
  /** Waits for a call that matches. Rejects if there is none within a minute. */
  seen(call: RegExp): Promise<void>;
  /** Waits until the process has written to stdout, stops, and returns the calls, one a line, with the paths of open files. */
  stop(): Promise<string[]>;
}

/**
 * Traces the system calls of a process.
 *
 * @param injections - faults to inject, as strace takes them: `fsync:error=EIO:when=2`.
 * @see https://man7.org/linux/man-pages/man1/strace.1.html
 */
export async function trace(pid: number, injections: readonly string[] = []): Promise<Trace> {
  const inject = injections.flatMap((injection) => ['-e', `inject=${injection}`]);
  const options = [
    '-f',
    '-y',
    '-s',
    '0',
    '-e',
    `trace=${CALLS},write`,
    '-e',
    'signal=none',
    ...inject,
    '-p',
    String(pid),
  ];
  const strace = spawn('strace', options, { stdio: ['ignore', 'ignore', 'pipe'] });
  let output = '';
  await new Promise<void>((resolve, reject) => {
    strace.once('error', reject);
    strace.once('close', () => reject(new Error(`strace could not attach: ${output}`)));
    strace.stderr.on('data', (text) => {
      output += text;
      if (output.includes(' attached')) resolve();
    });
  });
  const ended = once(strace, 'close');
  const seen = async (call: RegExp) => {
    for (const end = performance.now() + LIMIT; !call.test(output) && strace.exitCode === null; await after(1)) {
      if (performance.now() > end) throw new Error(`${call} was not seen for ${LIMIT} ms`);
    }
  };
  return {
    seen,
    async stop() {
      // The process's answer may arrive before strace's lines of it.
      await seen(WRITE_TO_STDOUT);
      strace.kill('SIGINT');
      await ended;
      return output.split('\n').map(withoutEscapes);
    },
  };
}
