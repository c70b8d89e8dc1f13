import { Exclude, Expose, Type } from 'class-transformer';
import { ArrayMinSize, IsInt, IsPositive, MinLength, ValidateNested } from 'class-validator';
import { Artifact, IsoDate, NdArray, Nested, NestedList, NestedMap, Persisted } from 'persisted-artifacts';

@Persisted()
export class Spike {
  @Persisted() @IsPositive() height!: number;
  @Persisted() @MinLength(2) unit!: string;
}

/** Has class-transformer's decorators alone. */
export class Site {
  @Expose() @Type(() => Date) since!: Date;
  @Expose({ name: 'site_name' }) name!: string;
}

@Persisted({ procedure: 'Burst' })
export class Burst extends Artifact<{ window_size: number; weights: number[] }> {
  @NdArray('float64') curve!: Float64Array;
  @NdArray('float64', { shape: [null, 2] }) positions!: NdArray<Float64Array>;
  @NdArray('int64') counts!: bigint[];
  @NdArray('bool') mask!: boolean[][];
  @IsoDate() startedAt!: Date;
  @IsoDate() localTime!: string;
  @Persisted() @IsInt() size!: number;
  @Persisted() isClean!: boolean;
  @Persisted() total!: bigint;
  @Persisted() @ArrayMinSize(1) labels!: string[];
  @Persisted({ optional: true }) note?: string;
  @Nested(() => Spike) @ValidateNested() highest!: Spike;
  @NestedList(() => Spike) spikes!: Spike[];
  @NestedMap(() => Spike) byName!: Map<string, Spike>;
  @Nested(() => Site) site!: Site;
  @Exclude() cache?: object;
}
