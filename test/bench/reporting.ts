import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { Artifact, ArtifactRepository, FileStorage, NdArray, Persisted } from '../../src/index.js';
import { mapInOrder } from '../../src/model/map-in-order.js';
import { type WrittenReport, writeReport } from '../../src/report/index.js';
import { newFolder } from '../support/stored.js';
import type { Competition } from './competition.js';

@Persisted({ procedure: 'Reported' })
class Reported extends Artifact<{ run: number }> {
  @NdArray('float64') curve!: Float64Array;
}

/** How many files are loaded at the same time, as `find` does it. */
const FILES_AT_A_TIME = 16;

/** The numbers of the array of each artifact. */
const NUMBERS = 1000;

/** Returns the competition that writes a report of some artifacts against loading them. */
export async function reporting(count: number): Promise<Competition> {
  const folder = await newFolder();
  const repository = new ArtifactRepository({
    storage: new FileStorage(join(folder, 'artifacts')),
    classes: [Reported],
  });
  const paths: string[] = [];
  for (let run = 0; run < count; run++) paths.push(await repository.save(reported(run), { proof: false }));
  const path = join(folder, 'report.html');
  return {
    work: `a report of ${count} artifacts of ${NUMBERS} numbers`,
    items: { unit: 'artifact', count },
    expected: count,
    plain: [
      {
        name: 'loading them, 16 at a time, by this library',
        run: async () => {
          let loaded = 0;
          for await (const { curve } of mapInOrder(paths, FILES_AT_A_TIME, (each) => repository.load(each, Reported)))
            if (curve.length === NUMBERS) loaded++;
          return loaded;
        },
      },
    ],
    competitors: [
      { name: 'this library, the newest 1,000 in full', max: undefined, goal: { most: 2 } },
      { name: 'this library, all in full', max: count },
    ].map(({ max, ...competitor }) => ({
      ...competitor,
      prepare: () => rmSync(path, { force: true }),
      run: () => writeReport(repository, { path, max }),
      values: (report: unknown) => (report as WrittenReport).artifacts,
    })),
  };
}

/** Makes an artifact whose curve has numbers with all their digits. */
function reported(run: number): Reported {
  let state = run + 1;
  const noise = () => {
    state = (1664525 * state + 1013904223) % 2 ** 32;
    return state / 2 ** 32;
  };
  return Reported.create({
    procedureVersion: '1.0.0',
    inputParameters: { run },
    timestamp: new Date(1000 * run),
    curve: Float64Array.from({ length: NUMBERS }, (_, index) => Math.sin(index / 50) + noise()),
  });
}
