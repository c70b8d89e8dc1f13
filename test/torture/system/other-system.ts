import { compiled } from './compiled.js';

/**
 * Makes processes meet a system with other ways (see `other-system.c`). It takes a C compiler.
 *
 * @param place - a folder for what is compiled.
 * @param ways - which of them: `{ NO_LINKS: '1' }`.
 * @returns the environment that they have to be started with.
 */
export const otherSystem = async (place: string, ways: NodeJS.ProcessEnv): Promise<NodeJS.ProcessEnv> => ({
  ...ways,
  LD_PRELOAD: await compiled(place, 'other-system', '-shared', '-fPIC', '-ldl'),
});
