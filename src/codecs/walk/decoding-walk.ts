import type { ArrayEntry, ArrayTable, LookupCursor } from '../../format/array-table.js';
import type { ReferenceTexts } from '../../format/stored-reference.js';
import type { Profile } from '../../model/profile.js';
import { ALL_CONSTRAINTS, type ValidationRules } from '../../model/validation-rules.js';
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
  readonly #cursors: AlongPath<LookupCursor> | undefined;
  /** For whom the file may have been written; undefined for a sealed file. */
  readonly profile: Profile | undefined;
  readonly #ignoresUnknown: boolean;
  /** True if an object may be without the name of the procedure of its class. */
  readonly mayLackProcedure: boolean;

  /** @param arrays - the array table of the file; undefined if the file is unsealed. */
  constructor(
    arrays: ArrayTable | undefined,
    { ownership = 'move', rules = ALL_CONSTRAINTS, profile, unknown, procedure, loadReference }: DecodingOptions = {},
  ) {
    super(rules);
    this.ownership = ownership;
    this.loadReference = loadReference;
    this.profile = arrays === undefined ? profile : undefined;
    this.#ignoresUnknown = unknown === 'ignore';
    this.mayLackProcedure = procedure === 'known' && arrays === undefined;
    if (arrays !== undefined)
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
    return this.#cursors !== undefined;
  }

  /** True if an undeclared key of the object that the walk is inside of is passed over, with the arrays in it. */
  passesOver(key: string): boolean {
    if (!this.#ignoresUnknown) return false;
    this.atMember(key);
    this.#cursors?.here.useAllWithin();
    return true;
  }

  /** Returns what the file's array table says of the array at the position; undefined if there is no entry, or no table. */
  findArray(): ArrayEntry | undefined {
    return this.#cursors?.here.lookUp();
  }
}
