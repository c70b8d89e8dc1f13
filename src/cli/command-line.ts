import { CommanderError } from 'commander';
import { Failure } from '../display/failure.js';
import { exitOnSignals } from '../model/interruption.js';
import { failureOf, failureText } from './console/failure.js';
import { OutputClosed, processTerminal, type Terminal } from './console/terminal.js';
import { createProgram, type RunCommand } from './program.js';

/** The exit code of a {@link Failure}: the call is wrong or ambiguous, or the command could not be carried out. */
const EXIT_CODE_OF_FAILURE = 2;

/** Runs the command that the arguments name, on the terminal of this process. Returns the exit code. */
export async function runCommandLine(args: readonly string[]): Promise<number> {
  exitOnSignals();
  const terminal = processTerminal();
  try {
    return await run(args, terminal);
  } catch (error) {
    if (error instanceof OutputClosed) return error.exitCode;
    const failure = failureOf(error);
    // If standard error cannot be written either, only the exit code is left to report the failure.
    await terminal.err.write(failureText(failure, wantsJson(args))).catch(() => {});
    return EXIT_CODE_OF_FAILURE;
  }
}

async function run(args: readonly string[], terminal: Terminal): Promise<number> {
  let exitCode = 0;
  let [help, usageError] = ['', ''];
  const runCommand: RunCommand = async (options, command, { usesRoot = true } = {}) => {
    const { Context } = await import('./context/context.js');
    const context = new Context(options, terminal);
    if (usesRoot) await context.openBucket();
    await context.importClasses();
    exitCode = await command(context);
  };
  const program = createProgram(runCommand, {
    writeOut: (text) => void (help += text),
    writeErr: (text) => void (usageError += text),
    getOutHelpWidth: () => terminal.width ?? 80,
    getErrHelpWidth: () => terminal.width ?? 80,
  });
  try {
    // If the program itself had an action, commander would take a misspelt command for its argument. So the call without a command is
    // recognized here.
    const { operands, unknown } = program.parseOptions([...args]);
    const isWithoutCommand = operands.length === 0 && unknown.length === 0;
    if (isWithoutCommand)
      await runCommand(program.opts(), async (context) => (await import('./commands/overview.js')).overview(context));
    else await program.parseAsync(args, { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode !== 0) throw new Failure(usageError.trimEnd());
    await terminal.out.write(help);
  }
  return exitCode;
}

/** True if `--json` is among the arguments. Also works for arguments that commander cannot parse. */
function wantsJson(args: readonly string[]): boolean {
  const end = args.indexOf('--');
  return args.slice(0, end === -1 ? args.length : end).includes('--json');
}
