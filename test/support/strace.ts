import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as after } from 'node:timers/promises';

/** The file system's calls that a save does, by the names that strace and the kernel give them. */
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

/** Something is written to the standard output. */
const TOLD = /write\(1<.*= \d/;

/** Milliseconds after which a call that was not seen will not be seen. */
const PATIENCE = 60_000;

/** A line of strace, which writes the bytes of characters beyond ASCII as `\303\274`. */
const withoutEscapes = (line: string): string =>
  line.replace(/(?:\\[0-7]{1,3})+/g, (escapes) =>
    Buffer.from(
      escapes
        .slice(1)
        .split('\\')
        .map((digits) => Number.parseInt(digits, 8)),
    ).toString(),
  );

/** A process that is watched, until it is told to stop. */
export interface Trace {
  /** Resolves once such a call was seen; rejects if it is not for a minute. */
  seen(call: RegExp): Promise<void>;
  /** Stops watching once the process has told something, and gives the calls that were seen, one a line, with the paths of files. */
  stop(): Promise<string[]>;
}

/**
 * Watches the calls of a process with strace.
 *
 * @param injections - what it is to make of some of them, as strace takes it: `fsync:error=EIO:when=2`.
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
  let said = '';
  await new Promise<void>((resolve, reject) => {
    strace.once('error', reject);
    strace.once('close', () => reject(new Error(`strace could not watch the process: ${said}`)));
    strace.stderr.on('data', (text) => {
      said += text;
      if (said.includes(' attached')) resolve();
    });
  });
  const ended = once(strace, 'close');
  const seen = async (call: RegExp) => {
    for (const end = performance.now() + PATIENCE; !call.test(said) && strace.exitCode === null; await after(1)) {
      if (performance.now() > end) throw new Error(`${call} was not seen for ${PATIENCE} ms`);
    }
  };
  return {
    seen,
    async stop() {
      // What the process has told us, strace may be yet to tell.
      await seen(TOLD);
      strace.kill('SIGINT');
      await ended;
      return said.split('\n').map(withoutEscapes);
    },
  };
}
