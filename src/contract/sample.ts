import { persisted } from '../declaration/persisted.js';
import { codec } from '../declaration/vocabulary.js';

/** The artifacts that the contract saves: values that are easily lost on the way, and an array that may be of any length. */
export class ContractSample {
  procedureVersion = '1';
  inputParameters: unknown = { label: 'порог ≥ 5 µs 😀', threshold: 1 };
  timestamp = new Date('2026-02-11T15:40:12.063Z');
  seed = 0;
  curve = Float64Array.of(0.1, -0, Number.NaN, Number.NEGATIVE_INFINITY, 5e-324);
  counts = BigInt64Array.of(-(2n ** 63n), 2n ** 63n - 1n);
}
persisted(ContractSample, {
  procedure: 'StorageContract',
  fields: {
    procedureVersion: codec.string,
    inputParameters: codec.json,
    timestamp: codec.date,
    seed: codec.integer,
    curve: codec.ndArray('float64'),
    counts: codec.ndArray('int64'),
  },
});

/** Makes a sample. All samples of one second and with the same parameters want the same name. */
export const sampleOf = (values: Partial<ContractSample> = {}): ContractSample =>
  Object.assign(new ContractSample(), values);

/** Makes a sample whose file is written and read in several pieces: 2 MB. */
export const largeSample = (): ContractSample =>
  sampleOf({ curve: Float64Array.from({ length: 100_000 }, (_, index) => Math.sin(index)) });
