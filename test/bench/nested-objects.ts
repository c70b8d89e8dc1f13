import 'reflect-metadata';
import { instanceToPlain, plainToInstance, Type } from 'class-transformer';
import { IsNumber, IsString, Max, validateSync } from 'class-validator';
import * as devalue from 'devalue';
import { createModelSchema, date, deserialize, primitive, serialize } from 'serializr';
import superjson from 'superjson';
import { jsonMember, jsonObject, TypedJSON } from 'typedjson';
import { Artifact, IsoDate, NestedList, Persisted } from '../../src/index.js';
import type { Competition, Goal } from './competition.js';
import { KeptStorage } from './kept-storage.js';
import { library, readingText, type TextWay, writingText } from './ways.js';

/** Three numbers, a string and a date. */
interface Values {
  a: number;
  b: number;
  c: number;
  name: string;
  at: Date;
}

class Hand implements Values {
  constructor(
    readonly a: number,
    readonly b: number,
    readonly c: number,
    readonly name: string,
    readonly at: Date,
  ) {}
}

/** Like `Hand`, but with fields that are set after construction. */
class HandWithFields implements Values {
  a!: number;
  b!: number;
  c!: number;
  name!: string;
  at!: Date;
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
  @IsNumber() a!: number;
  @IsNumber() @Max(1) b!: number;
  @IsNumber() c!: number;
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

/** What JSON.parse returns for each object. */
type Parsed = Omit<Values, 'at'> & { at: string };

/** Returns ways that a user may write by hand. The text has objects with keys, and ISO dates, like that of the other ways. */
function handWays(values: readonly Values[]): TextWay[] {
  const hand = values.map(({ a, b, c, name, at }) => new Hand(a, b, c, name, at));
  return [
    {
      writing: 'JSON.stringify of objects with toISOString()',
      toText: () => JSON.stringify(hand.map(({ a, b, c, name, at }) => ({ a, b, c, name, at: at.toISOString() }))),
      reading: 'a constructor with arguments',
      fromText: (text) =>
        JSON.parse(text).map(({ a, b, c, name, at }: Parsed) => new Hand(a, b, c, name, new Date(at))),
    },
    {
      writing: 'JSON.stringify of the instances',
      toText: () => JSON.stringify(hand),
      reading: 'Object.assign',
      fromText: (text) =>
        JSON.parse(text).map((each: Parsed) => Object.assign(new HandWithFields(), each, { at: new Date(each.at) })),
    },
    {
      writing: 'a template for each object',
      toText: () =>
        `[${hand.map(({ a, b, c, name, at }) => `{"a":${a},"b":${b},"c":${c},"name":${JSON.stringify(name)},"at":"${at.toISOString()}"}`)}]`,
      reading: 'fields set one by one',
      fromText: (text) =>
        JSON.parse(text).map((each: Parsed) => {
          const item = new HandWithFields();
          item.a = each.a;
          item.b = each.b;
          item.c = each.c;
          item.name = each.name;
          item.at = new Date(each.at);
          return item;
        }),
    },
  ];
}

/** Returns the ways of other libraries. */
function peerWays(values: Values[]): TextWay[] {
  const peer = (name: string, toText: () => string, fromText: (text: string) => unknown): TextWay => ({
    writing: name,
    toText,
    reading: name,
    fromText,
  });
  const transformerItems = instances(TransformerItem, values);
  const typedItems = instances(TypedItem, values);
  const serializrItems = instances(SerializrItem, values);
  return [
    peer(
      'class-transformer 0.5.1',
      () => JSON.stringify(instanceToPlain(transformerItems)),
      (text) => plainToInstance(TransformerItem, JSON.parse(text) as object[]),
    ),
    peer(
      'TypedJSON 1.8.0',
      () => typed.stringifyAsArray(typedItems),
      (text) => typed.parseAsArray(text),
    ),
    peer(
      'serializr 3.0.5',
      () => JSON.stringify(serializrItems.map((each) => serialize(each))),
      (text) => deserialize(SerializrItem, JSON.parse(text)),
    ),
    peer(
      'superjson 2.2.6 (plain objects)',
      () => superjson.stringify(values),
      (text) => superjson.parse(text),
    ),
    peer(
      'devalue 6.0.3 (plain objects)',
      () => devalue.stringify(values),
      (text) => devalue.parse(text),
    ),
  ];
}

const instances = <T extends Values>(ItemClass: new () => T, values: readonly Values[]): T[] =>
  values.map((each) => Object.assign(new ItemClass(), each));

/** Returns the competitions with a list of objects, in memory. */
export async function nestedObjects(count: number): Promise<Competition[]> {
  const start = Date.parse('2026-02-11T15:40:12.063Z');
  const values = Array.from(
    { length: count },
    (_, index): Values => ({
      a: index,
      b: Math.sin(index),
      c: index / 3,
      name: `item ${index}`,
      at: new Date(start + index),
    }),
  );
  const fields = { procedureVersion: '1', inputParameters: {}, timestamp: new Date(start) };
  const items = Object.assign(new Items(), fields, { items: instances(Item, values) });
  const validatedItems = Object.assign(new ValidatedItems(), fields, { items: instances(ValidatedItem, values) });
  const own = await library(new KeptStorage(), items, (loaded) => loaded.items);
  const validated = await library(new KeptStorage(), validatedItems, (loaded) => loaded.items);
  const [byHand, peers] = [handWays(values), peerWays(values)];
  const text = JSON.stringify(values);
  const about = { items: { unit: 'object', count }, expected: values };
  return [
    {
      ...about,
      work: 'nested objects, to text, all checks',
      plain: writingText(byHand),
      competitors: [
        {
          ...own.saveUnproven,
          goal: goal(1.5, 'the tree between instance and text, the search for state that no property shows, SHA-256'),
        },
        ...writingText(peers),
      ],
    },
    {
      ...about,
      work: 'nested objects, from text, all checks',
      plain: readingText(byHand),
      competitors: [
        {
          ...own.load,
          goal: goal(1.6, 'SHA-256, and the search for what JSON.parse loses'),
        },
        ...readingText(peers),
      ],
    },
    {
      ...about,
      work: 'nested objects, from text, five constraints of class-validator each',
      plain: readingText(byHand),
      competitors: [
        { ...validated.load, goal: goal(2, 'as above, and a call for each constraint') },
        {
          name: 'class-transformer with class-validator',
          run: () => {
            const loaded = plainToInstance(TransformerItem, JSON.parse(text) as object[]);
            if (loaded.some((each) => validateSync(each).length > 0)) throw new Error('refused');
            return loaded;
          },
        },
      ],
    },
  ];
}

const goal = (most: number, reason: string): Goal => ({ most, reason });
