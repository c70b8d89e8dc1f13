import { basename, dirname } from 'node:path';
import { compiled } from './compiled.js';

/**
 * Makes processes meet a system with other ways (see `other-system.c`). It takes a C compiler.
 *
 * @param place - a folder for what is compiled.
 * @param ways - which of them: `{ NO_LINKS: '1' }`.
 * @returns the environment that they have to be started with.
 */
export async function otherSystem(place: string, ways: NodeJS.ProcessEnv): Promise<NodeJS.ProcessEnv> {
  const path = await compiled(place, 'other-system', '-shared', '-fPIC', '-ldl');
  // The path may have spaces, which LD_PRELOAD takes for the ends of names.
  return { ...ways, LD_LIBRARY_PATH: dirname(path), LD_PRELOAD: basename(path) };
}
