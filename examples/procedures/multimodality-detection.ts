import { Artifact, NdArray, Persisted } from 'persisted-artifacts';
import { standardDeviation } from './statistics.js';

export interface MultimodalityParameters {
  /** A rule for the bandwidth, or the factor that the standard deviation is multiplied by. */
  bandwidth: 'scott' | 'silverman' | number;
  /** Least prominence of a mode, as a share of the largest density. */
  prominence_ratio: number;
  /** Points of the grid. */
  n_grid: number;
  /** The fingerprint of the sample, so that the result says from which data it was made. */
  series?: string;
}

@Persisted({ procedure: 'MultimodalityDetection' })
export class MultimodalityArtifact extends Artifact<MultimodalityParameters> {
  @Persisted()
  numberOfModes!: number;

  /** Shape: one value for each point of the grid. */
  @NdArray('float64')
  densityCurve!: Float64Array;

  /** Units: those of the sample. */
  @NdArray('float64')
  densityGrid!: Float64Array;

  /** Units: those of the sample. */
  @NdArray('float64')
  detectedPeaks!: Float64Array;

  @Persisted()
  nonInterpretationClause!: string;
}

/** Finds the modes of a sample: the prominent peaks of its Gaussian kernel density. */
export function detectModes(
  sample: Float64Array,
  parameters: MultimodalityParameters,
  timestamp = new Date(),
): MultimodalityArtifact {
  const grid = gridOf(sample, parameters.n_grid);
  const density = densityOf(sample, grid, parameters.bandwidth);
  const least = parameters.prominence_ratio * density.reduce((a, b) => Math.max(a, b));
  const peaks = maximaOf(density).filter((peak) => prominenceOf(density, peak) >= least);
  return MultimodalityArtifact.create({
    procedureVersion: '1.1.0',
    inputParameters: parameters,
    seed: 0,
    timestamp,
    numberOfModes: peaks.length,
    densityCurve: density,
    densityGrid: grid,
    detectedPeaks: Float64Array.from(peaks, (peak) => grid[peak] as number),
    nonInterpretationClause:
      'This procedure is exploratory and descriptive. It identifies structural features of distributions and does not ' +
      'imply interpretation, diagnosis, or evaluation.',
  });
}

/** Evenly spaced points from 10 % of the range below the least value to 10 % above the greatest. */
function gridOf(sample: Float64Array, points: number): Float64Array {
  const least = sample.reduce((a, b) => Math.min(a, b));
  const greatest = sample.reduce((a, b) => Math.max(a, b));
  const margin = 0.1 * (greatest - least);
  const [start, stop] = [least - margin, greatest + margin];
  const step = (stop - start) / (points - 1);
  return Float64Array.from({ length: points }, (_, index) => (index === points - 1 ? stop : start + index * step));
}

function densityOf(
  sample: Float64Array,
  grid: Float64Array,
  bandwidth: MultimodalityParameters['bandwidth'],
): Float64Array {
  const n = sample.length;
  const factor =
    bandwidth === 'scott' ? n ** (-1 / 5) : bandwidth === 'silverman' ? ((3 * n) / 4) ** (-1 / 5) : bandwidth;
  const width = factor * standardDeviation(sample, 1);
  const norm = n * width * Math.sqrt(2 * Math.PI);
  return grid.map((x) => sample.reduce((sum, value) => sum + Math.exp(-0.5 * ((x - value) / width) ** 2), 0) / norm);
}

/** Indices higher than both neighbours; of a plateau, its middle. */
function maximaOf(curve: Float64Array): number[] {
  const maxima: number[] = [];
  for (let start = 1; start < curve.length - 1; start++) {
    let end = start;
    while (curve[end + 1] === curve[start]) end++;
    const [before, height, after] = [curve[start - 1], curve[start], curve[end + 1]] as [
      number,
      number,
      number | undefined,
    ];
    if (after !== undefined && before < height && after < height) maxima.push(Math.floor((start + end) / 2));
    start = end;
  }
  return maxima;
}

/** How far a peak rises above the higher one of the valleys that part it from higher ground, on either side. */
function prominenceOf(curve: Float64Array, peak: number): number {
  const height = curve[peak] as number;
  const valley = (direction: 1 | -1): number => {
    let lowest = height;
    for (
      let index = peak;
      index >= 0 && index < curve.length && (curve[index] as number) <= height;
      index += direction
    ) {
      lowest = Math.min(lowest, curve[index] as number);
    }
    return lowest;
  };
  return height - Math.max(valley(-1), valley(1));
}
