import { isDeepStrictEqual } from 'node:util';
import { Bench } from 'tinybench';

/** One way to do a piece of work. */
export interface Way {
  readonly name: string;
  /** What is timed. */
  readonly run: () => unknown;
  /** Called before each run, and not timed. */
  readonly prepare?: () => void;
  /** Returns the time that the way has taken, from the result of `run`, if the way measures itself. Units: milliseconds. */
  duration?(result: unknown): number;
  /** Returns the values that are compared, from the result of `run`. By default, the result itself. */
  values?(result: unknown): unknown;
}

/** A way of this library or of another one. */
export interface Competitor extends Way {
  readonly goal?: Goal;
}

/** The most time that a competitor should take, as a multiple of the baseline. */
export interface Goal {
  readonly most: number;
  /** Why a competitor that misses the goal takes longer. */
  readonly reason?: string;
}

/** A piece of work that is done in several ways. */
export interface Competition {
  readonly work: string;
  /** What the time is divided by: the name of one item, and the number of items. */
  readonly items: { readonly unit: string; readonly count: number };
  /** The values that every way has to give. The classes of objects are not compared. */
  readonly expected: unknown;
  /** Ways that a user may write by hand. The fastest of them in a run is the baseline of that run. */
  readonly plain: readonly Way[];
  readonly competitors: readonly Competitor[];
}

/** The measured times of a way. */
export interface Placing<W extends Way = Way> {
  readonly way: W;
  /** The best time. Units: milliseconds. */
  readonly time: number;
  /** The multiple of the baseline's best time. */
  readonly ratio: number;
  /** The lowest and the highest ratio within one round. */
  readonly range: readonly [number, number];
}

/** The result of a competition. */
export interface Standings {
  readonly baseline: Placing;
  readonly competitors: readonly Placing<Competitor>[];
  /** The slower plain ways, the fastest first. */
  readonly slower: readonly Placing[];
}

/** Runs each way once, and returns the names of those that give other values than expected. */
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
 * Measures all ways in turns, so that a noisy moment affects all of them. Each round begins with another way.
 *
 * @param rounds - the number of turns of each way.
 * @param time - the least duration of a turn. Units: milliseconds.
 * @throws Error if a way gives other values than expected.
 */
export async function compete(
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
    for (const { name, run, prepare, duration } of [...ways.slice(first), ...ways.slice(0, first)]) {
      const timed = async () => {
        const result = await run();
        return duration === undefined ? {} : { overriddenDuration: duration(result) };
      };
      bench.add(name, timed, {
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

/**
 * Computes the result from the measured times.
 *
 * @param timesOf - returns the best time of a way in each round. Units: milliseconds.
 */
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
