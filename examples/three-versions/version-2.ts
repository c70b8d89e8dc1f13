import { Artifact, NdArray, Persisted } from 'persisted-artifacts';

/** The class in its second year: the procedure has another name, and the years are numbers. */
@Persisted({
  procedure: 'ChangePoints',
  procedureAliases: ['LevelChanges'],
  schemaVersion: 2,
  upgradesFrom: { 1: ({ years, ...others }) => ({ ...others, years: Int32Array.from(years.split(', '), Number) }) },
})
export class ChangePoints extends Artifact<{ window: number }> {
  @NdArray('float64')
  curve!: Float64Array;

  @NdArray('int32')
  years!: Int32Array;
}

export const runOf2025 = ChangePoints.create({
  procedureVersion: '0.9.0',
  inputParameters: { window: 10 },
  seed: 7,
  timestamp: new Date('2025-06-21T18:02:41.500Z'),
  curve: Float64Array.of(0.5, 2, 0.75),
  years: Int32Array.of(1899),
});
