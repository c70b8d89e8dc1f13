import 'reflect-metadata';
import { isDeepStrictEqual } from 'node:util';
import { instanceToPlain, plainToInstance, Type } from 'class-transformer';
import { IsNumber, IsString, Max, validateSync } from 'class-validator';
import * as devalue from 'devalue';
import { createModelSchema, date, deserialize, primitive, serialize } from 'serializr';
import superjson from 'superjson';
import { jsonMember, jsonObject, TypedJSON } from 'typedjson';
import { Artifact, ArtifactRepository, IsoDate, NestedList, Persisted } from '../../src/index.js';
import type { Competition, Competitor } from './competition.js';
import { KeptStorage } from './kept-storage.js';

const COUNT = 20_000;

/** Three numbers, a string and a date. */
interface Values {
  a: number;
  b: number;
  c: number;
  name: string;
  at: Date;
}

const start = Date.parse('2026-02-11T15:40:12.063Z');
const values = Array.from(
  { length: COUNT },
  (_, index): Values => ({
    a: index,
    b: Math.sin(index),
    c: index / 3,
    name: `item ${index}`,
    at: new Date(start + index),
  }),
);

class Hand implements Values {
  constructor(
    readonly a: number,
    readonly b: number,
    readonly c: number,
    readonly name: string,
    readonly at: Date,
  ) {}
}

@Persisted()
class Item implements Values {
  @Persisted() a!: number;
  @Persisted() b!: number;
  @Persisted() c!: number;
  @Persisted() name!: string;
  @IsoDate() at!: Date;
}

@Persisted()
class ValidatedItem implements Values {
  @Persisted() @IsNumber() a!: number;
  @Persisted() @IsNumber() @Max(1) b!: number;
  @Persisted() @IsNumber() c!: number;
  @Persisted() @IsString() name!: string;
  @IsoDate() at!: Date;
}

@Persisted()
class Items extends Artifact {
  @NestedList(() => Item) items!: Item[];
}

@Persisted()
class ValidatedItems extends Artifact {
  @NestedList(() => ValidatedItem) items!: ValidatedItem[];
}

class TransformerItem implements Values {
  a!: number;
  @IsNumber() b!: number;
  @IsNumber() @Max(1e9) c!: number;
  @IsString() name!: string;
  @Type(() => Date) at!: Date;
}

class SerializrItem implements Values {
  a!: number;
  b!: number;
  c!: number;
  name!: string;
  at!: Date;
}
createModelSchema(SerializrItem, { a: primitive(), b: primitive(), c: primitive(), name: primitive(), at: date() });

@jsonObject
class TypedItem implements Values {
  @jsonMember a!: number;
  @jsonMember b!: number;
  @jsonMember c!: number;
  @jsonMember name!: string;
  @jsonMember at!: Date;
}

const typed = new TypedJSON(TypedItem);
const artifact = { procedureVersion: '1', inputParameters: {}, timestamp: new Date(start) };
const of = <T extends Values>(Class: new () => T): T[] => values.map((each) => Object.assign(new Class(), each));

/** What is wrong with a result, or undefined. */
const faultOf = (result: readonly Values[]): string | undefined =>
  result.length === COUNT && result.every((each, index) => isDeepStrictEqual({ ...each }, { ...values[index] }))
    ? undefined
    : 'other values';

const handText = () => JSON.stringify(hand.map(({ a, b, c, name, at }) => ({ a, b, c, name, at: at.toISOString() })));
const handItems = (text: string) =>
  JSON.parse(text).map(
    ({ a, b, c, name, at }: { [P in keyof Values]: never }) => new Hand(a, b, c, name, new Date(at)),
  );
const hand = values.map(({ a, b, c, name, at }) => new Hand(a, b, c, name, at));

interface Peer {
  readonly name: string;
  readonly toText: () => string;
  readonly fromText: (text: string) => Values[];
}

const [transformerItems, serializrItems, typedItems] = [of(TransformerItem), of(SerializrItem), of(TypedItem)];
const peers: Peer[] = [
  {
    name: 'class-transformer 0.5.1',
    toText: () => JSON.stringify(instanceToPlain(transformerItems)),
    fromText: (text) => plainToInstance(TransformerItem, JSON.parse(text) as object[]),
  },
  {
    name: 'TypedJSON 1.8.0',
    toText: () => typed.stringifyAsArray(typedItems),
    fromText: (text) => typed.parseAsArray(text),
  },
  {
    name: 'serializr 3.0.5',
    toText: () => JSON.stringify(serializrItems.map((each) => serialize(each))),
    fromText: (text) => deserialize(SerializrItem, JSON.parse(text)),
  },
  {
    name: 'superjson 2.2.6 (plain objects)',
    toText: () => superjson.stringify(values),
    fromText: (text) => superjson.parse(text),
  },
  {
    name: 'devalue 6.0.3 (plain objects)',
    toText: () => devalue.stringify(values),
    fromText: (text) => devalue.parse(text),
  },
];

/** Saving to memory and loading from it, without the proof: text and checks alone. */
async function library(Class: typeof Items | typeof ValidatedItems, ItemClass: new () => Values) {
  const storage = new KeptStorage();
  const repository = new ArtifactRepository<typeof Items | typeof ValidatedItems>({
    storage,
    classes: [Class],
    proof: false,
  });
  const saved = Object.assign(new Class(), artifact, { items: of(ItemClass) });
  const path = await repository.save(saved);
  const loaded = await repository.load(path);
  return {
    save: { name: 'this library', run: () => repository.save(saved) } satisfies Competitor,
    load: { name: 'this library', run: () => repository.load(path), fault: faultOf(loaded.items) } satisfies Competitor,
  };
}

export async function nestedObjects(): Promise<Competition[]> {
  const items = { unit: 'object', count: COUNT };
  const plain = await library(Items, Item);
  const validated = await library(ValidatedItems, ValidatedItem);
  const text = handText();
  const handLoad = { name: 'written by hand, no checks', run: () => handItems(text), fault: faultOf(handItems(text)) };
  const readers = peers.map(({ name, toText, fromText }): Competitor => {
    const own = toText();
    return { name, run: () => fromText(own), fault: faultOf(fromText(own)) };
  });
  const validatedText = JSON.stringify(instanceToPlain(transformerItems));
  return [
    {
      work: 'nested objects, to text, all checks',
      items,
      goal: 1.3,
      reason: 'the tree between instance and text, the bytes and their SHA-256',
      competitors: [
        { name: 'written by hand, no checks', run: handText },
        plain.save,
        ...peers.map(({ name, toText }) => ({ name, run: toText })),
      ],
    },
    {
      work: 'nested objects, from text, all checks',
      items,
      goal: 1.3,
      reason: 'SHA-256, the search for what JSON.parse loses, and fields set by name and not by generated code',
      competitors: [handLoad, plain.load, ...readers],
    },
    {
      work: 'nested objects, from text, five constraints of class-validator each',
      items,
      goal: 2,
      reason: 'as above, and a call for each constraint',
      competitors: [
        handLoad,
        validated.load,
        {
          name: 'class-transformer with class-validator',
          run: () => {
            const loaded = plainToInstance(TransformerItem, JSON.parse(validatedText) as object[]);
            if (loaded.some((each) => validateSync(each).length > 0)) throw new Error('refused');
          },
        },
      ],
    },
  ];
}
