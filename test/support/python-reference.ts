import { IsoDate, NdArray, Persisted } from '../../src/index.js';

/** The folder of files that the Python implementation wrote. */
export const ROOT = 'test/fixtures/python-reference';

/** The fields that both classes have. */
export class Reference {
  @Persisted() procedureVersion!: string;
  @Persisted() inputParameters!: unknown;
  @Persisted() seed!: number;
  @IsoDate() timestamp!: string;
  @Persisted() nonInterpretationClause!: string;
}

@Persisted({ procedure: 'ChangePointDetection' })
export class ChangePoints extends Reference {
  @NdArray('int64') detectedChangePoints!: BigInt64Array;
  @NdArray('float64') statisticCurve!: Float64Array;
}

@Persisted({ procedure: 'MultimodalityDetection' })
export class Modes extends Reference {
  @Persisted() numberOfModes!: number;
  @NdArray('float64') densityCurve!: Float64Array;
  @NdArray('float64') densityGrid!: Float64Array;
  @NdArray('float64') detectedPeaks!: Float64Array;
}
