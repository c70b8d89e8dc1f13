import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Artifact, ArtifactRepository, FileStorage, NdArray, Persisted } from '../../src/index.js';
import { writeReport } from '../../src/report/index.js';
import { newFolder } from '../support/stored.js';

/** An artifact with a curve, its x, and marks on it. */
@Persisted({ procedure: 'Scan' })
class Scan extends Artifact {
  @NdArray('float64') curve!: Float64Array;
  @NdArray('float64') time!: Float64Array;
  @NdArray('int32') detected_peaks!: Int32Array;
  @NdArray('float32', { shape: [4, 60] }) map!: NdArray<Float32Array>;
  @Persisted() score!: number;
}

/** An artifact whose curve does not travel whole, with a spike that the eye must see, and one with a long table of numbers. */
@Persisted({ procedure: 'Long' })
class Long extends Artifact {
  @NdArray('float64') signal!: Float64Array;
  @NdArray('int32') trace!: Int32Array;
}

const SCANS = 30;

function scanOf(index: number): Scan {
  const n = 10 + (index % 5);
  return Scan.create({
    procedureVersion: '1.0.0',
    inputParameters: { n, threshold: index / 10, label: index % 2 ? 'odd' : 'even' },
    timestamp: new Date(Date.UTC(2026, 0, 1 + index)),
    curve: Float64Array.from({ length: 100 }, (_, at) => (at === 50 ? Number.NaN : 1.5 + Math.sin(at / n + index))),
    time: Float64Array.from({ length: 100 }, (_, at) => at / 4),
    detected_peaks: Int32Array.of(28, 82),
    map: { data: Float32Array.from({ length: 240 }, (_, at) => Math.cos(at / 10)), shape: [4, 60] },
    score: index / 4,
  });
}

const longOf = (): Long =>
  Long.create({
    procedureVersion: '1.0.0',
    inputParameters: {},
    timestamp: new Date(Date.UTC(2026, 1, 1)),
    signal: Float64Array.from({ length: 10_000 }, (_, at) => (at === 7777 ? 100 : Math.sin(at / 100))),
    trace: Int32Array.from({ length: 2500 }, (_, at) => at * at),
  });

/** Returns the report of 31 artifacts, of which the newest 21 stand in full: the long one, and 20 of 30 scans. */
export const sampleReport = async (): Promise<string> => readFile(join(await sampleFolder(), 'report.html'), 'utf8');

/** Returns a folder with this report, `report.html`, and its artifacts in `artifacts`. */
export async function sampleFolder(): Promise<string> {
  const folder = await newFolder();
  const repository = new ArtifactRepository({
    storage: new FileStorage(join(folder, 'artifacts')),
    classes: [Scan, Long],
  });
  for (let index = 0; index < SCANS; index++) await repository.save(scanOf(index));
  await repository.save(longOf());
  await writeReport(repository, { path: join(folder, 'report.html'), max: 21 });
  return folder;
}
