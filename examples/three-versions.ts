// A class over three versions. Files that the classes of 2024 and 2025 have saved are found, loaded, compared and upgraded by the class of today.
import { cp, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { ArtifactRepository, captureEnvironment, FileStorage } from 'persisted-artifacts';
import { ChangePoints } from './three-versions/change-points.js';

const root = await mkdtemp(join(tmpdir(), 'three-versions-'));
await cp(join('examples', 'three-versions', 'files'), root, { recursive: true });
const repository = new ArtifactRepository({ storage: new FileStorage(root), classes: [ChangePoints] });

await repository.save(
  ChangePoints.create({
    procedureVersion: '1.0.0',
    inputParameters: { window_size: 20 },
    seed: 7,
    timestamp: new Date('2026-02-11T15:40:12.063Z'),
    statistic: Float64Array.of(0, 0.25, 1.5, Number.NaN, -0),
    years: Int32Array.of(1899, 1916),
    penalty: 2.5,
    environment: captureEnvironment(),
  }),
);

console.log('Files of three versions, loaded by the class of today');
for await (const run of repository.find(ChangePoints)) {
  const path = repository.pathOf(run);
  const { schemaVersion } = await repository.describe(path);
  console.log(
    `  ${relative(root, path)}: version ${schemaVersion}, window ${run.inputParameters.window_size}, penalty ${run.penalty},`,
    run.years,
  );
}

const runs: ChangePoints[] = [];
for await (const run of repository.find(ChangePoints, { where: ({ inputParameters: p }) => p.window_size === 20 }))
  runs.push(run);
const [oldest, newest] = runs as [ChangePoints, ChangePoints];
const { differences } = await repository.compare(oldest, newest, { exclude: ['/timestamp'] });
console.log(`\n${runs.length} of them have a window of 20, and differ in`);
for (const { path, kind } of differences) console.log(`  ${path} (${kind})`);

const upgraded = await repository.save(oldest, { from: oldest });
const { schemaVersion, from } = await repository.describe(upgraded);
console.log(`\nThe oldest one is saved once more
  ${relative(root, upgraded)}: version ${schemaVersion}, from the file with the seal ${from?.slice(0, 8)}…`);
