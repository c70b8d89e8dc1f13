// The bars of the overview: how many artifacts lie in each part of one span of time.

import test from 'ava';
import fc from 'fast-check';
import { BARS, partsOf } from '../../src/report/gathering/bars.js';

const START = Date.UTC(2026, 0, 1);
const secondAt = (seconds: number): string => new Date(START + 1000 * seconds).toISOString().slice(0, 19);

test('a second at a boundary lies in the part that begins there', (t) => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 2 ** 31 }),
      fc.nat({ max: BARS }),
      fc.constantFrom(-1, 0, 1),
      (length, part, step) => {
        const second = Math.min(length, Math.max(0, Math.ceil((part * length) / BARS) + step));
        const expected = Math.min(BARS - 1, Number((BigInt(BARS) * BigInt(second)) / BigInt(length)));
        t.is(partsOf({ from: secondAt(0), to: secondAt(length) })(secondAt(second)), expected);
      },
    ),
  );
});

test('artifacts of one second lie in the first part', (t) => {
  t.is(partsOf({ from: secondAt(5), to: secondAt(5) })(secondAt(5)), 0);
});
