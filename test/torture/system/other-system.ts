import { execFile } from 'node:child_process';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';

/**
 * Makes processes meet a system with other ways (see `other-system.c`). It takes a C compiler.
 *
 * @param place - a folder for what is compiled.
 * @param ways - which of them: `{ NO_LINKS: '1' }`.
 * @returns the environment that they have to be started with.
 */
export async function otherSystem(place: string, ways: NodeJS.ProcessEnv): Promise<NodeJS.ProcessEnv> {
  const library = join(place, 'other-system.so');
  await promisify(execFile)('cc', [
    '-shared',
    '-fPIC',
    '-o',
    library,
    resolve('test/torture/system/other-system.c'),
    '-ldl',
  ]);
  return { ...ways, LD_PRELOAD: library };
}
