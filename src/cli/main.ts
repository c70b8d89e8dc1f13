#!/usr/bin/env node
import { CommanderError } from 'commander';
import { Failure, failureOf, failureText } from './console/failure.js';
import { exitOnSignals } from './console/interruption.js';
import { OutputClosed, processTerminal, type Terminal } from './console/terminal.js';
import type { Context, GlobalOptions } from './context/context.js';
import { programOf } from './program.js';

/** The exit code of a {@link Failure}: wrong usage, ambiguous, or it could not be done. */
const FAILED = 2;

exitOnSignals();
process.exitCode = await main(process.argv.slice(2), processTerminal());

/** Does what the arguments say, and gives the exit code. */
async function main(args: readonly string[], terminal: Terminal): Promise<number> {
  try {
    return await run(args, terminal);
  } catch (error) {
    if (error instanceof OutputClosed) return error.exitCode;
    const failure = failureOf(error);
    // If this cannot be written either, the exit code tells.
    await terminal.err.write(failureText(failure, isForPrograms(args))).catch(() => {});
    return FAILED;
  }
}

async function run(args: readonly string[], terminal: Terminal): Promise<number> {
  let exitCode = 0;
  let [help, complaint] = ['', ''];
  const runCommand = async (options: GlobalOptions, command: (context: Context) => Promise<0 | 1>) => {
    const { Context } = await import('./context/context.js');
    exitCode = await command(new Context(options, terminal));
  };
  const program = programOf(runCommand, {
    writeOut: (text) => void (help += text),
    writeErr: (text) => void (complaint += text),
    getOutHelpWidth: () => terminal.width ?? 80,
    getErrHelpWidth: () => terminal.width ?? 80,
  });
  try {
    // An action of the program itself would make commander take a misspelt command for an argument.
    const { operands, unknown } = program.parseOptions([...args]);
    const isAlone = operands.length === 0 && unknown.length === 0;
    if (isAlone)
      await runCommand(program.opts(), async (context) => (await import('./commands/overview.js')).overview(context));
    else await program.parseAsync(args, { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode !== 0) throw new Failure(complaint.trimEnd());
    await terminal.out.write(help);
  }
  return exitCode;
}

/** Tells whether `--json` is among the arguments, which may be too wrong to be understood. */
function isForPrograms(args: readonly string[]): boolean {
  const end = args.indexOf('--');
  return args.slice(0, end === -1 ? args.length : end).includes('--json');
}
