import { readFileSync } from 'node:fs';
import { Command, type OutputConfiguration } from 'commander';
import type { Context, GlobalOptions } from './context/context.js';

/**
 * Runs a command with the options that all commands share.
 *
 * @param command - returns the exit code.
 * @param needs - `usesRoot` is false for a command that does not work on the artifacts of `--root`, so that no server is asked for them.
 */
export type RunCommand = (
  options: GlobalOptions,
  command: (context: Context) => Promise<0 | 1>,
  needs?: { readonly usesRoot?: boolean },
) => Promise<void>;

const WITHOUT_ROOT = { usesRoot: false };

/** The help on conditions. */
const CONDITIONS = 'k=v, k=a,b, k=10..20, k=10.., k!=v; in quotes: k<v, k<=v, k>v, k>=v';

/** The option that gives classes: its flags, and its help. */
const IMPORT = ['--import <module>', 'show members as the classes of this module have them now'] as const;

/**
 * Declares all commands with their arguments, options and help texts. Each command is a module in `commands/`, which is loaded only when
 * the command runs, so that `artifacts --help` is quick.
 *
 * No option has an optional or variadic value, because it would take the ids and conditions that follow it for its values.
 *
 * @param runCommand - called with the command that the arguments name.
 * @param output - where commander writes help and errors.
 */
export function createProgram(runCommand: RunCommand, output: OutputConfiguration): Command {
  const program = new Command('artifacts')
    .description('Look at a folder of artifacts: what is there, what differs, and whether it is sound.')
    .usage('[command] [options]')
    .version(packageVersion(), '--version', 'print the version')
    .helpOption('-h, --help', 'print the help of artifacts, or of a command')
    .option(
      '--root <dir>',
      'the folder of the artifacts, or s3://BUCKET/PREFIX (see AWS_PROFILE, AWS_REGION and AWS_ENDPOINT_URL_S3), instead of ARTIFACTS_ROOT or artifacts/exploratory',
    )
    .option('--follow-links', 'follow links in it, as git-annex, DVC and DataLad make them')
    .option('--json', 'print objects for programs, one per line')
    .addHelpText('after', '\nWithout a command: the procedures, and what to type next.')
    .configureHelp({ showGlobalOptions: true, subcommandTerm: (command) => command.name() })
    .configureOutput(output)
    .exitOverride();

  /** Declares a command whose help ends with examples. */
  const declare = (name: string, summary: string, ...examples: string[]): Command =>
    program
      .command(name)
      .summary(summary)
      .description(`${summary[0]?.toUpperCase()}${summary.slice(1)}.`)
      .showHelpAfterError(`See artifacts ${name} --help.`)
      .addHelpText('after', `\nFor example:\n${examples.map((example) => `  ${example}`).join('\n')}`);

  const collect = (value: string, values: readonly string[] = []): string[] => [...values, value];
  /** Adds the argument and the options that select artifacts. */
  const withConditions = (command: Command): Command =>
    withConditionOptions(command.argument('[condition...]', CONDITIONS));
  const withConditionOptions = (command: Command): Command =>
    command
      .option('--has <key>', 'only artifacts that have the key; may be given again', collect)
      .option('--lacks <key>', 'only artifacts that lack the key; may be given again', collect)
      .option('--since <time>', 'from this time on, such as 2026-02 or 2026-02-26T12:00')
      .option('--until <time>', 'up to this time');

  withConditions(
    declare(
      'list',
      'list artifacts, the newest first',
      'artifacts list ChangePointDetection window_size=10..20 --sort window_size',
      "artifacts list ChangePointDetection 'threshold<0.5' seed!=42 --limit 8",
    ).argument('[procedure]', 'the procedure; without it, all procedures'),
  )
    .option('--sort <key>', 'sort by the values of a key')
    .option('--reverse', 'reverse the order')
    .option('--limit <n>', 'the greatest number of artifacts; 20 in a table')
    .option('--all', 'show all artifacts')
    .option('--columns <keys>', 'show exactly these columns, separated by commas')
    .option('--wide', 'show all columns that vary, however wide the table is')
    .option('--size', 'show the sizes of the files')
    .option('--csv', 'print CSV for programs')
    .option(...IMPORT)
    .action((procedure: string | undefined, conditions: string[], _options, command: Command) =>
      runCommand(command.optsWithGlobals(), async (context) =>
        (await import('./commands/list.js')).list(context, procedure, conditions, command.opts()),
      ),
    );

  declare('keys', 'list the keys of a procedure’s artifacts', 'artifacts keys ChangePointDetection')
    .argument('<procedure>', 'the procedure')
    .option(...IMPORT)
    .action((procedure: string, _options, command: Command) =>
      runCommand(command.optsWithGlobals(), async (context) =>
        (await import('./commands/keys.js')).keys(context, procedure),
      ),
    );

  declare(
    'show',
    'show one artifact: its parameters, members and arrays',
    'artifacts show 34cf27a3',
    "artifacts show --array '/curve[100:200]'",
  )
    .argument('[id]', 'an id or its beginning, a path, or PROC@latest; the newest artifact if there is none')
    .option('--array <array>', 'print the values of an array, or of a slice of it')
    .option('--log', 'draw plots on a logarithmic scale')
    .option('--lineage', 'draw what it was made from, and what was made from it')
    .option(...IMPORT)
    .action((word: string | undefined, _options, command: Command) =>
      runCommand(command.optsWithGlobals(), async (context) =>
        (await import('./commands/show.js')).show(context, word, command.opts()),
      ),
    );

  declare(
    'compare',
    'show how artifacts differ, inputs first',
    'artifacts compare 34cf27a3 654a8fc0',
    'artifacts compare 34cf27a3 654a8fc0 --results --relative 1e-9',
  )
    .argument('<id...>', '2 to 8 artifacts: ids or their beginnings, paths, or PROC@latest')
    .option('--results', 'compare only the results: the exit code is 0 if they are the same')
    .option('--absolute <number>', 'numbers that differ by at most this are the same')
    .option('--relative <number>', 'the same, as a part of the second number (the two add up)')
    .option('--exclude <pointer>', 'ignore a value and everything below it; may be given again', collect)
    .option(...IMPORT)
    .action((words: string[], _options, command: Command) =>
      runCommand(command.optsWithGlobals(), async (context) =>
        (await import('./commands/compare.js')).compare(context, words, command.opts()),
      ),
    );

  declare(
    'verify',
    'check seals, names and folders of all files',
    'artifacts verify ChangePointDetection',
    'artifacts verify results --against /mnt/archive',
  )
    .argument('[procedure...]', 'the procedures; without any, all. With --against, a folder or s3://…')
    .option('--against <dir>', 'also compare each file with its copy in this folder, or s3://…')
    .option('--import <module>', 'a module that declares classes, by which contents are decoded')
    .action((words: string[], { against }: { readonly against?: string }, command: Command) =>
      runCommand(
        command.optsWithGlobals(),
        async (context) => (await import('./commands/verify.js')).verify(context, words, command.opts()),
        { usesRoot: against === undefined || words.length === 0 },
      ),
    );

  withConditionOptions(
    declare(
      'copy',
      'copy artifacts to another folder or bucket, each whole and checked',
      'artifacts copy results /mnt/archive --newer',
      'artifacts copy artifacts/exploratory s3://lab/exploratory',
      'artifacts copy results best ChangePointDetection threshold=0.5',
    )
      .argument('<from>', 'the folder of the artifacts, or s3://…, which is not changed')
      .argument('<to>', 'the folder, or s3://…, that they are copied to; nothing in it is overwritten')
      .argument('[procedure|condition...]', `procedures, and then ${CONDITIONS}`),
  )
    .option('--newer', 'only what is later than the newest of its procedure there')
    .action((from: string, to: string, words: string[], _options, command: Command) =>
      runCommand(
        command.optsWithGlobals(),
        async (context) => (await import('./commands/copy.js')).copy(context, from, to, words, command.opts()),
        WITHOUT_ROOT,
      ),
    );

  declare('remove', 'remove artifacts for good', 'artifacts remove 654a8fc0 fc1524db')
    .argument('<id...>', 'an id, or a path')
    .option('--yes', 'do not ask')
    .option('--even-if-referenced', 'remove also what other artifacts refer to')
    .action((ids: string[], _options, command: Command) =>
      runCommand(command.optsWithGlobals(), async (context) =>
        (await import('./commands/remove.js')).remove(context, ids, command.opts()),
      ),
    );

  withConditionOptions(
    declare(
      'export',
      'write artifacts to a file for other programs, or to a folder for archives',
      'artifacts export ChangePointDetection window_size=10..20 -o runs.csv',
      'artifacts export ChangePointDetection --array statistic_curve -o curves.npy',
      'artifacts export --ro-crate crate',
    ).argument('[procedure|condition...]', `the procedure, or several for a folder, and then ${CONDITIONS}`),
  )
    .option('-o, --output <file>', 'a file that ends in .csv, .ndjson, .parquet or .npy; - is the output')
    .option('--format <format>', 'csv, ndjson or npy, for -o -')
    .option('--force', 'replace a file that is there')
    .option('--array <key>', 'the array for .npy, if there are several')
    .option('--raw', 'in .csv, leave texts that a spreadsheet would run as they are stored')
    .option('--parquet <dir>', 'a folder for all artifacts of procedures, as .parquet files; again, it writes new ones')
    .option(
      '--ro-crate <dir>',
      'a new folder for an RO-Crate: the files, and how they were made. It needs the next five',
    )
    .option('--name <text>', 'in an RO-Crate, its name')
    .option('--description <text>', 'in an RO-Crate, what it is about')
    .option('--license <url>', 'in an RO-Crate, its license: URL, or Name <URL>')
    .option('--author <person>', 'in an RO-Crate, an author: Name, or Name <ORCID or URL>; may be given again', collect)
    .option('--published <date>', 'in an RO-Crate, the date of its publication')
    .option('--publisher <organization>', 'in an RO-Crate, who publishes it: Name, or Name <URL>')
    .option('--agent <person>', 'in an RO-Crate, who ran the procedures: Name, or Name <ORCID or URL>')
    .option(...IMPORT)
    .action(
      (
        words: string[],
        options: { readonly output?: string; readonly roCrate?: string; readonly parquet?: string },
        command: Command,
      ) => {
        if (options.roCrate === undefined && options.parquet === undefined) {
          if (options.output === undefined) command.error("error: required option '-o, --output <file>' not specified");
          if (words.length === 0) command.error("error: missing required argument 'procedure'");
        }
        return runCommand(command.optsWithGlobals(), async (context) =>
          (await import('./commands/export.js')).exportArtifacts(context, words, command.opts()),
        );
      },
    );

  declare(
    'query',
    'ask all artifacts in SQL, by DuckDB or ClickHouse: each procedure is a table',
    "artifacts query 'SELECT label, kendall_tau FROM EarlyWarning ORDER BY 2'",
    'artifacts query --json \'SELECT _id, seed FROM "Early-Warning" LIMIT 10\'',
  )
    .argument(
      '[sql]',
      'one SELECT; a procedure with other characters than letters, digits and _ stands in double quotes',
    )
    .option('--csv', 'print CSV for programs')
    .option('--raw', 'in --csv, leave texts that a spreadsheet would run as they are')
    .option(
      '--engine <engine>',
      'duckdb or clickhouse; for a bucket, clickhouse if it is installed, and otherwise duckdb',
    )
    .option('--server <url>', 'let a server of ClickHouse answer: the artifacts are sent to http://user@host:8123')
    .option('--sql', 'print the statements for DuckDB, ClickHouse, Spark and Trino instead of an answer')
    .action((sql: string | undefined, _options, command: Command) =>
      runCommand(command.optsWithGlobals(), async (context) =>
        (await import('./commands/query.js')).query(context, sql, command.opts()),
      ),
    );

  withConditionOptions(
    declare(
      'report',
      'write tables and plots into one file for a browser',
      'artifacts report',
      "artifacts report ChangePointDetection 'threshold<0.5' -o low.html",
    ).argument('[procedure|condition...]', `procedures, and then ${CONDITIONS}`),
  )
    .option('-o, --output <file>', 'the file', 'report.html')
    .option('--force', 'replace a file that is there')
    .option('--max <n>', 'the greatest number of artifacts in full, the newest; of the others, only rows', '1000')
    .option(
      '--x <array=array>',
      'which array has the x of another one, such as density=grid; may be given again',
      collect,
    )
    .option(...IMPORT)
    .action((words: string[], _options, command: Command) =>
      runCommand(command.optsWithGlobals(), async (context) =>
        (await import('./commands/report.js')).report(context, words, command.opts()),
      ),
    );

  declare(
    'serve',
    'show the same tables and plots in a browser, of a folder as it is now',
    'artifacts serve',
    'artifacts serve --port 0 --root results',
  )
    .option('--port <n>', 'the port on this machine, which no other machine reaches; 0 for any free one', '7417')
    .option(...IMPORT)
    .action((_options, command: Command) =>
      runCommand(command.optsWithGlobals(), async (context) =>
        (await import('./commands/serve.js')).serve(context, command.opts()),
      ),
    );

  declare(
    'upgrade',
    'say which files load as they are, upgraded, or not at all',
    'artifacts upgrade --import ./classes.js',
    'artifacts upgrade ChangePointDetection --write --import ./classes.js',
  )
    .argument('[procedure...]', 'the procedures; without any, all procedures')
    .option('--write', 'save what loads upgraded in new files; the old ones stay')
    .requiredOption('--import <module>', 'a module that declares the classes of the artifacts')
    .action((procedures: string[], _options, command: Command) =>
      runCommand(command.optsWithGlobals(), async (context) =>
        (await import('./commands/upgrade.js')).upgrade(context, procedures, command.opts()),
      ),
    );

  declare(
    'adopt',
    'take over a folder of the Python implementation',
    'artifacts adopt python-results --into artifacts --import ./classes.js',
  )
    .argument('<from>', 'the folder, which has PROCEDURE/NAME.json, and which is not changed')
    .requiredOption('--into <dir>', 'the folder, or s3://…, that the artifacts are saved in, sealed')
    .requiredOption('--import <module>', 'a module that declares the classes of the artifacts')
    .action((from: string, _options, command: Command) =>
      runCommand(
        command.optsWithGlobals(),
        async (context) => (await import('./commands/adopt.js')).adopt(context, from, command.optsWithGlobals()),
        WITHOUT_ROOT,
      ),
    );

  declare('sweep', 'remove what killed processes left behind', 'artifacts sweep').action((_options, command: Command) =>
    runCommand(command.optsWithGlobals(), async (context) => (await import('./commands/sweep.js')).sweep(context)),
  );

  declare('init', 'add what a project needs to save artifacts', 'artifacts init')
    .option('--yes', 'do not ask')
    .action((options, command: Command) =>
      runCommand(
        command.optsWithGlobals(),
        async (context) => (await import('./commands/init.js')).init(context, options),
        WITHOUT_ROOT,
      ),
    );

  declare(
    'completion',
    'print the script that lets a shell complete words',
    'artifacts completion fish > ~/.config/fish/completions/artifacts.fish',
    'eval "$(artifacts completion bash)"     (in ~/.bashrc; zsh alike)',
  )
    .argument('<shell>', 'bash, zsh or fish')
    .action((shell: string, _options, command: Command) =>
      runCommand(
        command.optsWithGlobals(),
        async (context) => (await import('./commands/completion.js')).completion(context, shell),
        WITHOUT_ROOT,
      ),
    );

  program
    .command('complete', { hidden: true })
    .argument('[word...]')
    .action((words: string[]) =>
      runCommand(
        {},
        async ({ terminal }) => (await import('./commands/complete.js')).complete(program, words, terminal),
        WITHOUT_ROOT,
      ),
    );

  return program;
}

function packageVersion(): string {
  const path = import.meta.resolve('persisted-artifacts/package.json');
  return JSON.parse(readFileSync(new URL(path), 'utf8')).version;
}
