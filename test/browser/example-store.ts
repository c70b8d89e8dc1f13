import { ArtifactRepository, fingerprint, type Storage } from 'persisted-artifacts';
import { ChangePointArtifact, detectChangePoints } from '../../examples/procedures/change-point-detection.js';
import { detectModes, MultimodalityArtifact } from '../../examples/procedures/multimodality-detection.js';
import { readSeries } from '../../examples/series.js';

/** When the examples are made: at times that are always the same, over some weeks. */
function* times(): Generator<Date, never> {
  for (let at = Date.UTC(2026, 0, 5, 9, 12, 40), step = 0; ; step++) {
    yield new Date(at);
    // A morning's work lies close together; then some days pass.
    at += (step % 4 === 3 ? 93 * 60 : 7) * 60_000 + step * 13_000;
  }
}

/** The three series that the examples analyse. */
export interface ExampleSeries {
  readonly flow: Float64Array;
  readonly eruptions: Float64Array;
  readonly reactions: Float64Array;
}

/** Reads the series, run from the project's folder. */
export const readExampleSeries = async (): Promise<ExampleSeries> => ({
  flow: await readSeries('nile.csv', 'flow'),
  eruptions: await readSeries('old-faithful.csv', 'eruptions'),
  reactions: await readSeries('sleepstudy.csv', 'Reaction'),
});

/** Saves what the example procedures find with several parameters: 31 artifacts, the same in every bit each time. */
export async function saveExamples(storage: Storage, { flow, eruptions, reactions }: ExampleSeries): Promise<void> {
  const repository = new ArtifactRepository({ storage, classes: [ChangePointArtifact, MultimodalityArtifact] });
  const time = times();
  for (const sample of [reactions, eruptions]) {
    const shared = { n_grid: 512, series: fingerprint(sample) };
    for (const prominence_ratio of [0.01, 0.05])
      for (const bandwidth of [0.1, 0.25, 'silverman', 'scott'] as const)
        await repository.save(detectModes(sample, { ...shared, bandwidth, prominence_ratio }, time.next().value));
  }
  const shared = { minimum_segment_length: 10, search_radius: 10, normalize: true, series: fingerprint(flow) };
  for (const window_size of [10, 12, 16, 20, 30])
    for (const threshold of [0.2, 0.5, 1])
      await repository.save(detectChangePoints(flow, { ...shared, window_size, threshold }, time.next().value));
}
