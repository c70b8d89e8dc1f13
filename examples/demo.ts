// Runs two procedures on three classic series, saves their results as artifacts, loads them again and compares them with the originals. Then runs
// the procedures with other parameters, finds those of one series by its fingerprint, verifies all files, and writes a report with pictures.
import { pathToFileURL } from 'node:url';
import { isDeepStrictEqual } from 'node:util';
import { ArtifactRepository, captureEnvironment, fingerprint } from 'persisted-artifacts';
import { writeReport } from 'persisted-artifacts/report';
import { ChangePointArtifact, detectChangePoints } from './procedures/change-point-detection.js';
import { detectModes, MultimodalityArtifact } from './procedures/multimodality-detection.js';
import { readSeries } from './series.js';

const repository = new ArtifactRepository({ classes: [ChangePointArtifact, MultimodalityArtifact] });

const flow = await readSeries('nile.csv', 'flow');
const nile = detectChangePoints(flow, {
  window_size: 20,
  threshold: 1,
  minimum_segment_length: 10,
  search_radius: 10,
  normalize: true,
  series: fingerprint(flow),
});
const years = Array.from(nile.detectedChangePoints, (index) => 1871n + index);
report('Nile flow at Aswan, 1871-1970', `level changes in ${years.join(', ')}`, nile.statisticCurve);
await saveAndReload(nile);

const eruptions = await readSeries('old-faithful.csv', 'eruptions');
const geyser = detectModes(eruptions, {
  bandwidth: 'scott',
  prominence_ratio: 0.05,
  n_grid: 100,
  series: fingerprint(eruptions),
});
report(
  'Old Faithful, duration of eruptions',
  `modes at ${formatted(geyser.detectedPeaks)} minutes`,
  geyser.densityCurve,
);
await saveAndReload(geyser);

const reactions = await readSeries('sleepstudy.csv', 'Reaction');
const sleep = detectModes(reactions, {
  bandwidth: 'silverman',
  prominence_ratio: 0.05,
  n_grid: 100,
  series: fingerprint(reactions),
});
report('Sleep study, reaction times', `mode at ${formatted(sleep.detectedPeaks)} ms`, sleep.densityCurve);
await saveAndReload(sleep);

let count = 0;
for (const window_size of [10, 12, 16, 20, 30]) {
  for (const threshold of [0.2, 0.5, 1]) {
    const parameters = { ...nile.inputParameters, window_size, threshold };
    await repository.save(detectChangePoints(flow, parameters));
    count++;
  }
}
for (const bandwidth of [0.1, 0.3, 'scott', 'silverman'] as const) {
  await repository.save(detectModes(eruptions, { ...geyser.inputParameters, bandwidth }));
  count++;
}
console.log(`The same with other parameters\n  saved   ${count} more\n`);

const ofEruptions = await repository.count(MultimodalityArtifact, {
  where: ({ inputParameters: { series } }) => series === fingerprint(eruptions),
});
const { node, platform, git } = captureEnvironment();
const commit = git === null ? 'outside of a git repository' : `from commit ${git.commit.slice(0, 8)}`;
console.log(`Where they come from
  data    ${ofEruptions} from the series ${fingerprint(eruptions).slice(0, 15)}…, the eruptions
  made    with Node ${node} on ${platform}, ${commit}
`);

const { checked, problems } = await repository.verify();
console.log(`All ${checked} files in the repository verified, ${problems.length} problems.`);
for (const { path, message } of problems) console.log(`  ${path}: ${message}`);
process.exitCode = problems.length === 0 ? 0 : 1;

const pages = await writeReport(repository, { path: 'artifacts/report.html', overwrite: true });
console.log(`
Pictures of all ${pages.artifacts} artifacts:  ${pathToFileURL(pages.path)}

What is in there now?  npx --no artifacts list ChangePointDetection
                       npx --no artifacts show
                       npx --no artifacts help`);

async function saveAndReload(artifact: ChangePointArtifact | MultimodalityArtifact): Promise<void> {
  const path = await repository.save(artifact);
  const again = await repository.load(path);
  if (!isDeepStrictEqual(again, artifact)) throw new Error(`${path} is not what was saved`);
  console.log(`  saved   ${path}`);
  console.log(`  loaded  a ${again.constructor.name}, identical in every bit\n`);
}

function report(series: string, found: string, curve: Float64Array): void {
  console.log(`${series}\n  found   ${found}\n  curve   ${sparkline(curve, 50)}`);
}

function formatted(values: Float64Array): string {
  return Array.from(values, (value) => value.toFixed(2)).join(' and ');
}

function sparkline(curve: Float64Array, width: number): string {
  const bars = '▁▂▃▄▅▆▇█';
  const highest = curve.reduce((a, b) => Math.max(a, b));
  const sampled = Array.from(
    { length: width },
    (_, index) => curve[Math.floor((index * curve.length) / width)] as number,
  );
  return sampled.map((value) => bars[Math.min(7, Math.floor((value / highest) * 8))]).join('');
}
