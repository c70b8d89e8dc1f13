import { spawn } from 'node:child_process';
import { once } from 'node:events';

/** What a program showed on a terminal. */
export interface Shown {
  /** All that it wrote, with `\n` as line ends, and with control sequences. */
  readonly screen: string;
  readonly exitCode: number | null;
}

/** How a program is run on a terminal. */
export interface TerminalOptions {
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
  /** @defaultValue 80 */
  readonly columns?: number;
  /** What somebody types, each when a text has shown up behind the last one. `\x03` is Ctrl-C. */
  readonly typed?: readonly { readonly after: string; readonly keys: string }[];
}

/** Runs a command of a shell on a pseudo-terminal, and types what is to be typed. */
export async function onTerminal(
  command: string,
  { cwd, env = process.env, columns = 80, typed = [] }: TerminalOptions = {},
): Promise<Shown> {
  const child = spawn('script', ['-qec', `stty cols ${columns} rows 24; ${command}`, '/dev/null'], {
    cwd,
    env: { ...env, SHELL: '/bin/sh' },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  let screen = '';
  let seen = 0;
  const left = [...typed];
  child.stdout.setEncoding('utf8').on('data', (text) => {
    screen += text;
    for (let next = left[0]; next !== undefined && screen.includes(next.after, seen); next = left[0]) {
      seen = screen.indexOf(next.after, seen) + next.after.length;
      child.stdin.write(next.keys);
      left.shift();
    }
  });
  const [exitCode] = await once(child, 'close');
  return { screen: screen.replaceAll('\r\n', '\n'), exitCode };
}
