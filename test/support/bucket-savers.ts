import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** What a saver process says of one sample. */
export type SaverLine =
  | { readonly index: number; readonly path: string }
  | { readonly index: number; readonly error: string; readonly isStorageError: boolean };

/** A process that saves samples into a bucket. */
export interface BucketSaver {
  readonly name: string;
  readonly lines: SaverLine[];
  /** Resolves with the first path that it says. */
  readonly begun: Promise<unknown>;
  /** Resolves when it has saved all, or those that it had begun when it was to end. */
  readonly ended: Promise<unknown>;
  end(): void;
}

const PROGRAM = fileURLToPath(new URL('bucket-saver.js', import.meta.url));

/** Starts a process that saves `count` samples of a name below a prefix, `atOnce` at a time. */
export function bucketSaver(
  endpoint: string,
  prefix: string,
  name: string,
  count: number,
  atOnce: number,
): BucketSaver {
  const args = [PROGRAM, endpoint, prefix, name, `${count}`, `${atOnce}`];
  const env = { ...process.env, AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' };
  const saver = spawn(process.execPath, args, { env, stdio: ['pipe', 'pipe', 'inherit'] });
  const lines: SaverLine[] = [];
  const reader = createInterface({ input: saver.stdout });
  const begun = once(reader, 'line');
  reader.on('line', (line) => lines.push(JSON.parse(line)));
  return { name, lines, begun, ended: once(reader, 'close'), end: () => saver.stdin.end() };
}
