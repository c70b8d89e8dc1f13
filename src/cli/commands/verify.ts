import { relative, sep } from 'node:path';
import type { Stray } from '../../storage/storage.js';
import { type Verification, type VerifyProgress, verifications } from '../../verification.js';
import { decodingOf, NO_DECODING } from '../classes.js';
import type { Context } from '../context.js';
import { shown, shownLines } from '../escaping.js';
import { adviceOfCommandLine } from '../failure.js';
import { idsOf } from '../ids.js';
import { jsonLine } from '../json-text.js';
import { counted, wrapped } from '../notes.js';
import { procedureNamed } from '../procedures.js';
import { ProgressLine } from '../progress.js';

/** `artifacts verify`: reads every file, and checks its seal, its name and its folder. */
export async function verify(context: Context, words: readonly string[]): Promise<0 | 1> {
  const { storage, terminal, json } = context;
  const procedures: string[] = [];
  for (const word of words) procedures.push(await procedureNamed(context, word));
  const decoding = context.import === undefined ? NO_DECODING : await decodingOf(context.import);
  const progress = new ProgressLine(terminal, json, 'files');
  const onProgress = ({ files, of, bytes }: VerifyProgress) => progress.tell({ done: files, of, bytes });
  const tally = new Tally();
  try {
    const chosen = (all: readonly (string | Stray)[]) => chosenOf(all, context, procedures);
    for await (const verification of verifications(storage, decoding, { onProgress }, chosen)) {
      tally.add(verification);
      if (verification.problem === undefined) continue;
      progress.clear();
      await terminal.out.write(json ? problemJson(verification) : problemText(verification, context));
    }
  } finally {
    progress.clear();
  }
  await terminal.out.write(json ? tally.json() : tally.text(context, procedures));
  return tally.isSound ? 0 : 1;
}

/** The entries of some procedures, or all, in the order of their names. */
function chosenOf(
  all: readonly (string | Stray)[],
  context: Context,
  procedures: readonly string[],
): readonly (string | Stray)[] {
  const named = all.map((entry) => ({
    entry,
    name: typeof entry === 'string' ? entry : nameOf(entry.path, context),
  }));
  const wanted = named.filter(
    ({ name }) => procedures.length === 0 || procedures.includes(name.split('/', 1)[0] as string),
  );
  return wanted.sort((a, b) => (a.name < b.name ? -1 : 1)).map(({ entry }) => entry);
}

/** A path from the folder of the artifacts on: `PROCEDURE/NAME.json`. */
const nameOf = (path: string, { root }: Context): string => relative(root, path).split(sep).join('/');

function problemText(verification: Verification, context: Context): string {
  const lines = shownLines(faultOf(verification)).split('\n');
  const fault = lines.map((line) => wrapped(`  ${line}`, context.terminal.width)).join('');
  return `${shown(nameOf(verification.path, context))}\n${fault}`;
}

/** What is wrong with an entry, without its path. */
function faultOf({ path, key, problem, content }: Verification): string {
  const [own] = content?.keys ?? [];
  if (key !== undefined && own !== undefined) {
    const [procedure, name] = own.split('/');
    return key.startsWith(`${procedure}/`)
      ? `has another artifact's name: its own is ${name}`
      : `is in the wrong folder: its procedure is ${procedure}`;
  }
  const message = adviceOfCommandLine(problem?.message ?? '').replace(DIGESTS, '');
  const places = [path, key ?? path].map((place) => ({ place, at: message.indexOf(place) }));
  const found = places.find(({ at }) => at >= 0 && /^(?:\w+ )?$/.test(message.slice(0, at)));
  return found === undefined ? message : message.slice(found.at + found.place.length).replace(/^:? /, '');
}

/** Nobody compares them by eye; objects for programs have them. */
const DIGESTS = /: expected [0-9a-f]{64}, found [0-9a-f]{64}$/;

function problemJson({ path, key, problem, content }: Verification): string {
  const id = key === undefined ? undefined : idsOf([key])[0];
  const { code, message = '' } = problem ?? {};
  return jsonLine({ type: 'problem', id, path, seal: content?.seal, code, message: adviceOfCommandLine(message) });
}

/** What was found, in numbers. */
class Tally {
  #files = 0;
  #damaged = 0;
  #others = 0;
  #sealed = 0;
  #unsealed = 0;
  #decoded = 0;
  /** How many files were not decoded, by their procedures. */
  readonly #undecoded = new Map<string, number>();

  add({ key, problem, content }: Verification): void {
    if (key === undefined) this.#others++;
    else this.#files++;
    if (key !== undefined && problem !== undefined) this.#damaged++;
    if (problem !== undefined || content === undefined) return;
    if (content.seal === undefined) this.#unsealed++;
    else this.#sealed++;
    const { procedureName, isDecoded } = content;
    if (isDecoded) this.#decoded++;
    else this.#undecoded.set(procedureName, (this.#undecoded.get(procedureName) ?? 0) + 1);
  }

  get isSound(): boolean {
    return this.#damaged === 0 && this.#others === 0;
  }

  text(context: Context, procedures: readonly string[]): string {
    if (!this.isSound) return this.#faultsText(context);
    if (this.#files === 0) return `There are no artifacts in ${shown(context.root)}${ofProcedures(procedures)} yet.\n`;
    const parts = [
      ...(this.#sealed > 0
        ? [`${this.#sealed} ${this.#sealed === 1 ? 'seal and name' : 'seals and names'} right`]
        : []),
      ...(this.#unsealed > 0
        ? [`${this.#unsealed} ${this.#unsealed === 1 ? 'has' : 'have'} no seal (other tools)`]
        : []),
    ];
    const { width } = context.terminal;
    return `${counted(this.#files, 'file')}, no problem: ${parts.join(', ')}.\n${wrapped(this.#decodingText(context), width)}`;
  }

  #faultsText(context: Context): string {
    const damaged =
      this.#damaged === 0
        ? `${counted(this.#files, 'file')}, no problem`
        : `${this.#damaged} of ${counted(this.#files, 'file')} ${this.#damaged === 1 ? 'has' : 'have'} a problem`;
    const others =
      this.#others === 1 ? '1 other thing is no artifact' : `${this.#others} other things are no artifacts`;
    const found = this.#others === 0 ? damaged : `${damaged}, ${others}`;
    const advice = this.#damaged === 0 ? '' : `What is still readable of one: ${context.call('show', 'PATH')}\n`;
    return `${wrapped(`${found}. Nothing was changed.`, context.terminal.width)}${advice}`;
  }

  #decodingText(context: Context): string {
    if (context.import === undefined) return 'Contents were not decoded: no class is known (--import ./classes.js).';
    if (this.#undecoded.size === 0) return 'All contents were decoded.';
    const names = [...this.#undecoded].map(([name, count]) => `${name} (${count})`).sort();
    return `Decoded were ${this.#decoded}. No class is known of ${names.join(', ')}.`;
  }

  json(): string {
    return jsonLine({
      type: 'summary',
      files: this.#files,
      problems: this.#damaged + this.#others,
      sealed: this.#sealed,
      unsealed: this.#unsealed,
      decoded: this.#decoded,
    });
  }
}

const ofProcedures = (procedures: readonly string[]): string =>
  procedures.length === 0 ? '' : ` of ${procedures.join(', ')}`;
