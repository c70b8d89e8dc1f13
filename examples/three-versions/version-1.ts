import { Artifact, NdArray, Persisted } from 'persisted-artifacts';

/** The class in its first year. */
@Persisted({ procedure: 'LevelChanges' })
export class LevelChanges extends Artifact<{ window: number }> {
  @NdArray('float64')
  curve!: Float64Array;

  /** Years, as a text: `1899, 1916`. */
  @Persisted()
  years!: string;
}

export const runOf2024 = LevelChanges.create({
  procedureVersion: '0.3.0',
  inputParameters: { window: 20 },
  seed: 7,
  timestamp: new Date('2024-03-08T09:15:00.000Z'),
  curve: Float64Array.of(0, 0.25, 1.5, Number.NaN, -0),
  years: '1899, 1916',
});
