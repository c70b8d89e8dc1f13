import { Bench } from 'tinybench';

/** One way to do a piece of work. */
export interface Competitor {
  readonly name: string;
  readonly run: () => unknown;
  /** What it loses or cannot do, found by checking its result; undefined if its result is right. */
  readonly fault?: string | undefined;
}

/** A piece of work, done by all in the same run. The first competitor is the baseline. */
export interface Competition {
  readonly work: string;
  /** What is counted, and how many of it there are. */
  readonly items: { readonly unit: string; readonly count: number };
  /** The most that the library may take, as a multiple of the baseline. */
  readonly goal?: number;
  /** The most milliseconds that the library may take more than the baseline. */
  readonly goalMore?: number;
  /** Why it takes more than that. */
  readonly reason?: string;
  readonly competitors: readonly Competitor[];
}

/** The best time of a competitor. */
export interface Placing {
  readonly name: string;
  readonly nsPerItem: number;
  /** Multiple of the baseline's time. */
  readonly ratio: number;
  readonly fault: string | undefined;
}

/** Runs all competitors in turns, so that a noisy moment meets all of them, and takes the best of each. */
export async function hold({ items, competitors }: Competition, rounds: number): Promise<Placing[]> {
  const best = new Map<string, number>();
  for (let round = 0; round < rounds; round++) {
    const bench = new Bench({ iterations: 3, time: 250, warmup: round === 0, warmupIterations: 1, warmupTime: 0 });
    for (const { name, run } of competitors) bench.add(name, async () => void (await run()));
    for (const { name, result } of await bench.run()) {
      if (result.state !== 'completed') throw new Error(`${name} did not complete: ${JSON.stringify(result)}`);
      best.set(name, Math.min(best.get(name) ?? Number.POSITIVE_INFINITY, result.latency.min * 1e6));
    }
  }
  const baseline = best.get(competitors[0]?.name ?? '') as number;
  return competitors.map(({ name, fault }) => {
    const time = best.get(name) as number;
    return { name, nsPerItem: time / items.count, ratio: time / baseline, fault };
  });
}
