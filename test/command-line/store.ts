import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import { Artifact, ArtifactRepository, FileStorage, IsoDate, NdArray, Nested, Persisted } from 'persisted-artifacts';
import { detectChangePoints } from '../../examples/procedures/change-point-detection.js';
import { newFolder } from '../support/stored.js';

const CLAUSE =
  'This procedure describes the shape of a distribution. It is exploratory and descriptive, and does not imply interpretation.';

interface ModesParameters {
  bandwidth: string | number;
  prominence_ratio: number;
  n_grid: number;
}

@Persisted({ procedure: 'MultimodalityDetection' })
class Modes extends Artifact<ModesParameters> {
  @Persisted() numberOfModes!: number;
  @Persisted() nonInterpretationClause!: string;
  @NdArray('float64') detectedPeaks!: Float64Array;
  @NdArray('float64') densityCurve!: Float64Array;
  @NdArray('float64') densityGrid!: Float64Array;
}

@Persisted({ procedure: 'GridModel' })
class GridModel extends Artifact<{ rows: number; columns: number; step: number }> {
  @NdArray('float64', { shape: [null, null] }) temperature!: NdArray<Float64Array>;
  @NdArray('bool', { shape: [null, null] }) land!: NdArray<Uint8Array>;
  @NdArray('int64') cellIds!: BigInt64Array;
  @Persisted() converged!: boolean;
  @Persisted() cellCount!: bigint;
}

@Persisted()
class Detrending {
  @Persisted() method!: string;
  @Persisted() bandwidth!: number;
}

@Persisted()
class WarningParameters {
  @Nested(() => Detrending) detrend!: Detrending;
  @Persisted() lag!: number;
}

@Persisted()
class Host {
  @Persisted() cores!: number;
  @Persisted() cpu!: string;
}

@Persisted({ procedure: 'EarlyWarning' })
class EarlyWarning {
  @Persisted() procedureVersion!: string;
  @Nested(() => WarningParameters) inputParameters!: WarningParameters;
  @IsoDate() timestamp!: string;
  @Persisted() kendallTau!: number;
  @Persisted() label!: string;
  @Persisted() description!: string;
  @Persisted({ optional: true }) note?: string;
  @Persisted({ type: Number, nullable: true }) pValue!: number | null;
  @Nested(() => Host) host!: Host;
  @NdArray('bool') mask!: Uint8Array;
  @NdArray('float32') variance!: Float32Array;
  @NdArray('float64', { shape: [null, 2] }) indicators!: NdArray<Float64Array>;
}

/**
 * Makes a folder of artifacts with many kinds of values, the same one each time: 30 files of ChangePointDetection, 8 of EarlyWarning
 * with awkward values, 6 of GridModel with arrays of two axes, and 19 of MultimodalityDetection. 6 of the files are from the Python
 * implementation.
 *
 * @returns the folder that contains `artifacts/exploratory`.
 */
export async function exampleStore(): Promise<string> {
  const folder = await newFolder();
  const root = join(folder, 'artifacts', 'exploratory');
  for (const procedure of ['ChangePointDetection', 'MultimodalityDetection'])
    await cp(join('test', 'fixtures', 'python-reference', procedure), join(root, procedure), { recursive: true });
  const repository = new ArtifactRepository({ storage: new FileStorage(root) });
  for (const artifact of [...changePoints(), ...modes(), ...grids(), ...warnings()]) await repository.save(artifact);
  return folder;
}

/** Returns the time that is `seconds` after the first one of the example. */
const timeAt = (seconds: number): Date => new Date(Date.parse('2026-02-26T10:28:49.901Z') + 1000 * seconds);

/** Yields pseudo-random numbers from 0 to 1, the same ones on every machine. */
function* noise(state: number): Generator<number, never> {
  for (;;) {
    state = (1664525 * state + 1013904223) % 2 ** 32;
    yield state / 2 ** 32;
  }
}

function* changePoints() {
  const random = noise(1);
  const series = Float64Array.from({ length: 100 }, (_, t) => (t < 28 ? 0 : t < 82 ? 2 : 0.5) + random.next().value);
  const parameters = { minimum_segment_length: 10, normalize: true, search_radius: 10 };
  let seconds = 0;
  for (const window_size of [10, 12, 16, 20, 24, 30]) {
    for (const threshold of [0.2, 0.5, 1]) {
      const chosen = { ...parameters, window_size, threshold };
      yield Object.assign(detectChangePoints(series, chosen, timeAt(seconds)), { seed: 42 });
      seconds += 714;
    }
  }
  const { search_radius, ...others } = parameters;
  for (const threshold of [0.2, 0.5, 1]) {
    const chosen = { ...others, window_size: 16, threshold };
    yield Object.assign(detectChangePoints(series, chosen, timeAt(seconds)), { seed: 42 });
    seconds += 714;
  }
  // The last two have the same second and the same parameters, so the name of one of them ends in digits of its seal.
  for (const [index, second] of [0, 2, 4, 6, 66, 66].entries()) {
    const chosen = { ...parameters, window_size: 16, threshold: 0.2 };
    yield Object.assign(detectChangePoints(series, chosen, timeAt(seconds + second)), { seed: index + 1 });
  }
}

function* modes() {
  let seconds = 20_000;
  for (const bandwidth of ['scott', 'silverman', 0.1, 0.25]) {
    for (const prominence_ratio of [0.05, 0.01]) {
      for (const seed of [0, 7]) {
        const n_grid = bandwidth === 0.25 ? 512 : 100;
        const peaks = Float64Array.from({ length: seed === 7 ? 2 : 1 }, (_, index) => 0.25 + index / 2);
        const grid = Float64Array.from({ length: n_grid }, (_, index) => index / n_grid);
        const width = typeof bandwidth === 'number' ? bandwidth : bandwidth.length / 64;
        yield Modes.create({
          procedureVersion: '1.1.0',
          inputParameters: { bandwidth, prominence_ratio, n_grid },
          seed,
          timestamp: timeAt(seconds),
          numberOfModes: peaks.length,
          nonInterpretationClause: CLAUSE,
          detectedPeaks: peaks,
          densityGrid: grid,
          densityCurve: grid.map((x) => peaks.reduce((sum, peak) => sum + 1 / (1 + ((x - peak) / width) ** 2), 0)),
        });
        seconds += 1_000;
      }
    }
  }
}

function* grids() {
  for (let run = 0; run < 6; run++) {
    const [rows, columns] = run < 4 ? [8, 12] : [4, 6];
    const size = rows * columns;
    yield GridModel.create({
      procedureVersion: run < 3 ? '0.9.0' : '0.10.0',
      inputParameters: { rows, columns, step: 0.5 / (run + 1) },
      timestamp: timeAt(41_327 + 2_160 * run),
      temperature: {
        data: Float64Array.from({ length: size }, (_, cell) =>
          run === 5 && cell === 7 ? Number.NaN : cell / (run + 1),
        ),
        shape: [rows, columns],
      },
      land: {
        data: Uint8Array.from({ length: size }, (_, cell) => ((cell + run) % 3 === 0 ? 1 : 0)),
        shape: [rows, columns],
      },
      cellIds: BigInt64Array.of(2n ** 53n + 1n, BigInt(run), -(2n ** 63n)),
      converged: run !== 5,
      cellCount: BigInt(size) * 10n ** 18n,
    });
  }
}

/** The timestamp, Kendall's tau, bandwidth, label and p-value of each artifact of EarlyWarning. */
const WARNINGS: readonly (readonly [string, number, number, string, number | null])[] = [
  ['2026-02-27T15:40:12Z', Number.NaN, 0.1, 'plain', null],
  ['2026-02-27T23:59:59+09:00', 0.83, 0.1, 'порог ≥ 5 µs 😀', 0.01],
  ['2026-02-28T06:10:00Z', Number.POSITIVE_INFINITY, 0.1, 'esc\x1b[31mred', Number.NaN],
  ['2026-02-28T06:30:00Z', 0.45678912345, 0.3, 'Lake Peter, 2008–2011', 5e-324],
  ['2026-02-28T12:00:00+05:45', -0, Number.POSITIVE_INFINITY, '=cmd()', 0],
  ['2026-02-28T18:00:00Z', 1e-17, 0.25, '10', 1],
  ['2026-02-28T18:20:00', -0.5, 0.25, ' NaN\u202e', 0.5],
  ['2026-02-28T18:30:00+01:00', 0.5, Number.NaN, 'true', -1],
];

function* warnings() {
  for (const [index, [timestamp, kendallTau, bandwidth, label, pValue]] of WARNINGS.entries()) {
    const variance = Float32Array.from({ length: 32 }, (_, t) => (t * t) / 1024 + index);
    if (index === 2) variance.set([Number.NaN, Number.NEGATIVE_INFINITY, -0], 5);
    yield Object.assign(new EarlyWarning(), {
      procedureVersion: '2.0.0',
      inputParameters: Object.assign(new WarningParameters(), {
        detrend: Object.assign(new Detrending(), { method: 'gaussian', bandwidth }),
        lag: 1,
      }),
      timestamp,
      kendallTau,
      label,
      description: 'Variance and autocorrelation in a moving window, before the lake was fertilized.\nTwo lines.',
      ...(index < 3 ? { note: 'Measured again after the sensor had been cleaned, with another battery.' } : {}),
      pValue,
      host: Object.assign(new Host(), { cores: 2, cpu: 'x64' }),
      mask: Uint8Array.of(1, 0, 1),
      variance,
      indicators: { data: Float64Array.from({ length: 2 * index }, (_, cell) => cell / 4), shape: [index, 2] },
    });
  }
}
