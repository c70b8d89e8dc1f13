import { mkdir, readFile, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Artifact, ArtifactRepository, FileStorage, NdArray, Persisted } from 'persisted-artifacts';
import { writeReport } from 'persisted-artifacts/report';
import { newFolder } from '../support/stored.js';
import { readExampleSeries, saveExamples } from './example-store.js';

/** An artifact with all that a plot may have to show. */
@Persisted({ procedure: 'Gauge' })
class Gauge extends Artifact {
  @NdArray('float64', { unit: 'm³/s', axes: ['year'], x: 'year' }) level!: Float64Array;
  @NdArray('int32') year!: Int32Array;
  @NdArray('int32') detected_changes!: Int32Array;
  @NdArray('float64', { shape: [6, 30] }) residual!: NdArray<Float64Array>;
  @NdArray('uint8', { shape: [24, 32, 3] }) photo!: NdArray<Uint8Array>;
  @NdArray('float64') decades!: Float64Array;
  @NdArray('float64') infinite!: Float64Array;
  @NdArray('int64') counter!: BigInt64Array;
  @NdArray('float64') few!: Float64Array;
  @NdArray('float64', { shape: [3, 4] }) matrix!: NdArray<Float64Array>;
  @Persisted() note!: string;
}

@Persisted({ procedure: 'Long' })
class Long extends Artifact {
  @NdArray('float64') signal!: Float64Array;
}

/** What a reader has to see among a million numbers. */
export const LONG = { length: 1_000_000, spike: { index: 333_333, value: 40 }, gap: [600_000, 700_000] } as const;

/** The cells of the heat map that are NaN: the first ones. */
export const NAN_CELLS = 5;

export const gaugeOf = (seconds: number): Gauge =>
  Gauge.create({
    procedureVersion: '2.1.0',
    inputParameters: { station: 'Aswan', smoothing: 0.25 + seconds },
    seed: 7,
    timestamp: new Date(Date.UTC(2026, 1, 20, 8, 0, seconds)),
    level: Float64Array.from({ length: 60 }, (_, at) => 900 + 300 * Math.sin(at / 5 + seconds)),
    year: Int32Array.from({ length: 60 }, (_, at) => 1900 + at),
    detected_changes: Int32Array.of(15, 45),
    residual: {
      data: Float64Array.from({ length: 180 }, (_, at) =>
        at < NAN_CELLS ? Number.NaN : Math.sin(at / 7) * (1 + at / 60),
      ),
      shape: [6, 30],
    },
    photo: { data: Uint8Array.from({ length: 24 * 32 * 3 }, (_, at) => (at * 37) % 256), shape: [24, 32, 3] },
    decades: Float64Array.from({ length: 50 }, (_, at) => 10 ** (at / 10)),
    infinite: Float64Array.from({ length: 40 }, (_, at) =>
      at === 10 ? Number.POSITIVE_INFINITY : at === 30 ? Number.NEGATIVE_INFINITY : at % 7,
    ),
    counter: BigInt64Array.from({ length: 30 }, (_, at) => 2n ** 60n + BigInt(at)),
    few: Float64Array.of(1.965069, 4.389731),
    matrix: { data: Float64Array.from({ length: 12 }, (_, at) => at / 8), shape: [3, 4] },
    note: 'The gauge was moved in 1915; what was read before is not corrected for it.\n'.repeat(3),
  });

const longOf = (): Long => {
  const [start, end] = LONG.gap;
  return Long.create({
    procedureVersion: '1.0.0',
    inputParameters: {},
    timestamp: new Date(Date.UTC(2026, 1, 21, 8)),
    signal: Float64Array.from({ length: LONG.length }, (_, at) =>
      at === LONG.spike.index ? LONG.spike.value : at >= start && at < end ? Number.NaN : (at % 17) / 16,
    ),
  });
};

/** A store with all kinds of artifacts, and the report of it. */
export interface VariedStore {
  readonly root: string;
  readonly storage: FileStorage;
  readonly repository: ArtifactRepository;
  /** The text of the report, in which the oldest artifacts are rows alone. */
  readonly report: string;
  /** The text of a report of the artifacts with all kinds of plots alone. */
  readonly gaugeReport: string;
  /** Ids by what is particular about the artifact. */
  readonly ids: Readonly<Record<'gauge' | 'long' | 'damaged' | 'otherTool' | 'curve' | 'rowOnly', string>>;
  /** The ids of five artifacts of one procedure. */
  readonly five: readonly string[];
}

/** Saves the examples and, beside them, what is hard to show, a file of another tool and a damaged file; writes the report. */
export async function variedStore(): Promise<VariedStore> {
  const folder = await newFolder();
  const root = join(folder, 'artifacts');
  const storage = new FileStorage(root);
  const repository = new ArtifactRepository({ storage, classes: [Gauge, Long] });
  await saveExamples(storage, await readExampleSeries());
  const damaged = await repository.save(gaugeOf(1));
  await truncate(damaged, (await readFile(damaged)).length - 400);
  await repository.save(gaugeOf(0));
  await repository.save(longOf());
  await mkdir(join(root, 'OtherTool'), { recursive: true });
  await writeFile(
    join(root, 'OtherTool', '2026-02-22T08-00-00_a1b2c3.json'),
    JSON.stringify({
      procedure_name: 'OtherTool',
      timestamp: '2026-02-22T08:00:00Z',
      input_parameters: { k: 3 },
      curve: Array.from({ length: 50 }, (_, at) => at * at),
      big: ['9007199254740993', 1],
    }).replace('"9007199254740993"', '9007199254740993'),
  );
  const path = join(folder, 'report.html');
  const { artifacts } = await writeReport(repository, { path, max: 33 });
  const report = await readFile(path, 'utf8');
  await writeReport(repository, { path, procedures: ['Gauge'], overwrite: true });
  const gaugeReport = await readFile(path, 'utf8');
  const idsIn = (procedure: string) => {
    const [, data = ''] = new RegExp(`id="data:p=${procedure}">([^<]*)<`).exec(report) ?? [];
    return JSON.parse(data).ids as string[];
  };
  const [damagedId, gauge] = idsIn('Gauge');
  const changes = idsIn('ChangePointDetection');
  if (artifacts !== 35) throw new Error(`the report has ${artifacts} artifacts`);
  return {
    root,
    storage,
    repository,
    report,
    gaugeReport,
    ids: {
      gauge: gauge as string,
      damaged: damagedId as string,
      long: idsIn('Long')[0] as string,
      otherTool: idsIn('OtherTool')[0] as string,
      curve: changes[0] as string,
      rowOnly: idsIn('MultimodalityDetection').at(-1) as string,
    },
    five: changes.slice(0, 5),
  };
}
