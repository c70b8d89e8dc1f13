import { Artifact, IsoDate, NestedList, Persisted } from '../../src/index.js';
import type { Competition } from './competition.js';
import { KeptStorage } from './kept-storage.js';
import { library } from './ways.js';

// What it costs that instances of two classes stand in one list, and each object has the tag of its class.

@Persisted()
class Spike {
  @Persisted() start!: number;
  @Persisted() mean!: number;
  @Persisted() name!: string;
  @IsoDate() at!: Date;
}

/** A class with the same fields, so that both lists have the same values. */
@Persisted()
class Gap {
  @Persisted() start!: number;
  @Persisted() mean!: number;
  @Persisted() name!: string;
  @IsoDate() at!: Date;
}

@Persisted()
class OneClass extends Artifact {
  @NestedList(() => Spike) events!: Spike[];
}

@Persisted()
class TwoClasses extends Artifact {
  @NestedList(() => ({ spike: Spike, gap: Gap })) events!: (Spike | Gap)[];
}

/** Returns the competitions of a list of two classes with a list of one class, in memory. */
export async function kinds(count: number): Promise<Competition[]> {
  const values = Array.from({ length: count }, (_, index) => ({
    start: index,
    mean: Math.sin(index),
    name: `event ${index}`,
    at: new Date(1_770_824_412_063 + index),
  }));
  const fields = { procedureVersion: '1', inputParameters: {}, timestamp: new Date(0) };
  const spikes = values.map((each) => Object.assign(new Spike(), each));
  const both = values.map((each, index) => Object.assign(index % 2 === 0 ? new Spike() : new Gap(), each));
  const one = await library(new KeptStorage(), Object.assign(new OneClass(), fields, { events: spikes }), eventsOf);
  const two = await library(new KeptStorage(), Object.assign(new TwoClasses(), fields, { events: both }), eventsOf);
  const about = { items: { unit: 'object', count }, expected: values };
  const goal = { most: 1.2, reason: 'each object has one more key, and V8 sees objects of two classes at one place' };
  return [
    {
      ...about,
      work: 'a list of two classes, to text',
      plain: [{ ...one.saveUnproven, name: 'a list of one class, by this library' }],
      competitors: [{ ...two.saveUnproven, goal }],
    },
    {
      ...about,
      work: 'a list of two classes, from text',
      plain: [{ ...one.load, name: 'a list of one class, by this library' }],
      competitors: [{ ...two.load, goal }],
    },
  ];
}

const eventsOf = ({ events }: { events: unknown }): unknown => events;
