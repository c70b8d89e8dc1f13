import * as classes from './classes.js';
import { program } from './program.js';

/** What jest and vitest both have. */
interface Runner {
  readonly test: (title: string, act: () => Promise<void>) => unknown;
  readonly load: <Module>(file: string) => Promise<Module>;
  readonly mocks: { useFakeTimers(): unknown; useRealTimers(): unknown; resetModules(): unknown };
}

/** Declares tests of the program that do what users' tests do. */
export function specify({ test, load, mocks }: Runner): void {
  test('the program', async () => {
    equal(await program(classes), process.env['EXPECTED'] as string);
  });

  test('values that structuredClone has made, which are of another realm in jest', async () => {
    equal(await program(classes, structuredClone), await program(classes));
  });

  test('fake timers while saving and loading, and after', async () => {
    const expected = await program(classes);
    mocks.useFakeTimers();
    const epoch = new Date(0);
    try {
      equal(await program(classes), expected);
    } finally {
      mocks.useRealTimers();
    }
    equal(await program(classes, (value) => (Number(value) === 0 ? (epoch as typeof value) : value)), expected);
  });

  test('modules that are loaded again', async () => {
    const expected = await program(classes);
    mocks.resetModules();
    const again = await load<typeof classes>('./classes.js');
    if (again.Burst === classes.Burst) throw new Error('the classes were not loaded again');
    const reloaded = await load<{ program: typeof program }>('./program.js');
    equal(await reloaded.program(again), expected);
    equal(await program(classes), expected);
  });
}

function equal(found: string, expected: string): void {
  if (found !== expected) throw new Error(`found ${found}, expected ${expected}`);
}
