import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { onInterruption } from '../../model/interruption.js';
import type { Terminal } from './terminal.js';

/** Asks a question on stderr and returns the line that is typed; an empty text if the terminal is closed. */
export async function answerTo(question: string, { err }: Terminal): Promise<string> {
  await err.write(`${question} `);
  const lines = createInterface({ input: process.stdin, terminal: false });
  // The shell's next prompt shall stand on a line of its own.
  const unregister = onInterruption(() => err.stream.write('\n'));
  try {
    const [answer] = await Promise.race([once(lines, 'line'), once(lines, 'close')]);
    if (answer === undefined) await err.write('\n');
    return answer?.trim() ?? '';
  } finally {
    unregister();
    lines.close();
  }
}

/** True if an answer says yes. */
export const isYes = (answer: string): boolean => /^y(?:es)?$/i.test(answer);
