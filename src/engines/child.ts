// The side of the child process: it answers one request after the other, until its parent ends.

import type { Answer, Request, Requests } from './messages.js';

/** A function for each request. */
type Handlers<R extends Requests<keyof R>> = {
  readonly [Name in keyof R]: (request: R[Name]['request']) => Promise<R[Name]['answer']>;
};

/**
 * Answers the requests of the parent process. What a function throws is the engine's message.
 *
 * @param plain - returns what an engine says without what is no help.
 */
export function answerRequests<R extends Requests<keyof R>>(
  handlers: Handlers<R>,
  plain: (message: string) => string = (message) => message,
): void {
  const answerTo = async ({ name, request }: Request): Promise<Answer> => {
    try {
      return { answer: await (handlers[name as keyof R] as (request: unknown) => Promise<unknown>)(request) };
    } catch (error) {
      return { fault: plain((error as Error).message) };
    }
  };
  process.on('message', async (request: Request) => process.send?.(await answerTo(request)));
  // A query may still be running, which `process.exit` would wait for.
  process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'));
  // Ctrl-C reaches all processes of a terminal. The parent ends this one.
  process.on('SIGINT', () => {});
}
