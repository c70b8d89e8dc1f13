import type { ConditionAdvice } from '../../display/condition-advice.js';
import { pointersOfName } from '../../display/key-names.js';
import { checkUnambiguous, noValueFailure, typedName } from '../../display/name-failures.js';
import { readNamedValues } from '../../display/open-artifact.js';
import { eachReadable } from '../../display/readable.js';
import { shellWord } from '../../display/shell-word.js';
import type { ListedEntry } from '../../repository/listing.js';
import { ProgressLine } from '../console/progress.js';
import type { Context } from '../context/context.js';
import { listProcedure } from './procedures.js';

/** Returns what messages about conditions advise somebody who types them in a shell. */
export const shellAdvice = (context: Context, procedure: string | undefined): ConditionAdvice => ({
  condition: shellWord,
  name: typedName,
  insteadOn: (key) => `--has ${typedName(key)}`,
  times: 'Times have options of their own. Write for example --since 2026-02 --until 2026-02-26T12:00.',
  procedures: 'A procedure stands before conditions, and is not asked for by them.',
  keys: () => `All keys: ${context.call('keys', procedure ?? 'PROCEDURE')}`,
});

/** Finds out which keys the names in `--columns` stand for, by the artifacts that a command shows. */
export class NameResolution {
  readonly #context: Context;
  readonly #procedure: string | undefined;
  readonly #pointers: ReadonlyMap<string, Set<string>>;

  /** @param procedure - the procedure of the artifacts; undefined if they are of all procedures. */
  constructor(context: Context, procedure: string | undefined, names: readonly string[]) {
    this.#context = context;
    this.#procedure = procedure;
    this.#pointers = new Map(names.map((name) => [name, new Set()]));
  }

  /**
   * Adds an artifact.
   *
   * @param has - true if the artifact has a leaf at a pointer.
   */
  add(has: (pointer: string) => boolean): void {
    for (const [name, pointers] of this.#pointers) {
      const pointer = pointersOfName(name).find(has);
      if (pointer !== undefined) pointers.add(pointer);
    }
  }

  /**
   * Returns one pointer for each name. A name that stands for nothing in the added artifacts is looked up in all artifacts of the
   * procedure.
   *
   * @throws Failure if no artifact has a name, or if a name is a parameter in one artifact and a result in another.
   */
  async pointers(): Promise<string[]> {
    const all: string[] = [];
    for (const [name, pointers] of this.#pointers) {
      checkUnambiguous(name, pointers);
      const [pointer] = pointers;
      all.push(pointer ?? (await this.#pointerInNewest(name)));
    }
    return all;
  }

  /** Returns the pointer that a name has in the newest artifact with such a key. */
  async #pointerInNewest(name: string): Promise<string> {
    const context = this.#context;
    const entries = await listProcedure(context, this.#procedure, { order: 'newest' });
    const progress = new ProgressLine(context.terminal, context.json, 'files');
    const read = (entry: ListedEntry) => readNamedValues(context, entry, [name]);
    for await (const [value] of eachReadable(entries, [], read, progress)) if (value?.isLeaf) return value.pointer;
    throw await noValueFailure(context, entries, name, shellAdvice(context, this.#procedure));
  }
}
