import { listCodec } from '../../codecs/list.js';
import { mapCodec } from '../../codecs/map.js';
import { objectCodec } from '../../codecs/object.js';
import { pairMapCodec } from '../../codecs/pair-map.js';
import { recordCodec } from '../../codecs/record.js';
import { setCodec } from '../../codecs/set.js';
import { tupleCodec } from '../../codecs/tuple.js';
import { inspected } from '../../model/message-text.js';
import { type AnyCodec, argumentCodec, type Codec, failCall, type InOf, type OutOf, published } from '../codec.js';

/** Array of values of one codec ⇄ list. */
export function list<Out, In>(item: Codec<Out, In>): Codec<Out[], readonly In[]> {
  return published(listCodec(argumentCodec(item, 'list')));
}

/** Set of values of one codec ⇄ list, in the order of insertion. Two objects that are the same in a file are refused: a file cannot tell them apart. */
export function set<Out, In>(item: Codec<Out, In>): Codec<Set<Out>, ReadonlySet<In>> {
  return published(setCodec(argumentCodec(item, 'set')));
}

/**
 * Map from strings to values of one codec ⇄ object, whose keys are sorted.
 *
 * With a codec of the keys: if the keys are strings, such as those of `codec.oneOf`, an object; if they are numbers, bigints or booleans, a
 * list of pairs `[key, value]`, in the order of insertion.
 *
 * @throws DeclarationError (`ARTIFACT_DECLARATION`) if the keys are anything else.
 */
export function map<Out, In>(value: Codec<Out, In>): Codec<Map<string, Out>, ReadonlyMap<string, In>>;
export function map<KeyOut, KeyIn, Out, In>(
  key: Codec<KeyOut, KeyIn>,
  value: Codec<Out, In>,
): Codec<Map<KeyOut, Out>, ReadonlyMap<KeyIn, In>>;
export function map(first: AnyCodec, second?: AnyCodec): AnyCodec {
  if (second === undefined) return published(mapCodec(argumentCodec(first, 'map')));
  const [key, value] = [argumentCodec(first, 'map'), argumentCodec(second, 'map')];
  if (key.mapKey === 'text') return published(mapCodec(value, key));
  if (key.mapKey === 'value') return published(pairMapCodec(key, value));
  return failCall(
    'map',
    'found keys of another type, expected strings, numbers, bigints or booleans: a Map has two equal objects as two keys, which a file cannot',
  );
}

/** Plain object with any keys and values of one codec ⇄ object with the same keys. */
export function record<Out, In>(value: Codec<Out, In>): Codec<Record<string, Out>, Readonly<Record<string, In>>> {
  return published(recordCodec(argumentCodec(value, 'record')));
}

/** Array of a fixed length, each of whose elements has a codec of its own ⇄ list. */
export function tuple<const Elements extends readonly AnyCodec[]>(
  ...elements: Elements
): Codec<
  { -readonly [Index in keyof Elements]: OutOf<Elements[Index]> },
  { readonly [Index in keyof Elements]: InOf<Elements[Index]> }
> {
  return published(tupleCodec(elements.map((element) => argumentCodec(element, 'tuple'))));
}

/**
 * Plain object with these keys, each of whose members has a codec of its own ⇄ object with the same keys.
 *
 * @throws DeclarationError (`ARTIFACT_DECLARATION`) if a key is `*` or `__proto__`.
 */
export function object<Members extends Readonly<Record<string, AnyCodec>>>(
  members: Members,
): Codec<
  { -readonly [Key in keyof Members]: OutOf<Members[Key]> },
  { readonly [Key in keyof Members]: InOf<Members[Key]> }
> {
  if (typeof members !== 'object' || members === null || Array.isArray(members))
    failCall('object', `found ${inspected(members)}, expected an object with a codec for each key`);
  if (
    Object.getPrototypeOf(members) !== Object.prototype ||
    Reflect.ownKeys(members).length !== Object.keys(members).length
  )
    failCall(
      'object',
      'found symbols, hidden properties or a prototype, expected a plain object with a codec for each key',
    );
  const codecs = Object.entries(members).map(([key, member]) => {
    if (key === '*' || key === '__proto__') failCall('object', `found the key "${key}", which is not for members`);
    return [key, argumentCodec(member, 'object')] as const;
  });
  return published(objectCodec(Object.fromEntries(codecs)));
}
