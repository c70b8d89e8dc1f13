// The compiler checks the types of decorated properties, in both protocols of decorators, and says what it expects.

import test from 'ava';
import { compileAsUser, LEGACY } from './support/as-user.js';
import { errorsByRow, moduleOfRows, PROPERTY_ROWS, wrongRows } from './support/property-types.js';

const ALL = moduleOfRows(PROPERTY_ROWS.map(({ line }) => line));

test('legacy decorators check the types of their properties', async (t) => {
  t.deepEqual(wrongRows('legacy', (await compileAsUser(ALL, ...LEGACY)).complaints), []);
});

test('TC39 decorators check the types of their properties', async (t) => {
  t.deepEqual(wrongRows('tc39', (await compileAsUser(ALL)).complaints), []);
});

test('without strictNullChecks, no property has to be optional', async (t) => {
  const lines = ['@Persisted() a?: number;', '@IsoDate() a!: Date;', '@Stored(c.date) a!: Date;'];
  const { complaints } = await compileAsUser(moduleOfRows(lines), ...LEGACY, '--strict', 'false');
  t.deepEqual(errorsByRow(lines, complaints), ['', '', '']);
});
