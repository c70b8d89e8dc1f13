import type { ExecutionContext } from 'ava';
import { inShell } from './installed.js';

/**
 * Runs the commands of a transcript in a shell, and compares their output with it. After each `$ command`, a transcript has the stdout,
 * the stderr, and the exit code in brackets if it is not 0.
 *
 * @param text - the transcript.
 */
export async function sameAs(t: ExecutionContext, text: string, call: Parameters<typeof inShell>[1]): Promise<void> {
  const commands = Array.from(text.matchAll(/^\$ (.*)$/gm), ([, command]) => command as string);
  let output = '';
  for (const command of commands) {
    const { stdout, stderr, exitCode } = await inShell(command, call);
    output += `$ ${command}\n${stdout}${stderr}${exitCode === 0 ? '' : `[${exitCode}]\n`}`;
  }
  t.is(output, text);
}
