import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Compared } from './batch.js';
import { KINDS } from './kinds.js';

/** How much is compared, and by how many processes. */
export interface Extent {
  readonly processes: number;
  /** How many numbers a batch has; each batch is one file. */
  readonly size: number;
  /** Compares only batches 0, `every`, 2 × `every`, …; 1 compares all. */
  readonly every: number;
}

const COMPARER = fileURLToPath(new URL('comparer.js', import.meta.url));

const NOTHING: Compared = { numbers: 0, exactly: 0, texts: 0, unsure: 0, differences: 0, shown: [] };

/**
 * Saves numbers of every kind, loads them, and compares them bit by bit.
 *
 * @param onBatch - called after each batch with the result of its kind so far.
 * @returns the results, by kind.
 */
export async function exact(
  seed: number,
  { processes, size, every }: Extent,
  onBatch: (kind: string, seen: Compared) => void = () => {},
): Promise<Record<string, Compared>> {
  const batches = Object.entries(KINDS).flatMap(([kind, { count }]) =>
    Array.from({ length: Math.ceil(count / size / every) }, (_, index) => [kind, index * every] as const),
  );
  const seen: Record<string, Compared> = {};
  let next = 0;
  const compareSome = async (): Promise<void> => {
    const comparer = spawn(process.execPath, [COMPARER, String(seed), String(size)], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    const lines = createInterface({ input: comparer.stdout })[Symbol.asyncIterator]();
    for (let batch = batches[next++]; batch !== undefined; batch = batches[next++]) {
      comparer.stdin.write(`${JSON.stringify(batch)}\n`);
      const { value, done } = await lines.next();
      if (done) throw new Error(`the process of batch ${batch.join(' ')} has ended`);
      const [kind] = batch;
      seen[kind] = sum(seen[kind] ?? NOTHING, JSON.parse(value));
      onBatch(kind, seen[kind]);
    }
    comparer.stdin.end();
    await once(comparer, 'close');
  };
  await Promise.all(Array.from({ length: processes }, compareSome));
  return seen;
}

const sum = (a: Compared, b: Compared): Compared => ({
  numbers: a.numbers + b.numbers,
  exactly: a.exactly + b.exactly,
  texts: a.texts + b.texts,
  unsure: a.unsure + b.unsure,
  differences: a.differences + b.differences,
  shown: [...a.shown, ...b.shown],
});
