import { Exclude, Expose, Type } from 'class-transformer';
import { ArrayMinSize, IsInt, IsPositive, MinLength, ValidateNested } from 'class-validator';
import { Artifact, IsoDate, NdArray, Nested, NestedList, NestedMap, Persisted } from 'persisted-artifacts';

@Persisted()
export class Spike {
  @Persisted({ type: Number }) @IsPositive() height!: number;
  @Persisted({ type: String }) @MinLength(2) unit!: string;
}

/** Has class-transformer's decorators alone. */
export class Site {
  @Expose() @Type(() => Date) since!: Date;
  @Expose({ name: 'site_name' }) name!: string;
}

@Persisted({ procedure: 'Burst' })
export class Burst extends Artifact<{ window_size: number; weights: number[] }> {
  @NdArray('float64', { type: Float64Array }) curve!: Float64Array;
  @NdArray('float64', { shape: [null, 2], type: Object }) positions!: NdArray<Float64Array>;
  @NdArray('int64', { type: Array }) counts!: bigint[];
  @NdArray('bool', { type: Array }) mask!: boolean[][];
  @IsoDate({ type: Date }) startedAt!: Date;
  @IsoDate({ type: String }) localTime!: string;
  @Persisted({ type: Number }) @IsInt() size!: number;
  @Persisted({ type: Boolean }) isClean!: boolean;
  @Persisted({ type: BigInt }) total!: bigint;
  @Persisted({ type: Array }) @ArrayMinSize(1) labels!: string[];
  @Persisted({ type: String, optional: true }) note?: string;
  @Nested(() => Spike) @ValidateNested() highest!: Spike;
  @NestedList(() => Spike) spikes!: Spike[];
  @NestedMap(() => Spike) byName!: Map<string, Spike>;
  @Nested(() => Site) site!: Site;
  @Exclude() cache?: object;
}
