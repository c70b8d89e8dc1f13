import { execFileSync } from 'node:child_process';
import { resolve } from 'node:path';
import type { Environment } from '../../src/index.js';

/**
 * Runs a program in a folder, and returns what `captureEnvironment` returns there.
 *
 * @param text - statements before that call.
 */
export function capturedBy(text: string, cwd: string, env: NodeJS.ProcessEnv = {}): Environment {
  const program = `
    import { captureEnvironment } from ${JSON.stringify(resolve('dist/src/index.js'))};
    ${text}
    console.log(JSON.stringify(captureEnvironment()));`;
  const output = execFileSync(process.execPath, ['--input-type=module', '-e', program], {
    cwd,
    env: { ...process.env, ...env },
    encoding: 'utf8',
  });
  return JSON.parse(output);
}
