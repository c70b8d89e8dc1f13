import { isDeepStrictEqual } from 'node:util';
import type { Codec } from '../codecs/codec.js';
import { OBJECT } from '../codecs/forms.js';
import { PROCEDURE_NAME_KEY } from '../format/layout.js';
import { DeclarationError } from '../model/errors.js';
import { isInstance } from '../model/is-instance.js';
import { anyOf } from '../model/json-schema.js';
import { quoted, TWO_CLASSES } from '../model/message-text.js';
import { isTreeObject, memberOf } from '../model/tree.js';
import type { Class } from './class.js';
import { declaredClassCodec } from './declared-class.js';
import { type Plan, planOf } from './plan.js';

/** The classes whose instances may stand at one place, by their tags. */
export type Kinds = Readonly<Record<string, Class>>;

/**
 * Returns the codec of a value that is an instance of one of several classes.
 *
 * instance ⇄ object with a key for each field of its class, and one for the tag: `{"$kind": "spike", …}`
 *
 * @param kindKey - the key of the tag.
 * @throws DeclarationError (`ARTIFACT_DECLARATION`) if a class cannot have a tag, or has two.
 */
export function kindsCodec(kinds: Kinds, kindKey: string): Codec {
  const byTag = new Map<unknown, Codec>();
  const byPrototype = new Map<unknown, Codec>();
  const tags = new Map<Class, string>();
  for (const [tag, Class] of Object.entries(kinds)) {
    refuseSecondTag(Class, tags.get(Class), tag);
    const plan = planOf(Class);
    refuseTakenKey(plan, kindKey, tag);
    const codec = declaredClassCodec(plan, { key: kindKey, text: tag });
    byTag.set(tag, codec);
    byPrototype.set(Class.prototype, codec);
    tags.set(Class, tag);
  }
  const classes = [...tags.keys()];
  const expected = `an instance of ${classes.map(({ name }) => name).join(' or ')}`;
  const expectedTag = [...tags.values()].map((tag) => quoted(tag)).join(' or ');
  const codecOf = (value: unknown): Codec | undefined =>
    typeof value === 'object' && value !== null ? byPrototype.get(Object.getPrototypeOf(value)) : undefined;
  return {
    expected,
    forms: OBJECT,
    holds: (value) => codecOf(value) !== undefined,
    parts: [...byTag.values()],
    encode(value, walk) {
      const codec = codecOf(value);
      if (codec !== undefined) return codec.encode(value, walk);
      const isOfSubclass = classes.some((Class) => isInstance(value, Class));
      const isOfTwin = classes.some(({ name }) => name === (value as object | null | undefined)?.constructor?.name);
      const reason = isOfSubclass ? ' itself: a subclass needs a tag of its own' : isOfTwin ? `: ${TWO_CLASSES}` : '';
      walk.wrongType(value, `${expected}${reason}`);
      return null;
    },
    decode(tree, walk) {
      if (!isTreeObject(tree)) {
        walk.wrongType(tree, `an object with the key ${quoted(kindKey)}`);
        return undefined;
      }
      const tag = memberOf(tree, kindKey);
      const codec = byTag.get(tag);
      if (codec !== undefined) return codec.decode(tree, walk);
      walk.member(kindKey, () => {
        if (tag === undefined) walk.report('missing-field', `found no such key, expected ${expectedTag}`);
        else if (typeof tag === 'string') walk.wrongValue(tag, expectedTag);
        else walk.wrongType(tag, expectedTag);
      });
      return undefined;
    },
    schema: (place) => anyOf(...[...byTag.values()].map((codec) => codec.schema(place.alternative))),
  };
}

function refuseSecondTag(Class: Class, first: string | undefined, second: string): void {
  if (first === undefined) return;
  const fault = `found the tags ${quoted(first)} and ${quoted(second)}, expected one`;
  throw new DeclarationError(Class.name, undefined, fault);
}

/** Refuses a class that has something else than its tag under the key of the tag. */
function refuseTakenKey({ Class, byKey, byAlias, procedureName }: Plan, kindKey: string, tag: string): void {
  const former = byAlias.get(kindKey);
  if (former !== undefined) {
    const fault = `has the alias ${quoted(kindKey)}, which is the key of its tag, ${quoted(tag)}`;
    throw new DeclarationError(Class.name, former.property, fault);
  }
  const field = byKey.get(kindKey);
  const isOther = field !== undefined && (field.optional || !isDeepStrictEqual(field.codec.forms, { text: [tag] }));
  if (!isOther && !(procedureName !== undefined && kindKey === PROCEDURE_NAME_KEY)) return;
  const fault = `has the key ${quoted(kindKey)}, which is that of its tag, ${quoted(tag)}; give it another with the option key, or store the tag in it with codec.oneOf(${quoted(tag)})`;
  throw new DeclarationError(Class.name, field?.property ?? 'procedureName', fault);
}
