import { incomparableNotes } from '../../display/compared-values.js';
import type { Condition } from '../../display/conditions.js';
import { Failure } from '../../display/failure.js';
import type { FoundValue } from '../../display/leaves.js';
import { FILES_AT_A_TIME } from '../../display/limits.js';
import { checkUnambiguous, MOST_COMPARED_ARTIFACTS, noValueFailure } from '../../display/name-failures.js';
import { checkComparable, NamedValues } from '../../display/named-values.js';
import { readNamedValues } from '../../display/open-artifact.js';
import { compareValues } from '../../display/order.js';
import { ifReadable } from '../../display/readable.js';
import type { Store } from '../../display/store.js';
import type { StoredTree } from '../../format/stored-tree.js';
import { withSource } from '../../storage/bytes-source.js';
import { FILTER_ADVICE } from '../tables/filter-advice.js';
import { entryOfKey, type KeyList } from './live-listing.js';
import { rowText } from './live-row.js';
import type { LiveValues, NamedColumn } from './live-values.js';

/** What a table is filtered and sorted by. */
export interface Wanted {
  readonly conditions: readonly Condition[];
  /** Words without capital letters, each of which stands in some cell. */
  readonly words: readonly string[];
  /** The name of the key to sort by, or `size`; undefined for the order of the keys. */
  readonly sort: string | undefined;
  readonly isFalling: boolean;
}

/** Something that is asked of each artifact. */
interface Question {
  readonly kind: 'name' | 'word' | 'size';
  /** The name of a key, or the word. */
  readonly text: string;
  /** What the answer has to meet; undefined for a word, which has to be there, and for what is asked for the order alone. */
  readonly condition?: Condition;
  /** The answers that are known. */
  readonly column: NamedColumn;
}

type Answer = FoundValue | undefined;

/** An artifact that matches all conditions, and its value under the key to sort by. */
interface Match {
  readonly key: string;
  readonly value: StoredTree | undefined;
}

/**
 * A search that stops when its time is over, and goes on where it stopped when it is asked again. When the storage has changed, it begins
 * anew, with the answers that it knows.
 */
export class LiveSearch {
  readonly #store: Store;
  readonly #sort: Question | undefined;
  readonly #isFalling: boolean;
  /** All that is asked; the last one is what the artifacts are sorted by, if they are. */
  readonly #questions: readonly Question[];
  /** Questions without an answer in any artifact, or with none that can be compared. They are left out. */
  readonly #faulty = new Set<Question>();
  #keys: KeyList = [];
  #seen: readonly NamedValues[] = [];
  #matches: Match[] = [];
  #sorted: readonly Match[] | undefined;
  #examined = 0;
  #unread = 0;
  #problem: string | undefined;

  constructor(store: Store, values: LiveValues, { conditions, words, sort, isFalling }: Wanted) {
    const ask = (kind: Question['kind'], text: string) => ({ kind, text, column: values.of(kind, text) });
    this.#store = store;
    this.#isFalling = isFalling;
    this.#sort = sort === undefined ? undefined : ask(sort === 'size' ? 'size' : 'name', sort);
    this.#questions = [
      ...conditions.map((condition) => ({ ...ask('name', condition.key), condition })),
      ...words.map((word) => ask('word', word)),
      ...(this.#sort === undefined ? [] : [this.#sort]),
    ];
  }

  /** How many artifacts were looked at. */
  get examined(): number {
    return this.#examined;
  }

  /** How many of them could not be read. */
  get unread(): number {
    return this.#unread;
  }

  /** True if all artifacts were looked at. */
  get isComplete(): boolean {
    return this.#examined === this.#keys.length;
  }

  /** Why a condition or the key to sort by is left out, in the words of `artifacts list`. */
  get problem(): string | undefined {
    return this.#problem;
  }

  /** Notes on values that a condition could not compare. */
  get incomparable(): readonly string[] {
    return this.#questions.flatMap(({ condition }, index) =>
      condition === undefined ? [] : incomparableNotes(condition, this.#seen[index] as NamedValues),
    );
  }

  /** True if the artifacts stand in the order in which they were looked at. */
  get #isUnsorted(): boolean {
    return this.#sort === undefined || this.#faulty.has(this.#sort);
  }

  /** How many artifacts match, of those that were looked at. */
  get matching(): number {
    return this.#matches.length;
  }

  /** Returns some of the artifacts that match, in their order. */
  matches(from: number, to: number): readonly string[] {
    const direction = this.#isFalling ? 'falling' : 'rising';
    if (!this.#isUnsorted)
      this.#sorted ??= this.#matches.toSorted((a, b) => compareValues(a.value, b.value, direction));
    return (this.#sorted ?? this.#matches).slice(from, to).map(({ key }) => key);
  }

  /**
   * Looks at artifacts, until the time is over or enough of them match.
   *
   * @param keys - all artifacts, in the order in which they are looked at.
   * @param most - how many matches are enough. To sort them, all are needed.
   * @param isOver - true when the time is over.
   * @returns true if enough of them match, or all were looked at.
   */
  async lookAt(keys: KeyList, most: number, isOver: () => boolean): Promise<boolean> {
    if (keys !== this.#keys) {
      this.#keys = keys;
      this.#faulty.clear();
      this.#problem = undefined;
      this.#beginAgain();
    }
    const isDone = async () =>
      (this.#isUnsorted && this.#matches.length >= most) || (this.isComplete && !(await this.#hasNewFault()));
    while (!(await isDone())) {
      await this.#lookAtSome();
      if (isOver()) return isDone();
    }
    return true;
  }

  #beginAgain(): void {
    this.#seen = this.#questions.map(() => new NamedValues());
    this.#matches = [];
    this.#sorted = undefined;
    this.#examined = 0;
    this.#unread = 0;
  }

  async #lookAtSome(): Promise<void> {
    const keys = this.#keys.slice(this.#examined, this.#examined + FILES_AT_A_TIME);
    const isKnown = (key: string) => this.#questions.every(({ column }) => column.has(key));
    const answers = keys.map((key) =>
      isKnown(key) ? this.#questions.map(({ column }) => column.get(key)) : ifReadable(this.#read(key)),
    );
    for (const [index, each] of answers.entries()) {
      const known = each instanceof Promise ? await each : each;
      this.#examined++;
      if (known === undefined) this.#unread++;
      else this.#take(keys[index] as string, known);
    }
  }

  /** Reads the answers of an artifact, and keeps them. */
  async #read(key: string): Promise<readonly Answer[]> {
    const entry = entryOfKey(this.#store, key);
    const named = this.#questions.filter(({ kind }) => kind === 'name');
    const values =
      named.length === 0
        ? []
        : await readNamedValues(
            this.#store,
            entry,
            named.map(({ text }) => text),
          );
    const hasWords = this.#questions.some(({ kind }) => kind === 'word');
    const text = hasWords ? await rowText(this.#store, entry) : '';
    const answers: Answer[] = [];
    for (const question of this.#questions) {
      const { kind, text: asked, column } = question;
      const answer =
        kind === 'name'
          ? values[named.indexOf(question)]
          : kind === 'word'
            ? ownValue(text.includes(asked))
            : ownValue(await withSource(this.#store.storage.open(key), async ({ size }) => size));
      column.set(key, answer);
      answers.push(answer);
    }
    return answers;
  }

  #take(key: string, answers: readonly Answer[]): void {
    let isMatch = true;
    for (const [index, question] of this.#questions.entries()) {
      const { condition, kind } = question;
      const answer = answers[index];
      const result = condition?.test(answer?.tree) ?? (kind === 'word' && answer?.tree !== true ? 'no match' : 'match');
      if (result !== 'match' && !this.#faulty.has(question)) isMatch = false;
      if (answer !== undefined) this.#seen[index]?.add(answer, result !== 'incomparable');
    }
    if (!isMatch) return;
    this.#matches.push({ key, value: this.#isUnsorted ? undefined : answers.at(-1)?.tree });
    this.#sorted = undefined;
  }

  /** Looks for a fault in what is asked, now that all answers are known. If there is one, the search begins again without it. */
  async #hasNewFault(): Promise<boolean> {
    for (const [index, question] of this.#questions.entries()) {
      if (this.#faulty.has(question) || question.kind !== 'name') continue;
      try {
        await this.#check(question, this.#seen[index] as NamedValues);
      } catch (error) {
        if (!(error instanceof Failure)) throw error;
        this.#problem ??= error.message;
        this.#faulty.add(question);
        this.#beginAgain();
        return true;
      }
    }
    return false;
  }

  /** @throws Failure if no artifact has the key, or if the condition can compare no value of it. */
  async #check({ text, condition }: Question, seen: NamedValues): Promise<void> {
    const readable = this.#examined - this.#unread;
    if (readable === 0) return;
    const { leaves } = seen;
    if (leaves.size === 0) {
      const compared = this.#keys.slice(0, MOST_COMPARED_ARTIFACTS).map((key) => entryOfKey(this.#store, key));
      throw await noValueFailure(this.#store, compared, text, FILTER_ADVICE);
    }
    checkUnambiguous(text, leaves, FILTER_ADVICE.name);
    if (condition !== undefined) checkComparable(condition, seen, readable, FILTER_ADVICE);
  }
}

/** Returns an answer that is no value of the file. */
const ownValue = (tree: boolean | number): FoundValue => ({ pointer: '', tree, isLeaf: true });
