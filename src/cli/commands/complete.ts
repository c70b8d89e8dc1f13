import type { Command, Option } from 'commander';
import { escaped } from '../../display/escaping.js';
import { Failure } from '../../display/failure.js';
import { idsOf } from '../../display/ids.js';
import { namesOf } from '../../display/key-names.js';
import { type Leaf, leavesOf } from '../../display/leaves.js';
import { openArtifact } from '../../display/open-artifact.js';
import { isArtifactError } from '../../model/errors.js';
import { type ListedEntry, listEntries } from '../../repository/listing.js';
import type { Terminal } from '../console/terminal.js';
import { isBucketUrl } from '../context/bucket-url.js';
import { Context, type GlobalOptions } from '../context/context.js';
import { procedureNames, resolveProcedure } from '../selection/procedures.js';
import { SHELLS } from './completion.js';

/** The number of newest artifacts whose keys are proposed. */
const ARTIFACTS_READ = 8;

/** The number of ids that are proposed before the user has typed the beginning of one. */
const MOST_NEWEST_IDS = 20;

/**
 * Words that need no quotes in any shell, and that a terminal shows as they are. Other names, such as a key `$(rm -r .)` in a file, are
 * not proposed at all: each shell has its own rules for quotes, and a mistake in one of them would run the name as a command.
 */
const HARMLESS = /^[\p{L}\p{N}_./-]+=?$/u;

/**
 * The hidden command `artifacts complete`, which the scripts of `artifacts completion` call: prints words that a shell may propose, one a
 * line. Prints nothing if an artifact or folder cannot be read, because an error message would disturb the line that the user types.
 *
 * @param words - the words after `artifacts`, up to the word at the cursor, which may be empty.
 */
export async function complete(program: Command, words: readonly string[], terminal: Terminal): Promise<0> {
  const proposals = await proposalsFor(program, words, terminal).catch((error) => {
    if (error instanceof Failure || isArtifactError(error)) return [];
    throw error;
  });
  const current = words.at(-1) ?? '';
  const fitting = proposals.filter((proposal) => proposal.startsWith(current) && isHarmless(proposal));
  await terminal.out.write(fitting.map((proposal) => `${proposal}\n`).join(''));
  return 0;
}

const isHarmless = (proposal: string): boolean =>
  /^--[a-z-]+$/.test(proposal) ||
  (!proposal.startsWith('-') && proposal.split(',').every((part) => HARMLESS.test(part) && escaped(part) === part));

async function proposalsFor(program: Command, words: readonly string[], terminal: Terminal): Promise<string[]> {
  const current = words.at(-1) ?? '';
  const { command, positionals, options, pending } = parseWords(program, words.slice(0, -1));
  // The first words of `copy` are folders, and its artifacts are in the first of them.
  const folders = command?.registeredArguments.filter((each) => ['from', 'to'].includes(each.name())).length ?? 0;
  const [root = options.root] = positionals.slice(0, folders);
  const context = new Context(root === undefined ? options : { ...options, root }, terminal);
  const procedure = positionals[folders];
  if (pending !== undefined) return valuesFor(pending, current, context, procedure);
  if (current.startsWith('-')) return optionsOf(program, command).map(({ long }) => long as string);
  if (command === undefined) return positionals.length > 0 ? [] : commandsOf(program).map((each) => each.name());
  const known = command.registeredArguments;
  const argument = known[Math.min(positionals.length, known.length - 1)];
  if (argument === undefined || (positionals.length >= known.length && !argument.variadic)) return [];
  return wordsFor(argument.name(), current, context, procedure);
}

/** The words before the cursor, parsed. */
interface ParsedWords {
  readonly command: Command | undefined;
  /** The other words that are not options or their values. */
  readonly positionals: readonly string[];
  readonly options: GlobalOptions;
  /** The option whose value the word at the cursor is. */
  readonly pending: Option | undefined;
}

function parseWords(program: Command, words: readonly string[]): ParsedWords {
  let command: Command | undefined;
  let pending: Option | undefined;
  const positionals: string[] = [];
  const options: { root?: string; followLinks?: boolean } = {};
  for (const word of words) {
    const [name = '', value] = word.split(/=(.*)/s);
    if (pending !== undefined) {
      if (pending.long === '--root') options.root = word;
      pending = undefined;
    } else if (word.startsWith('-')) {
      const option = optionsOf(program, command).find(({ long, short }) => long === name || short === name);
      if (option?.long === '--root' && value !== undefined) options.root = value;
      if (option?.long === '--follow-links') options.followLinks = true;
      if (option?.required && value === undefined) pending = option;
    } else {
      const isFirst = command === undefined && positionals.length === 0;
      const named = isFirst ? commandsOf(program).find((each) => each.name() === word) : undefined;
      if (named === undefined) positionals.push(word);
      else command = named;
    }
  }
  return { command, positionals, options, pending };
}

const commandsOf = (program: Command): Command[] => program.createHelp().visibleCommands(program);

const optionsOf = (program: Command, command: Command | undefined): Option[] => [
  ...program.createHelp().visibleOptions(command ?? program),
  ...(command === undefined ? [] : program.options),
];

/** Returns proposals for the value of an option. The declaration of the option names the kind of value: `--sort <key>`. */
function valuesFor(
  option: Option,
  current: string,
  context: Context,
  procedure: string | undefined,
): Promise<string[]> | string[] {
  const [, name = ''] = /<(\w+)>/.exec(option.flags) ?? [];
  return wordsFor(name, current, context, procedure);
}

/**
 * Returns proposals for an argument or for the value of an option.
 *
 * @param name - the kind of value, as program.ts declares it: `<procedure>`, `<id>`, `<key>` and so on.
 */
async function wordsFor(
  name: string,
  current: string,
  context: Context,
  procedure: string | undefined,
): Promise<string[]> {
  if (name === 'shell') return [...SHELLS];
  // A server may take long, or cost money, and nobody who presses Tab waits for one.
  if (isBucketUrl(context.wantedRoot)) return [];
  switch (name) {
    case 'procedure':
      return procedureNames(context);
    case 'id':
      return idsFor(current, context);
    case 'condition':
      return procedure === undefined ? [] : (await keyNames(context, procedure, true)).map((key) => `${key}=`);
    case 'procedure|condition':
      return [...(await procedureNames(context)), ...(await wordsFor('condition', current, context, procedure))];
    case 'key':
      return procedure === undefined ? [] : keyNames(context, procedure, false);
    case 'keys': {
      const before = current.slice(0, current.lastIndexOf(',') + 1);
      return procedure === undefined ? [] : (await keyNames(context, procedure, false)).map((key) => before + key);
    }
    default:
      return [];
  }
}

async function idsFor(current: string, { storage }: Context): Promise<string[]> {
  const entries = await listEntries(storage, { order: 'newest' });
  const ids = idsOf(entries.map(({ key }) => key));
  return current === '' ? ids.slice(0, MOST_NEWEST_IDS) : ids;
}

/**
 * Returns the names of the keys of a procedure's newest artifacts.
 *
 * @param scalarsOnly - whether to leave out arrays, lists and objects, for which there are no conditions.
 */
async function keyNames(context: Context, word: string, scalarsOnly: boolean): Promise<string[]> {
  const procedure = await resolveProcedure(context, word);
  const entries = await listEntries(context.storage, { procedure, order: 'newest' });
  const pointers = new Set<string>();
  for (const entry of entries.slice(0, ARTIFACTS_READ)) {
    for (const { pointer, tree } of await leavesIn(context, entry))
      if (!scalarsOnly || typeof tree !== 'object' || tree === null) pointers.add(pointer);
  }
  return [...namesOf(pointers).values()].sort();
}

/** Returns the values of an artifact; none if it cannot be read. */
async function leavesIn(context: Context, entry: ListedEntry): Promise<Iterable<Leaf>> {
  try {
    return leavesOf((await openArtifact(context, entry)).root);
  } catch (error) {
    if (isArtifactError(error)) return [];
    throw error;
  }
}
