import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** How a process with a share of the work has ended. */
export interface Ending<Line> {
  /** Its arguments. */
  readonly share: readonly string[];
  /** The last line that it wrote. */
  readonly last: Line | undefined;
  /** Why it failed; undefined if it did not. */
  readonly fault: string | undefined;
}

/** A process that writes no line for so long hangs. Units: milliseconds. */
const SILENCE = 120_000;

/**
 * Runs a script in one process for each share of the work. The script writes lines of JSON.
 *
 * @param shares - the arguments of each process.
 * @param heap - the limit of its heap. Units: MiB.
 * @param onLine - called with every line.
 */
export const inShares = <Line>(
  script: URL,
  shares: readonly (readonly string[])[],
  heap: number,
  onLine: (line: Line) => void = () => {},
): Promise<Ending<Line>[]> => Promise.all(shares.map((share) => run(script, share, heap, onLine)));

async function run<Line>(
  script: URL,
  share: readonly string[],
  heap: number,
  onLine: (line: Line) => void,
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
    onLine(last as Line);
  }
  clearTimeout(watch);
  const [code, signal] = await ended;
  const fault = hangs ? `wrote nothing for ${SILENCE} ms` : code === 0 ? undefined : `ended with ${signal ?? code}`;
  return { share, last, fault };
}
