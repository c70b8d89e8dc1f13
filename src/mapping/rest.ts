import { isSafeKey, keysOf } from '../codecs/keys.js';
import { isPlainObjectValue } from '../codecs/plain.js';
import { decodeRestValue, encodeRestValue } from '../codecs/rest-value.js';
import type { DecodingWalk } from '../codecs/walk/decoding-walk.js';
import { EncodingWalk } from '../codecs/walk/encoding-walk.js';
import { ARTIFACT_KEY } from '../format/layout.js';
import { quoted } from '../model/message-text.js';
import type { Tree, TreeObject } from '../model/tree.js';
import { differenceOf } from '../model/tree-difference.js';
import { isSetByUserCode, reportUnset } from './field-mapping.js';

/** The members of an object that no field names ⇄ the property of the instance that holds them. The walk is inside of the instance or object. */
export class Rest {
  /**
   * @param property - the property of the instance.
   * @param isTaken - true for the keys that are not among these members: those of the fields, of the procedure and of the tag.
   */
  constructor(
    readonly property: string,
    private readonly isTaken: (key: string) => boolean,
  ) {}

  /** Reads the property of an instance before its fields are encoded. Returns undefined, with a report, if it is no plain object. */
  read(instance: object, walk: EncodingWalk): Record<string, unknown> | undefined {
    const others: unknown = walk.runUserCode(() => instance[this.property as never]);
    if (!isPlainObjectValue(others)) {
      if (others === undefined)
        walk.report(
          'missing-field',
          `found undefined in ${this.property}, expected a plain object; {} if there is nothing in it`,
        );
      else walk.wrongType(others, `a plain object in ${this.property}`);
      return undefined;
    }
    if (Object.hasOwn(others, '*')) walk.markStar();
    return others;
  }

  /** Returns the tree of the fields of an instance with its other members among them, sorted. */
  encode(fields: TreeObject, others: Record<string, unknown>, walk: EncodingWalk): TreeObject {
    const keys = keysOf(others, walk);
    if (keys.length === 0) return fields;
    const members: [string, Tree][] = Object.entries(fields);
    const isRoot = walk.isInRoot;
    for (const key of keys) {
      walk.atMember(key);
      walk.runUserCode(() => {
        if (!isSafeKey(key, walk)) return;
        const isTaken = this.isTaken(key) || (isRoot && key === ARTIFACT_KEY);
        if (isTaken)
          walk.report(
            'invalid-value',
            `found the key ${quoted(key)} in ${this.property}, which is taken; expected another`,
          );
        else members.push([key, encodeRestValue(others[key], walk)]);
      });
    }
    return Object.fromEntries(members.sort(([a], [b]) => (a < b ? -1 : 1)));
  }

  /** Returns the members of an object that no field names. */
  decode(tree: TreeObject, walk: DecodingWalk): Record<string, unknown> {
    const others: Record<string, unknown> = {};
    for (const key of Object.keys(tree)) {
      if (this.isTaken(key)) continue;
      walk.atMember(key);
      if (!isSafeKey(key, walk)) continue;
      others[key] = walk.runUserCode(() =>
        decodeRestValue(tree[key] as Tree, walk.takeUndeclaredArrays(tree[key] as Tree), walk),
      );
    }
    return others;
  }

  /** Decodes the members of an object that no field names, and sets the property of an instance. */
  decodeInto(instance: Record<string, unknown>, tree: TreeObject, walk: DecodingWalk): void {
    const before = walk.issueCount;
    const decode = () => this.decode(tree, walk);
    const others = isSetByUserCode(instance, this.property) ? walk.decodeForUser(decode) : decode();
    walk.atContainer();
    if (walk.issueCount > before) return;
    try {
      instance[this.property] = others;
    } catch (error) {
      reportUnset(this, error, walk);
    }
  }

  /** True if what an instance holds is stored as what it was given. */
  isStoredAlike(held: unknown, given: Record<string, unknown>): boolean {
    if (!isPlainObjectValue(held)) return false;
    const walk = new EncodingWalk(undefined, { isComparison: true });
    const [first, second] = [held, given].map((others) => walk.inside(others, () => this.encode({}, others, walk)));
    return walk.issueCount === 0 && differenceOf(first, second) === undefined;
  }
}
