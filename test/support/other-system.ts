import { basename, dirname } from 'node:path';
import { compiled } from './compiled.js';

/**
 * Prepares a library that makes the system calls of a process behave as on other systems (see `other-system.c`). It needs a C compiler.
 *
 * @param place - a folder for the compiled library.
 * @param behaviour - how the calls behave: `{ NO_LINKS: '1' }`.
 * @returns the environment variables that preload the library into a process.
 */
export async function otherSystem(place: string, behaviour: NodeJS.ProcessEnv): Promise<NodeJS.ProcessEnv> {
  const path = await compiled(place, 'other-system', '-shared', '-fPIC', '-ldl');
  // LD_PRELOAD ends a name at a space, and the path may contain some; LD_LIBRARY_PATH may contain spaces.
  return { ...behaviour, LD_LIBRARY_PATH: dirname(path), LD_PRELOAD: basename(path) };
}
