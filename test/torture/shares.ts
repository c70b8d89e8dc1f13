import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** How a process has ended that was given a share of the work. */
export interface Ending<Line> {
  /** What the process says that it had to do, by its arguments. */
  readonly share: readonly string[];
  /** The last line that it wrote. */
  readonly last: Line | undefined;
  /** What is wrong with how it ended; undefined if nothing is. */
  readonly fault: string | undefined;
}

/** Milliseconds without a line after which a process hangs. */
const SILENCE = 120_000;

/**
 * Runs a script in as many processes as there are shares, which are its arguments. It writes lines of JSON.
 *
 * @param heap - megabytes that its heap may have.
 * @param heard - is told of every line.
 */
export const inShares = <Line>(
  script: URL,
  shares: readonly (readonly string[])[],
  heap: number,
  heard: (line: Line) => void = () => {},
): Promise<Ending<Line>[]> => Promise.all(shares.map((share) => run(script, share, heap, heard)));

async function run<Line>(
  script: URL,
  share: readonly string[],
  heap: number,
  heard: (line: Line) => void,
): Promise<Ending<Line>> {
  const args = [`--max-old-space-size=${heap}`, fileURLToPath(script), ...share];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = once(child, 'close');
  let last: Line | undefined;
  let hangs = false;
  const watch = setTimeout(() => {
    hangs = true;
    child.kill('SIGKILL');
  }, SILENCE);
  for await (const line of createInterface({ input: child.stdout })) {
    watch.refresh();
    last = JSON.parse(line);
    heard(last as Line);
  }
  clearTimeout(watch);
  const [code, signal] = await ended;
  const fault = hangs ? `said nothing for ${SILENCE} ms` : code === 0 ? undefined : `ended with ${signal ?? code}`;
  return { share, last, fault };
}
