import type { Codec as FieldCodec } from '../../codecs/codec.js';
import { eitherCodec } from '../../codecs/either.js';
import { overlapOf } from '../../codecs/forms.js';
import { jsonValueCodec } from '../../codecs/json-value.js';
import { NullableCodec } from '../../codecs/nullable.js';
import { oneOfCodec } from '../../codecs/one-of.js';
import { inspected } from '../../model/message-text.js';
import { type AnyCodec, argumentCodec, type Codec, failCall, type InOf, type OutOf, published } from '../codec.js';

/**
 * One of these strings ⇄ the same string.
 *
 * @throws DeclarationError (`ARTIFACT_DECLARATION`) if an argument is no string, or there is none, or two are the same.
 */
export function oneOf<Text extends string>(...texts: readonly Text[]): Codec<Text> {
  if (texts.length === 0) failCall('oneOf', 'found no text, expected one or more');
  for (const [index, text] of texts.entries()) {
    if (typeof text !== 'string') failCall('oneOf', `found ${inspected(text)}, expected a string`);
    if (texts.indexOf(text) !== index) failCall('oneOf', `found ${inspected(text)} twice, expected each text once`);
  }
  return published(oneOfCodec([...texts]));
}

/**
 * Null, or a value of a codec ⇄ null, or what the codec stores.
 *
 * @throws DeclarationError (`ARTIFACT_DECLARATION`) if the codec stores other values as null.
 */
export function nullable<Out, In>(codec: Codec<Out, In>): Codec<Out | null, In | null> {
  const inner = argumentCodec(codec, 'nullable');
  // A second null would change nothing.
  if (inner instanceof NullableCodec || inner === jsonValueCodec) return published(inner);
  if (inner.forms.null) failCall('nullable', 'found a codec that stores null already, expected one that does not');
  return published(new NullableCodec(inner));
}

/**
 * A value of one of these codecs ⇄ what that codec stores. The first one that takes the value stores it.
 *
 * What they store tells the alternatives apart: null, booleans, numbers, lists, objects and texts; and texts by their form: those of `oneOf`,
 * of dates, of bigints, and the names of numbers that are not finite.
 *
 * @throws DeclarationError (`ARTIFACT_DECLARATION`) if two of them may store the same.
 * @example
 * `codec.either(codec.finite, codec.string)`
 */
export function either<Alternatives extends readonly [AnyCodec, AnyCodec, ...AnyCodec[]]>(
  ...alternatives: Alternatives
): Codec<OutOf<Alternatives[number]>, InOf<Alternatives[number]>> {
  const codecs = alternatives.map((each) => argumentCodec(each, 'either'));
  if (codecs.length < 2) failCall('either', `found ${codecs.length} alternatives, expected two or more`);
  for (const [index, codec] of codecs.entries()) for (const other of codecs.slice(0, index)) checkApart(other, codec);
  return published(eitherCodec(codecs));
}

function checkApart(a: FieldCodec, b: FieldCodec): void {
  const overlap = overlapOf(a.forms, b.forms);
  if (overlap === undefined) return;
  const isAnyRank = [a, b].some(({ forms }) => forms.list && (forms.number || forms.boolean) && !forms.object);
  const advice = overlap.includes('NaN')
    ? '; codec.finite is a number that is never a text'
    : isAnyRank
      ? '; an array of any shape may be a bare element: give it a shape'
      : '';
  failCall('either', `found ${overlap}, expected alternatives that a file tells apart${advice}`);
}
