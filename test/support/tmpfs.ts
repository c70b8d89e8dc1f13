import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/**
 * Runs a script with a tmpfs mounted at a folder, in a mount namespace of its own. The folder is the script's first argument.
 *
 * @returns its stdout.
 */
export async function onTmpfs(folder: string, options: string, script: string, ...args: string[]): Promise<string> {
  const program = 'mount -t tmpfs -o "$1" none "$4" && shift && exec "$@"';
  const words = [program, 'sh', options, process.execPath, script, folder, ...args];
  const { stdout } = await promisify(execFile)('unshare', ['--map-root-user', '--mount', 'sh', '-c', ...words]);
  return stdout;
}
