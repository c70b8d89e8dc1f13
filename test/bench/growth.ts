import { Artifact, ArtifactRepository, NdArray, NestedList, Persisted } from '../../src/index.js';
import { KeptStorage } from './kept-storage.js';

@Persisted()
class Numbers extends Artifact {
  @NdArray('float64') numbers!: Float64Array;
}

@Persisted()
class Point {
  @Persisted() x!: number;
  @Persisted() y!: number;
}

@Persisted()
class Points extends Artifact {
  @NestedList(() => Point) points!: Point[];
}

const fields = { procedureVersion: '1', inputParameters: {}, timestamp: new Date(0) };

/** The time per item to save and to load artifacts of growing sizes, in memory and without proof. Units: nanoseconds. */
export interface Growth {
  readonly unit: string;
  /** Why the time per item grows by more than the goal, if it does. */
  readonly reason: string;
  readonly rows: readonly { readonly count: number; readonly save: number; readonly load: number }[];
}

export async function* growth(): AsyncGenerator<Growth> {
  const numbers = (count: number) => {
    const artifact = Object.assign(new Numbers(), fields, { numbers: new Float64Array(count) });
    for (let index = 0; index < count; index++) artifact.numbers[index] = Math.random();
    return artifact;
  };
  const points = (count: number) =>
    Object.assign(new Points(), fields, {
      points: Array.from({ length: count }, (_, index) => Object.assign(new Point(), { x: index, y: Math.sin(index) })),
    });
  yield {
    unit: 'number',
    reason: 'the pieces of the text are copied together, in memory that is new each time',
    rows: await rowsOf(numbers, [1e3, 1e4, 1e5, 1e6, 1e7]),
  };
  yield {
    unit: 'nested object',
    reason: 'all objects are in memory at once, and the garbage collector moves them',
    rows: await rowsOf(points, [1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6]),
  };
}

/** The number of items, roughly, that are saved and loaded in total for each count. */
const ITEMS = 2e6;

async function rowsOf(make: (count: number) => Artifact, counts: readonly number[]): Promise<Growth['rows']> {
  const rows: { count: number; save: number; load: number }[] = [];
  for (const count of counts) {
    const storage = new KeptStorage();
    const repository = new ArtifactRepository({ storage, classes: [Numbers, Points], proof: false });
    const artifact = make(count);
    const path = await repository.save(artifact);
    const time = async (act: () => Promise<unknown>) => {
      let best = Number.POSITIVE_INFINITY;
      for (let run = 0; run < Math.max(5, Math.min(2000, ITEMS / count)); run++) {
        const start = performance.now();
        await act();
        best = Math.min(best, performance.now() - start);
      }
      return (1e6 * best) / count;
    };
    const save = await time(() => repository.save(artifact));
    rows.push({ count, save, load: await time(() => repository.load(path)) });
  }
  return rows;
}
