import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** How much is done, and by how many processes. */
export interface Extent {
  readonly processes: number;
  /** How many numbers a batch has. */
  readonly size: number;
  /** Does only batches 0, `every`, 2 × `every`, …; 1 does all. */
  readonly every: number;
}

/** Numbers and lists, by name. */
type Counts<Keys extends string> = { readonly [K in Keys]: number | readonly unknown[] };

/**
 * Does batches of every kind, in several processes. A process reads a line of JSON, [name of a kind, index of a batch], and prints the
 * result as JSON.
 *
 * @param script - what the processes run.
 * @param args - the arguments of each process.
 * @param kinds - how many numbers there are of each kind.
 * @param onBatch - called after each batch with the result of its kind so far.
 * @returns the sums of the results, by kind.
 */
export async function inBatches<Seen extends Counts<keyof Seen & string>>(
  script: URL,
  args: readonly string[],
  kinds: { readonly [kind: string]: { readonly count: number } },
  { processes, size, every }: Extent,
  onBatch: (kind: string, seen: Seen) => void,
): Promise<Record<string, Seen>> {
  const batches = Object.entries(kinds).flatMap(([kind, { count }]) =>
    Array.from({ length: Math.ceil(count / size / every) }, (_, index) => [kind, index * every] as const),
  );
  const sums: Record<string, Seen> = {};
  let next = 0;
  const doSome = async (): Promise<void> => {
    const child = spawn(process.execPath, [fileURLToPath(script), ...args], { stdio: ['pipe', 'pipe', 'inherit'] });
    const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    for (let batch = batches[next++]; batch !== undefined; batch = batches[next++]) {
      child.stdin.write(`${JSON.stringify(batch)}\n`);
      const { value, done } = await lines.next();
      if (done) throw new Error(`the process of batch ${batch.join(' ')} has ended`);
      const [kind] = batch;
      const seen: Seen = JSON.parse(value);
      sums[kind] = sums[kind] === undefined ? seen : sum(sums[kind], seen);
      onBatch(kind, sums[kind]);
    }
    child.stdin.end();
    await once(child, 'close');
  };
  await Promise.all(Array.from({ length: processes }, doSome));
  return sums;
}

function sum<Seen extends Counts<keyof Seen & string>>(a: Seen, b: Seen): Seen {
  const added = Object.entries<number | readonly unknown[]>(a).map(([key, value]) => {
    const other = b[key as keyof Seen];
    return [key, typeof value === 'number' ? value + (other as number) : [...value, ...(other as readonly unknown[])]];
  });
  return Object.fromEntries(added);
}
