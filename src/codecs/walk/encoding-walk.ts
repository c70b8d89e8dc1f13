import { ArrayPattern, arrayTableOf } from '../../format/array-patterns.js';
import { type ArrayEntry, ArrayTable, entryWith } from '../../format/array-table.js';
import { NonFinitePlaces } from '../../format/non-finite.js';
import type { PlacedReference, ReferenceTexts } from '../../format/stored-reference.js';
import type { Elements } from '../../model/elements.js';
import { pointerOfPlace } from '../../model/place.js';
import type { Profile } from '../../model/profile.js';
import type { TreeObject } from '../../model/tree.js';
import { ALL_CONSTRAINTS } from '../../model/validation-rules.js';
import { AlongPath } from './along-path.js';
import { Walk } from './walk.js';

/** How an instance is encoded, besides the constraints that it has to satisfy. */
export interface EncodingOptions {
  readonly isComparison?: boolean;
  readonly profile?: Profile | undefined;
}

/**
 * A walk over an instance, from which the tree of a file is made. It records what `$artifact` will say of arrays and numbers, and the
 * references to other artifacts.
 */
export class EncodingWalk extends Walk {
  /** The places of NaN and the infinities outside of arrays. */
  readonly nonFinite = new NonFinitePlaces();
  /** The references to other artifacts. */
  readonly references: PlacedReference[] = [];
  /** The arrays in maps with the key `*`, by pointer. */
  readonly #exactArrays = new Map<string, ArrayEntry>();
  /** The arrays outside of collections, by pointer. */
  readonly #singleArrays = new Map<string, ArrayEntry>();
  #hasPatterns = false;
  readonly #root = new ArrayPattern();
  readonly #patterns = new AlongPath(this.position, this.#root, (pattern, key, isElement) =>
    pattern.child(key, isElement),
  );

  /**
   * True if the values were decoded before, and are encoded to compare them alone. Codecs then leave out the checks for which they decode or
   * compare a value themselves: made once more at each level of nested values, these would take exponential time.
   */
  readonly isComparison: boolean;

  /** For whom the file is written; undefined for a sealed file. */
  readonly profile: Profile | undefined;

  constructor(rules = ALL_CONSTRAINTS, { isComparison = false, profile }: EncodingOptions = {}) {
    super(rules);
    this.isComparison = isComparison;
    this.profile = profile;
  }

  /** Says that the instance that the walk is inside of is stored with a key `*`. No array in it has a pattern then. */
  markStar(): void {
    this.position.markStar();
  }

  /** Records the array at the position. */
  addArray(array: Elements): void {
    if (this.position.isInMapWithoutPattern)
      this.#exactArrays.set(pointerOfPlace(this.place), entryWith(array, array.shape));
    else {
      const { here } = this.#patterns;
      here.isArray = true;
      if (here.isInCollection) this.#hasPatterns = true;
      else this.#singleArrays.set(here.pattern, entryWith(array, array.shape));
    }
  }

  /** Returns the table of the arrays that were recorded, which are in the tree that was made of the instance. */
  arraysOf(root: TreeObject): ArrayTable {
    if (this.#hasPatterns) return arrayTableOf(root, this.#root, this.#exactArrays);
    // Most artifacts have no array in a collection: nothing depends on the other arrays of the tree.
    return ArrayTable.of(new Map([...this.#singleArrays, ...this.#exactArrays]));
  }

  /** Records the reference at the position. */
  addReference({ procedureName, name, seal }: ReferenceTexts): void {
    this.references.push({ place: this.place, reference: { procedureName, name, seal } });
  }

  /** Records the number at the position, NaN or an infinity, that a field declares as a number. */
  addDeclaredNonFinite(): void {
    this.nonFinite.addDeclared(
      this.position.isInMapWithoutPattern ? pointerOfPlace(this.place) : this.#patterns.here.pattern,
    );
  }

  /** Records the number at the position, NaN or an infinity, in a plain JSON value. */
  addPlainNonFinite(): void {
    if (this.profile === 'json') this.report('invalid-value', PLAIN_NON_FINITE);
    this.nonFinite.addPlain(pointerOfPlace(this.place));
  }
}

/** JSON has no such numbers. Where a codec declares a number, its name in their place is one, and elsewhere it is a text. */
const PLAIN_NON_FINITE =
  'found NaN or an infinity in a plain JSON value, expected a finite number: JSON has no others, and only a codec such as codec.number tells their names from text';
