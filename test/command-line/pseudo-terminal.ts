import { spawn } from 'node:child_process';
import { once } from 'node:events';

/** The output of a program on a terminal. */
export interface Shown {
  /** Everything that it wrote, with `\n` as line ends, and with its escape sequences. */
  readonly screen: string;
  readonly exitCode: number | null;
}

/** Options of a program on a terminal. */
export interface TerminalOptions {
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
  /** @defaultValue 80 */
  readonly columns?: number;
  /** The keys to type. Each entry is typed when its text `after` appears, after the text of the entry before. `\x03` is Ctrl-C. */
  readonly typed?: readonly { readonly after: string; readonly keys: string }[];
}

/** Runs a shell command on a pseudo-terminal, and types the keys. */
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
