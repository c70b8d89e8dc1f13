import { Artifact, NdArray, Persisted } from '../../../src/index.js';

/** An artifact with one array, of any dtype. */
@Persisted({ procedure: 'Numbers' })
export class Numbers extends Artifact {
  @NdArray('int8', { optional: true }) int8?: Int8Array;
  @NdArray('uint8', { optional: true }) uint8?: Uint8Array;
  @NdArray('int16', { optional: true }) int16?: Int16Array;
  @NdArray('uint16', { optional: true }) uint16?: Uint16Array;
  @NdArray('int32', { optional: true }) int32?: Int32Array;
  @NdArray('uint32', { optional: true }) uint32?: Uint32Array;
  @NdArray('int64', { optional: true }) int64?: BigInt64Array;
  @NdArray('uint64', { optional: true }) uint64?: BigUint64Array;
  @NdArray('float32', { optional: true }) float32?: Float32Array;
  @NdArray('float64', { optional: true }) float64?: Float64Array;
}
