import { ArrayTable } from '../../format/array-table.js';
import { NonFinitePlaces } from '../../format/non-finite.js';
import type { DType } from '../../model/dtypes.js';
import { pointerOfPlace } from '../../model/place.js';
import { ALL_CONSTRAINTS } from '../../model/validation-rules.js';
import { AlongPath } from './along-path.js';
import { Walk } from './walk.js';

/** A walk over an instance, from which the tree of a sealed file is made. It records what `$artifact` will say of arrays and numbers. */
export class EncodingWalk extends Walk {
  /** The arrays recorded so far. */
  readonly arrays = ArrayTable.empty();
  /** The places of NaN and the infinities outside of arrays. */
  readonly nonFinite = new NonFinitePlaces();
  readonly #cursors = new AlongPath(this.position, this.arrays.recordingCursor, (cursor, key, isElement) =>
    cursor.child(key, isElement),
  );

  constructor(rules = ALL_CONSTRAINTS) {
    super(rules);
  }

  /** Records the array at the position. */
  addArray(dtype: DType, shape: readonly number[]): void {
    this.#cursors.here.record(dtype, shape, () => pointerOfPlace(this.place));
  }

  /** Records the number at the position, NaN or an infinity, that a field declares as a number. */
  addDeclaredNonFinite(): void {
    this.nonFinite.addDeclared(
      this.position.isInMapWithoutPattern ? pointerOfPlace(this.place) : this.#cursors.here.pattern,
    );
  }

  /** Records the number at the position, NaN or an infinity, in a plain JSON value. */
  addPlainNonFinite(): void {
    this.nonFinite.addPlain(pointerOfPlace(this.place));
  }
}
