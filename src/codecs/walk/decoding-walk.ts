import type { ArrayEntry, ArrayTable, LookupCursor } from '../../format/array-table.js';
import { ArraysInTree } from '../../format/arrays-in-tree.js';
import { ARTIFACT_KEY } from '../../format/layout.js';
import type { ReferenceTexts } from '../../format/stored-reference.js';
import { type DType, dtypeTraits } from '../../model/dtypes.js';
import { Place } from '../../model/place.js';
import type { Profile } from '../../model/profile.js';
import type { Tree } from '../../model/tree.js';
import { ALL_CONSTRAINTS, type ValidationRules } from '../../model/validation-rules.js';
import { ArraysOfTable, NODES, type UndeclaredArrays } from '../undeclared-arrays.js';
import { AlongPath } from './along-path.js';
import { Walk } from './walk.js';

/**
 * Who may use the arrays, lists and objects of a tree that is decoded:
 *
 * - `move`: the instance alone. It gets the tree's own.
 * - `borrow`: the caller compares the tree later. The instance may share arrays with it; code of the user that could change an array, a
 *   setter or the function given as `as`, gets a copy.
 * - `copy`: the caller keeps the tree. The instance gets copies.
 */
export type Ownership = 'move' | 'borrow' | 'copy';

/** How a tree is decoded. */
export interface DecodingOptions {
  /**
   * Who may use the arrays, lists and objects of the tree.
   * @defaultValue 'move'
   */
  readonly ownership?: Ownership | undefined;
  /**
   * Which constraints of class-validator the instance has to satisfy.
   * @defaultValue all
   */
  readonly rules?: ValidationRules | undefined;
  /** For whom unsealed files are written. */
  readonly profile?: Profile | undefined;
  /**
   * `ignore` to pass over keys that no declaration names.
   * @defaultValue they are issues
   */
  readonly unknown?: 'ignore' | undefined;
  /**
   * `known` if the caller has said which class it is, so that an unsealed file need not have the name of its procedure. (One that it has is
   * checked.)
   */
  readonly procedure?: 'known' | undefined;
  /** Loads the artifacts that references name; undefined if nothing can. */
  readonly loadReference?: ReferenceLoader | undefined;
}

/** Loads the artifact that a reference names, as an instance of a class. */
export type ReferenceLoader = (reference: ReferenceTexts, Class: Function) => Promise<unknown>;

/** A walk over the tree of a file, from which an instance is made. */
export class DecodingWalk extends Walk {
  /** Set to `copy` while a value is decoded that is given to code of the user. */
  ownership: Ownership;
  /** Loads the artifacts that references name; undefined if nothing can. */
  readonly loadReference: ReferenceLoader | undefined;
  readonly #arrays: ArrayTable | ArraysInTree | undefined;
  readonly #cursors: AlongPath<LookupCursor> | undefined;
  /** For whom the file may have been written; undefined for a sealed file. */
  readonly profile: Profile | undefined;
  readonly #ignoresUnknown: boolean;
  /** True if an object may be without the name of the procedure of its class. */
  readonly mayLackProcedure: boolean;

  /** @param arrays - the array table of the file, or the arrays of an upgraded tree; undefined if the file is unsealed. */
  constructor(
    arrays: ArrayTable | ArraysInTree | undefined,
    { ownership = 'move', rules = ALL_CONSTRAINTS, profile, unknown, procedure, loadReference }: DecodingOptions = {},
  ) {
    super(rules);
    this.ownership = ownership;
    this.loadReference = loadReference;
    this.profile = arrays === undefined ? profile : undefined;
    this.#ignoresUnknown = unknown === 'ignore';
    this.mayLackProcedure = procedure === 'known' && arrays === undefined;
    this.#arrays = arrays;
    if (arrays !== undefined && !(arrays instanceof ArraysInTree))
      this.#cursors = new AlongPath(this.position, arrays.lookupCursor, (cursor, key, isElement) =>
        cursor.child(key, isElement),
      );
  }

  /** Decodes a value that is given to code of the user, which may change an array: it gets a copy of those that are borrowed. */
  decodeForUser<T>(decode: () => T): T {
    const { ownership } = this;
    if (ownership === 'borrow') this.ownership = 'copy';
    const value = decode();
    this.ownership = ownership;
    return value;
  }

  /** True if the file is sealed: this library has written it. Another tool may have written an unsealed file. */
  get isSealed(): boolean {
    return this.#arrays !== undefined;
  }

  /** True if an undeclared key of the object that the walk is inside of is passed over, with the arrays in it. */
  passesOver(key: string, member: Tree): boolean {
    if (!this.#ignoresUnknown) return false;
    this.atMember(key);
    if (this.#arrays instanceof ArraysInTree) this.#arrays.useAllWithin(member);
    else this.#cursors?.here.useAllWithin();
    return true;
  }

  /** Returns what the file says of the array at the position, whose tree is given; undefined if it says nothing. */
  findArray(tree: Tree): ArrayEntry | undefined {
    return this.#arrays instanceof ArraysInTree ? this.#arrays.entryOf(tree) : this.#cursors?.here.lookUp();
  }

  /** Reports that a sealed file has no array at the position, where its class has one. */
  reportNoArray(found: Tree, dtype: DType): void {
    if (this.#arrays instanceof ArraysInTree) {
      const { name } = dtypeTraits(dtype).TypedArray;
      this.wrongType(found, `an array of the file, a ${name}, or { dtype: '${dtype}', data, shape }`);
    } else this.report('missing-field', `found no entry in $artifact.arrays, expected one with the dtype ${dtype}`);
  }

  /** Reports the arrays that no field has asked for, unless there is a fault that may be the reason. */
  reportUnusedArrays(): void {
    const arrays = this.#arrays;
    if (arrays === undefined || this.issueCount > 0) return;
    if (arrays instanceof ArraysInTree) {
      for (const place of arrays.unusedPlaces)
        this.reportAt(place, 'invalid-type', 'found an array, expected none: no field has one there');
    } else this.reportUnusedEntries(arrays);
  }

  /** Reports the entries of a table of arrays that lead to no array. */
  reportUnusedEntries({ unusedPointers }: ArrayTable): void {
    const table = new Place(new Place(undefined, ARTIFACT_KEY), 'arrays');
    const message = 'found an entry for an array that is not there, expected none';
    for (const pointer of unusedPointers) this.reportAt(new Place(table, pointer), 'unknown-field', message);
  }

  /**
   * Returns the arrays in the tree at the position, of which no class says what it is, and takes them for used; undefined if there are none.
   */
  takeUndeclaredArrays(tree: Tree): UndeclaredArrays | undefined {
    if (this.#arrays instanceof ArraysInTree) {
      this.#arrays.useAllWithin(tree);
      return NODES;
    }
    const cursor = this.#cursors?.here;
    cursor?.useAllWithin();
    return cursor === undefined || cursor.matches.length === 0
      ? undefined
      : new ArraysOfTable(cursor.table, cursor.matches);
  }
}
