import { isDeepStrictEqual } from 'node:util';
import { Bench } from 'tinybench';

/** One way to do a piece of work. */
export interface Way {
  readonly name: string;
  /** What is timed. */
  readonly run: () => unknown;
  /** What is done before each run, and is not timed. */
  readonly prepare?: () => void;
  /** The values that come back from the work, made of what `run` gave. By default, they are what `run` gave. */
  values?(result: unknown): unknown;
}

/** The library's way, or that of another library. */
export interface Competitor extends Way {
  readonly goal?: Goal;
}

/** The most that a competitor may take: a multiple of the baseline, or so many milliseconds more. */
export interface Goal {
  readonly most: number;
  readonly unit: '×' | 'ms more';
  /** Why it takes more than that, if it does. */
  readonly reason: string;
}

/** A piece of work that is done in several ways. */
export interface Competition {
  readonly work: string;
  /** What is counted, and how many of it there are. */
  readonly items: { readonly unit: string; readonly count: number };
  /** The values that every way has to give. Classes are not compared. */
  readonly expected: unknown;
  /** Ways that a user may write by hand. The fastest of them, in the same run, is the baseline. */
  readonly plain: readonly Way[];
  readonly competitors: readonly Competitor[];
}

/** The times of a way: its best one, in milliseconds, and how it compares with the baseline's. */
export interface Placing<W extends Way = Way> {
  readonly way: W;
  readonly time: number;
  /** The multiple of the baseline's best time. */
  readonly ratio: number;
  /** The lowest and the highest ratio within one round. */
  readonly range: readonly [number, number];
}

export interface Standings {
  readonly baseline: Placing;
  readonly competitors: readonly Placing<Competitor>[];
  /** The slower plain ways, the fastest first. */
  readonly slower: readonly Placing[];
}

/** Does the work once in each way, and gives the names of the ways that give other values. */
export async function faultsOf({ expected, plain, competitors }: Competition): Promise<string[]> {
  const faults: string[] = [];
  for (const { name, prepare, run, values } of [...plain, ...competitors]) {
    prepare?.();
    const result = await run();
    const given = values === undefined ? result : await values(result);
    if (!isDeepStrictEqual(structuredClone(given), expected)) faults.push(name);
  }
  return faults;
}

/**
 * Times all ways in turns, so that a noisy moment meets all of them; each round begins with another one.
 *
 * @param rounds - how many times each way has its turn.
 * @param time - the least milliseconds that a turn takes.
 * @throws Error if a way gives other values.
 */
export async function hold(
  competition: Competition,
  { rounds, time }: { rounds: number; time: number },
): Promise<Standings> {
  const faults = await faultsOf(competition);
  if (faults.length > 0) throw new Error(`${competition.work}: found other values, by ${faults.join(' and by ')}`);
  const ways = [...competition.plain, ...competition.competitors];
  const times = new Map(ways.map(({ name }): [string, number[]] => [name, []]));
  for (let round = 0; round < rounds; round++) {
    const bench = new Bench({ iterations: 1, time, warmup: false });
    const first = round % ways.length;
    for (const { name, run, prepare } of [...ways.slice(first), ...ways.slice(0, first)]) {
      bench.add(name, async () => void (await run()), {
        async: true,
        beforeAll: () => global.gc?.(),
        beforeEach: () => prepare?.(),
      });
    }
    for (const { name, result } of await bench.run()) {
      if (result.state !== 'completed') throw new Error(`${name} did not complete: ${JSON.stringify(result)}`);
      times.get(name)?.push(result.latency.min);
    }
  }
  return standings(competition, (way) => times.get(way.name) as number[]);
}

/** @param timesOf - the best times of a way in each round, in milliseconds. */
export function standings({ plain, competitors }: Competition, timesOf: (way: Way) => readonly number[]): Standings {
  const bestOf = (way: Way) => Math.min(...timesOf(way));
  const [baseline, ...slower] = [...plain].sort((a, b) => bestOf(a) - bestOf(b)) as [Way, ...Way[]];
  const placing = <W extends Way>(way: W): Placing<W> => {
    const ratios = timesOf(way).map((time, round) => time / (timesOf(baseline)[round] as number));
    const range = [Math.min(...ratios), Math.max(...ratios)] as const;
    return { way, time: bestOf(way), ratio: bestOf(way) / bestOf(baseline), range };
  };
  return {
    baseline: placing(baseline),
    competitors: competitors.map(placing),
    slower: slower.map(placing),
  };
}
