// The compiler checks the types of decorated properties, in both protocols of decorators, and says what it expects.

import test from 'ava';
import { compileAsUser, LEGACY } from './support/as-user.js';
import { ALL_ROWS, errorsByLine, moduleOf, wrongRows } from './support/property-types.js';

test('legacy decorators check the types of their properties', async (t) => {
  t.deepEqual(wrongRows('legacy', (await compileAsUser(ALL_ROWS, ...LEGACY)).complaints), []);
});

test('TC39 decorators check the types of their properties', async (t) => {
  t.deepEqual(wrongRows('tc39', (await compileAsUser(ALL_ROWS)).complaints), []);
});

test('without strictNullChecks, no property has to be optional', async (t) => {
  const members = ['@Persisted() a?: number;', '@IsoDate() a!: Date;', '@Stored(c.date) a!: Date;'];
  const lines = members.map((member) => `{ class A { ${member} } }`);
  const { complaints } = await compileAsUser(moduleOf(lines), ...LEGACY, '--strict', 'false');
  t.deepEqual(errorsByLine(lines, complaints), ['', '', '']);
});
