import { differenceNote } from '../../display/difference-note.js';
import { namesOf } from '../../display/key-names.js';
import {
  byInputKey,
  ComparedMembers,
  comparedText,
  type DifferingValue,
  inputsAmong,
  isResult,
  type MemberComparison,
} from '../../display/member-comparison.js';
import { comparedValues, type ValueObject, type WalkedValue } from '../../repository/compared-values.js';
import type { Difference } from '../../repository/difference.js';
import { comparisonOfElements } from '../../repository/element-comparison.js';
import type {
  ArrayData,
  ArrayDifferenceData,
  ArtifactData,
  ComparedArrayData,
  ComparisonData,
  DifferingData,
} from '../data/page-data.js';
import { xOf, xProblemOf } from '../plots/companions.js';
import { storedDeflate } from '../plots/png.js';
import { differenceDrawing } from './array-differences.js';
import { comparisonCell, elementsCell } from './comparison-cell.js';
import { leafPointers, PAGE_ARRAYS, PageArray, type PageTree, TreeUnpacker, valueAt } from './page-tree.js';

/** The greatest number of artifacts that are compared. */
export const MOST_ARTIFACTS = 8;

/** The greatest number of inputs that differ, and of results, that a comparison lists. */
const MOST_ROWS = 1000;

/** Two arrays of which the page knows whether they are the same, or not even that, because it does not have their elements. */
interface UnreadDifference {
  readonly kind: 'unread';
  readonly isKnown: boolean;
}

type Found = Difference | UnreadDifference;

/** What the difference of two arrays is drawn of. */
type Drawn = Pick<ArrayDifferenceData, 'drawn' | 'picture'>;

/** A value of an artifact, beside that of the first one. */
interface ComparedPair {
  readonly isInput: boolean;
  /** The place of the artifact after the first one, from 0. */
  readonly other: number;
  readonly pointer: string;
  found: Found | undefined;
  drawn: Drawn | undefined;
}

/** Two arrays whose elements the page does not have. Whoever has them says how they differ. */
export interface UnreadArrays {
  readonly pointer: string;
  /** The places of the two artifacts among those of {@link ArtifactComparison.whole}. */
  readonly artifacts: readonly [number, number];
  /** Says how the arrays differ. */
  settle(difference: Difference | undefined, drawn: Drawn | undefined): void;
}

/**
 * The comparison of artifacts with the first one, made of the data of pages. It is the same in a browser and on the server, which has the
 * elements of long arrays, too.
 */
export class ArtifactComparison {
  readonly #artifacts: readonly ArtifactData[];
  readonly #ids: readonly string[];
  readonly #roots: readonly ValueObject<PageArray>[];
  readonly #pairs: ComparedPair[] = [];
  /** The artifacts that are compared: those whose files are not damaged. */
  readonly whole: readonly ArtifactData[];
  readonly unread: UnreadArrays[] = [];

  /** @param ids - as the address has them. Some of them may have no artifact. */
  constructor(artifacts: readonly ArtifactData[], ids: readonly string[]) {
    this.#artifacts = artifacts;
    this.#ids = ids;
    this.whole = artifacts.filter(({ seal }) => seal.state !== 'damaged');
    const unpacker = new TreeUnpacker();
    this.#roots = this.whole.map((artifact) => unpacker.unpack(artifact));
    if (this.#problem === undefined) this.#compare();
  }

  /** Why nothing is compared. */
  get #problem(): string | undefined {
    const count = this.#ids.length;
    if (count < 2 || count > MOST_ARTIFACTS)
      return `A comparison takes 2 to ${MOST_ARTIFACTS} artifacts, and was given ${count}.`;
    return this.whole.length < 2 ? 'There are no two artifacts to compare.' : undefined;
  }

  #compare(): void {
    const isInput = inputsAmong(this.whole.map(({ procedure }) => procedure));
    for (const isWanted of [isInput, isResult]) {
      const [first, ...others] = this.#roots.map((root) => membersOf(root, isWanted));
      for (const [other, root] of others.entries())
        for (const value of comparedValues(first as ValueObject<PageArray>, root, PAGE_ARRAYS, {}))
          this.#add(isWanted === isInput, other, value);
    }
  }

  #add(isInput: boolean, other: number, { path, difference, arrays }: WalkedValue<PageArray>): void {
    const pair: ComparedPair = { isInput, other, pointer: path, found: difference, drawn: undefined };
    this.#pairs.push(pair);
    if (arrays === undefined) {
      // Of an artifact with very many arrays, the page does not have even the shapes of the last ones.
      if (this.#hasUnknownArray(path)) this.#leaveOpen(pair, { kind: 'unread', isKnown: false });
      return;
    }
    const [a, b] = arrays;
    const [first, second] = [a.elements, b.elements];
    if (first !== undefined && second !== undefined) {
      const comparison = comparisonOfElements(a, b);
      comparison.add(first, second);
      const { differences } = comparison;
      if (differences === undefined) return;
      pair.found = { path, kind: 'values', ...differences };
      const drawing = differenceDrawing(a.shape, a.dtype);
      drawing?.add(first, second);
      pair.drawn = drawing?.data(storedDeflate);
      return;
    }
    this.#leaveOpen(pair, unreadDifference(a, b));
  }

  #hasUnknownArray(pointer: string): boolean {
    return this.#valuesAt(pointer).some((value) => value instanceof PageArray && value.data === undefined);
  }

  /** Leaves a pair of arrays to whoever has their elements. */
  #leaveOpen(pair: ComparedPair, found: UnreadDifference | undefined): void {
    pair.found = found;
    this.unread.push({
      pointer: pair.pointer,
      artifacts: [0, pair.other + 1],
      settle: (settled, drawn) => {
        pair.found = settled;
        pair.drawn = drawn;
      },
    });
  }

  /** Returns what a page shows of the comparison. */
  data(): ComparisonData {
    const head = (artifacts: readonly ArtifactData[]) =>
      artifacts.map(({ id, procedure, time, seal }) => ({
        id,
        procedure,
        time,
        ...('message' in seal ? { problem: seal.message } : {}),
      }));
    const shared = {
      ids: this.#ids,
      artifacts: head(this.whole),
      damaged: head(this.#artifacts.filter(({ seal }) => seal.state === 'damaged')),
      absent: this.#ids.filter((id) => !this.#artifacts.some((artifact) => artifact.id === id)),
    };
    const problem = this.#problem;
    if (problem !== undefined) return { ...shared, problem, summary: '', inputs: [], results: [], arrays: [] };
    const [inputs, results] = [this.#membersOf(true), this.#membersOf(false)];
    const all = [...inputs.differing.toSorted(byInputKey), ...results.differing];
    const pointers = this.#roots.flatMap((root) => [...leafPointers(root)]);
    const names = namesOf(new Set([...pointers, ...all.map(({ pointer }) => pointer)]));
    const rowsOf = (differing: readonly DifferingValue<Found>[]) =>
      differing.slice(0, MOST_ROWS).map((value) => this.#row(value, names.get(value.pointer) as string));
    const inputsLeftOut = inputs.differing.length - MOST_ROWS;
    const resultsLeftOut = results.differing.length - MOST_ROWS;
    return {
      ...shared,
      summary: summaryText(inputs, results),
      inputs: rowsOf(inputs.differing.toSorted(byInputKey)),
      ...(inputsLeftOut > 0 ? { inputsLeftOut } : {}),
      results: rowsOf(results.differing),
      ...(resultsLeftOut > 0 ? { resultsLeftOut } : {}),
      arrays: all.flatMap((value) => this.#array(value, names.get(value.pointer) as string) ?? []),
    };
  }

  #membersOf(isInput: boolean): MemberComparison<Found> {
    const members = new ComparedMembers<Found>(this.whole.length - 1);
    for (const pair of this.#pairs) if (pair.isInput === isInput) members.add(pair.other, pair.pointer, pair.found);
    return members.comparison;
  }

  #valuesAt(pointer: string): (PageTree | undefined)[] {
    return this.#roots.map((root) => valueAt(root, pointer));
  }

  #row({ pointer, differences }: DifferingValue<Found>, name: string): DifferingData {
    const [first, ...others] = this.#valuesAt(pointer);
    const firstCell = comparisonCell(first);
    const cells = others.map((value, index) => {
      const found = differences[index];
      const cell = comparisonCell(value);
      if (found === undefined) return value instanceof PageArray && cell !== elementsCell(value) ? 'the same' : cell;
      const isShownWhole = value instanceof PageArray && cell === elementsCell(value);
      const hasFigures = found.kind === 'values' || found.kind === 'unread';
      return (hasFigures && !isShownWhole) || cell === firstCell
        ? (this.#note(found, first, value, index) ?? cell)
        : cell;
    });
    return { pointer, name, cells: [firstCell, ...cells] };
  }

  #note(found: Found, first: PageTree | undefined, second: PageTree | undefined, other: number): string | undefined {
    if (found.kind === 'unread') {
      const [a, b] = [this.whole[0], this.whole[other + 1]] as [ArtifactData, ArtifactData];
      const how = `artifacts compare ${a.id} ${b.id}`;
      return found.isKnown ? `differ; how, says ${how}` : `not compared; ${how} compares them`;
    }
    const array = [first, second].find((value) => value instanceof PageArray);
    return differenceNote(found, array as PageArray | undefined);
  }

  #array({ pointer, differences }: DifferingValue<Found>, name: string): ComparedArrayData | undefined {
    const values = this.#valuesAt(pointer);
    const arrays = values.map((value) => (value instanceof PageArray ? value.data : undefined) ?? null);
    if (arrays.every((array) => array === null)) return undefined;
    const xs = arrays.map((array, index) => (array && xOf(array, this.whole[index]?.arrays ?? [])) ?? null);
    const problems = arrays.map(
      (array, index) => (array && xProblemOf(array, this.whole[index]?.arrays ?? [])) ?? null,
    );
    const xProblems = problems.every((problem) => problem === null) ? {} : { xProblems: problems };
    const described = differences.map((found, index): ArrayDifferenceData | null => {
      if (found === undefined) return null;
      const note = this.#note(found, values[0], values[index + 1], index) ?? 'another value';
      const [a, b] = [arrays[0], arrays[index + 1]];
      if (!a || !b) return { note: 'only one of them has it' };
      const first = found.kind === 'values' ? { first: found.first } : {};
      const reason =
        reasonAgainst(a, b, xs[0] ?? null, xs[index + 1] ?? null) ?? (found.kind === 'values' ? undefined : note);
      if (reason !== undefined) return { note, ...first, reason };
      return { note, ...first, ...this.#drawnOf(pointer, index) };
    });
    return { pointer, name, arrays, xs, ...xProblems, differences: [null, ...described] };
  }

  #drawnOf(pointer: string, other: number): Drawn {
    return this.#pairs.find((pair) => pair.pointer === pointer && pair.other === other)?.drawn ?? {};
  }
}

/**
 * Returns the comparison of artifacts of a page, as the browser makes it.
 *
 * @param ids - as the address has them. Some of them may have no artifact.
 */
export const comparisonInPage = (
  artifacts: readonly ArtifactData[],
  ids: readonly string[] = artifacts.map(({ id }) => id),
): ComparisonData => new ArtifactComparison(artifacts, ids).data();

const membersOf = (root: ValueObject<PageArray>, isWanted: (key: string) => boolean): ValueObject<PageArray> =>
  Object.fromEntries(Object.entries(root).filter(([key]) => isWanted(key)));

/** Compares two arrays by their digests; undefined if they are the same. */
function unreadDifference({ data: a }: PageArray, { data: b }: PageArray): UnreadDifference | undefined {
  const isKnown = a?.digest !== undefined && b?.digest !== undefined && a.dtype === b.dtype;
  return isKnown && a.digest === b.digest ? undefined : { kind: 'unread', isKnown };
}

/** Returns why the difference of two arrays is not drawn; undefined if it is. */
function reasonAgainst(a: ArrayData, b: ArrayData, x: ArrayData | null, otherX: ArrayData | null): string | undefined {
  if (a.unit !== b.unit) return 'another unit';
  return isSameX(x, otherX) ? undefined : 'another x';
}

const isSameX = (a: ArrayData | null, b: ArrayData | null): boolean =>
  a?.elements === b?.elements && a?.digest === b?.digest && a?.dtype === b?.dtype && (a === null) === (b === null);

/** Returns what the comparison found in one sentence for the inputs, and one for the results. */
function summaryText(inputs: MemberComparison<Found>, results: MemberComparison<Found>): string {
  const isSame = results.compared > 0 && results.differing.length === 0;
  return `Inputs: ${partText(inputs)}. Results: ${partText(results)}${isSame ? ', bit for bit' : ''}.`;
}

function partText({ compared, differing }: MemberComparison<Found>): string {
  const isUnknown = ({ differences }: DifferingValue<Found>) =>
    differences.every((each) => each === undefined || (each.kind === 'unread' && !each.isKnown));
  const known = differing.filter((value) => !isUnknown(value));
  const unknown = differing.length - known.length;
  const text = comparedText({ compared: compared - unknown, differing: known });
  return unknown === 0 ? text : `${text}; not compared: ${unknown}`;
}
