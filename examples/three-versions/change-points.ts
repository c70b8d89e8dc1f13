import { Artifact, type Environment, NdArray, Persisted } from 'persisted-artifacts';

/** The class of today. It loads the files of all three versions. */
@Persisted({
  procedure: 'ChangePoints',
  procedureAliases: ['LevelChanges'],
  schemaVersion: 3,
  upgradesFrom: {
    // A field was retyped: the years were a text.
    1: ({ years, ...others }) => ({ ...others, years: Int32Array.from(years.split(', '), Number) }),
    // A parameter was renamed.
    2: ({ input_parameters: { window }, ...others }) => ({ ...others, input_parameters: { window_size: window } }),
  },
})
export class ChangePoints extends Artifact<{ window_size: number }> {
  /** Renamed: it was the curve. */
  @NdArray('float64', { aliases: ['curve'] })
  statistic!: Float64Array;

  @NdArray('int32')
  years!: Int32Array;

  /** Added: until version 2, it was always 3. */
  @Persisted({ default: 3 })
  penalty!: number;

  /** Added: of older runs, nobody knows it. */
  @Persisted({ optional: true })
  environment?: Environment;
}
