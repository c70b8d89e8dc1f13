import { inspected } from '../model/message-text.js';

/**
 * When two numbers count as the same. Without a tolerance they do if they are the same bit for bit; NaN is the same as NaN.
 *
 * With one, they do if |a − b| ≤ absolute + relative × |b|.
 *
 * @see https://numpy.org/doc/stable/reference/generated/numpy.isclose.html
 */
export interface Tolerance {
  /**
   * The difference that is always allowed.
   * @defaultValue 0
   */
  readonly absolute?: number | undefined;
  /**
   * The further difference that is allowed, as a fraction of the second number.
   * @defaultValue 0
   */
  readonly relative?: number | undefined;
}

/**
 * Checks the values of a tolerance.
 *
 * @throws TypeError for a value that is not a number.
 * @throws RangeError for a number that is negative or not finite.
 */
export function checkTolerance({ absolute, relative }: Tolerance): void {
  for (const [name, value] of Object.entries({ absolute, relative })) {
    if (value !== undefined && typeof value !== 'number')
      throw new TypeError(`found ${name}: ${inspected(value)}, expected a number`);
    if (value !== undefined && !(value >= 0 && value < Number.POSITIVE_INFINITY))
      throw new RangeError(`found ${name}: ${value}, expected a finite number that is not negative`);
  }
}
