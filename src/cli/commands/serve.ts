import { escaped } from '../../display/escaping.js';
import { Failure } from '../../display/failure.js';
import { serve as servePages } from '../../report/serve/serve.js';
import { errorCodeOf } from '../../storage/file/system-calls.js';
import { failureOf, failureText } from '../console/failure.js';
import { jsonLine } from '../console/json-text.js';
import { wrapped } from '../console/notes.js';
import type { Context } from '../context/context.js';

/** The options of `artifacts serve`. */
export interface ServeCommandOptions {
  readonly port: string;
}

/** Why a port cannot be had. */
const REASONS: Readonly<Record<string, string>> = {
  EADDRINUSE: 'is taken, perhaps by another artifacts serve',
  EACCES: 'is reserved by the system',
};

/**
 * `artifacts serve`: shows the artifacts in a browser, on this machine alone, until a signal ends it.
 *
 * @returns never: Ctrl-C ends the program with 130.
 * @throws Failure if `--port` is no port, or the port cannot be had, or there is no folder of artifacts.
 */
export async function serve(context: Context, options: ServeCommandOptions): Promise<never> {
  const port = portOf(options.port);
  const { terminal, json, root } = context;
  const onFault = (error: unknown) =>
    void terminal.err.write(failureText(failureOf(error), json)).catch(() => {
      // Nobody reads what is wrong. The pages still say that something is.
    });
  const { url } = await servePages(context, { port, onFault }).catch((error) => {
    throw failureOfPort(context, port, error);
  });
  if (json) await terminal.out.write(jsonLine({ type: 'serving', url, root }));
  else {
    await terminal.out.write(`${url}\n`);
    await terminal.err.write(wrapped(`${escaped(root)} in a browser on this machine. Ctrl-C ends it.`, terminal.width));
  }
  return new Promise(() => {});
}

function portOf(text: string): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN;
  if (port < 2 ** 16) return port;
  throw new Failure(`--port ${escaped(text)} is no port. Write for example --port 8080, or --port 0 for any free one.`);
}

function failureOfPort(context: Context, port: number, error: unknown): unknown {
  const reason = REASONS[errorCodeOf(error) ?? ''];
  if (reason === undefined) return error;
  return new Failure(`Port ${port} ${reason}. To take any free one, write\n  ${context.call('serve', '--port', '0')}`, {
    code: 'PORT',
    cause: error,
  });
}
