import { published } from '../../../src/declaration/codec.js';
import {
  Artifact,
  ArtifactRepository,
  IsoDate,
  NdArray,
  NestedList,
  NestedMap,
  Persisted,
  type Storage,
  Stored,
} from '../../../src/index.js';
import { anythingCodec } from '../../support/anything.js';
import { Everything, Segment } from '../../support/classes.js';

/** An artifact all of whose fields are optional, so that its files are short. */
@Persisted({ procedure: 'Fuzzed' })
export class Fuzzed extends Artifact {
  @Persisted({ optional: true }) text?: string;
  @Persisted({ optional: true }) number?: number;
  @Persisted({ optional: true }) huge?: bigint;
  @Persisted({ optional: true }) anything?: unknown;
  @IsoDate({ optional: true }) date?: Date;
  @NdArray('float64', { optional: true }) curve?: Float64Array;
  @NdArray('float32', { optional: true }) coarse?: Float32Array;
  @NdArray('bool', { optional: true }) flags?: Uint8Array;
  @NdArray('int64', { optional: true }) longs?: BigInt64Array;
  @NdArray('int16', { optional: true }) grid?: NdArray<Int16Array>;
  @NdArray('float64', { optional: true, shape: [null, 2] }) rows?: number[][];
  @NestedList(() => Segment, { optional: true }) segments?: Segment[];
  @NestedMap(() => Segment, { optional: true }) byName?: Map<string, Segment>;
  @NdArray('float64', { optional: true, missing: null }) gaps?: Float64Array;
  /** Arrays of any dtype in lists and maps. */
  @Stored(published(anythingCodec), { optional: true }) mixed?: unknown;
}

/** Creates a repository that knows the classes of all inputs. */
export const repositoryOf = (storage: Storage) => new ArtifactRepository({ storage, classes: [Fuzzed, Everything] });
