import { IsInt, Min } from 'class-validator';
import { Artifact, NdArray, Persisted } from 'persisted-artifacts';
import { mean, standardDeviation } from './statistics.js';

export interface ChangePointParameters {
  /** Values on either side of a point that are compared. */
  window_size: number;
  /** What the statistic has to exceed. */
  threshold: number;
  /** Least distance between two change points. */
  minimum_segment_length: number;
  /**
   * How far around a change point no larger statistic may stand.
   * @defaultValue half of the window
   */
  search_radius?: number;
  /** Whether to divide the statistic by the standard deviation of the series. */
  normalize: boolean;
  /** The fingerprint of the series, so that the result says from which data it was made. */
  series?: string;
}

@Persisted({ procedure: 'ChangePointDetection' })
export class ChangePointArtifact extends Artifact<ChangePointParameters> {
  @NdArray('int64')
  detectedChangePoints!: BigInt64Array;

  /** Shape: one value for each of the series. Units: those of the series, or standard deviations if normalized. */
  @NdArray('float64')
  statisticCurve!: Float64Array;

  @Persisted()
  @IsInt()
  @Min(1)
  seriesLength!: number;

  @Persisted()
  nonInterpretationClause!: string;
}

/** Finds where the level of a series changes, by the difference of the means before and after each point. */
export function detectChangePoints(
  series: Float64Array,
  parameters: ChangePointParameters,
  timestamp = new Date(),
): ChangePointArtifact {
  const curve = statisticOf(series, parameters);
  return ChangePointArtifact.create({
    procedureVersion: '1.1.0',
    inputParameters: parameters,
    seed: 0,
    timestamp,
    detectedChangePoints: BigInt64Array.from(peaksOf(curve, parameters), BigInt),
    statisticCurve: curve,
    seriesLength: series.length,
    nonInterpretationClause:
      'This procedure identifies structural changes in time-series data. It is exploratory and descriptive, and does ' +
      'not imply interpretation or evaluation.',
  });
}

function statisticOf(series: Float64Array, { window_size: window, normalize }: ChangePointParameters): Float64Array {
  const scale = normalize ? standardDeviation(series, 0) : 1;
  return series.map((_, t) =>
    t < window || t >= series.length - window
      ? 0
      : Math.abs(mean(series.subarray(t - window, t)) - mean(series.subarray(t, t + window))) / scale,
  );
}

function peaksOf(curve: Float64Array, parameters: ChangePointParameters): number[] {
  const { threshold, window_size, minimum_segment_length, search_radius = Math.floor(window_size / 2) } = parameters;
  const detected: number[] = [];
  curve.forEach((statistic, t) => {
    const neighbours = curve.subarray(Math.max(0, t - search_radius), t + search_radius + 1);
    const last = detected.at(-1) ?? Number.NEGATIVE_INFINITY;
    if (statistic <= threshold || t - last < minimum_segment_length) return;
    if (neighbours.every((neighbour) => neighbour <= statistic)) detected.push(t);
  });
  return detected;
}
