import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { onInterruption } from './interruption.js';
import type { Terminal } from './terminal.js';

/** Asks somebody who is there, and gives the answer; nothing if the terminal was closed. */
export async function answerTo(question: string, { err }: Terminal): Promise<string> {
  await err.write(`${question} `);
  const lines = createInterface({ input: process.stdin, terminal: false });
  // What the shell writes next begins a line.
  const done = onInterruption(() => err.stream.write('\n'));
  try {
    const [answer] = await Promise.race([once(lines, 'line'), once(lines, 'close')]);
    if (answer === undefined) await err.write('\n');
    return answer?.trim() ?? '';
  } finally {
    done();
    lines.close();
  }
}

/** Whether somebody answers a question with yes. */
export const isYes = (answer: string): boolean => /^y(?:es)?$/i.test(answer);
