import type { ExecutionContext } from 'ava';
import { inShell } from './installed.js';

/**
 * Runs commands in a shell and compares what they say with a text: behind each `$ command`, its stdout, its stderr, and the exit code
 * in brackets if it is not 0.
 */
export async function sameAs(t: ExecutionContext, text: string, call: Parameters<typeof inShell>[1]): Promise<void> {
  const commands = Array.from(text.matchAll(/^\$ (.*)$/gm), ([, command]) => command as string);
  let said = '';
  for (const command of commands) {
    const { stdout, stderr, exitCode } = await inShell(command, call);
    said += `$ ${command}\n${stdout}${stderr}${exitCode === 0 ? '' : `[${exitCode}]\n`}`;
  }
  t.is(said, text);
}
