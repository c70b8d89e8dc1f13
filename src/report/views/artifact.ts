import type { ArtifactData, MemberData } from '../data/page-data.js';
import type { LinkTo, PlotState } from '../data/page-state.js';
import { element, type Markup } from '../markup/element.js';
import { arrayFigure } from '../plots/array-figure.js';
import { marksOf } from '../plots/companions.js';
import { artifactHead } from './artifact-head.js';
import { countedText } from './count-text.js';
import { section } from './frame.js';
import { keyValueList, longText } from './key-value-list.js';
import { problemText } from './problem-text.js';

/**
 * The page of an artifact. Its plots come before its members, because a narrow page shows them in this order; on a wide one the members
 * stand at their left.
 */
export const artifactView = (artifact: ArtifactData, link: LinkTo, plots: readonly PlotState[]): Markup =>
  section(
    'artifact',
    { page: 'artifact', id: artifact.id, plots: [] },
    artifactHead({ ...artifact, state: artifact.seal.state }, link),
    problem(artifact),
    misfitMarkup(artifact),
    element(
      'div',
      { class: 'columns' },
      plotList(artifact, plots),
      element('div', { class: 'details' }, details(artifact)),
    ),
  );

/** What is wrong with a file, and what the values below it then are. */
const problem = ({ seal, path }: ArtifactData): Markup =>
  'message' in seal
    ? element(
        'div',
        { class: 'fault' },
        element('p', { class: 'problem' }, problemText(seal.message, path)),
        element(
          'p',
          { class: 'quiet' },
          seal.state === 'wrong'
            ? 'Below is what the file holds now, which is not what was saved.'
            : 'Below is what is whole in the file.',
        ),
      )
    : undefined;

/** Why a file does not fit its class. */
const misfitMarkup = ({ misfit, path }: ArtifactData): Markup =>
  misfit === undefined
    ? undefined
    : element(
        'div',
        { class: 'fault' },
        element('p', { class: 'problem' }, problemText(misfit, path)),
        element('p', { class: 'quiet' }, 'It does not fit its class, and is shown as it is stored.'),
      );

function plotList({ arrays, arraysLeftOut }: ArtifactData, plots: readonly PlotState[]): Markup {
  if (arrays.length === 0 && arraysLeftOut === undefined) return undefined;
  // A plot that marks the numbers of another array also lists them below it.
  const marked = new Set(arrays.flatMap((array) => marksOf(array, arrays).map((marks) => marks.array)));
  return element(
    'div',
    { class: 'plots' },
    element('h2', {}, 'Arrays'),
    arrays
      .filter((array) => !marked.has(array))
      .map((array) =>
        arrayFigure(
          array,
          arrays,
          plots.find(({ pointer }) => pointer === array.pointer),
        ),
      ),
    leftOut(arraysLeftOut, 'array'),
  );
}

const leftOut = (count: number | undefined, noun: string): Markup =>
  count === undefined
    ? undefined
    : element('p', { class: 'quiet' }, `and ${countedText(count, `more ${noun}`)} in the file`);

function details({ parameters, results, membersLeftOut, path, seal }: ArtifactData): Markup {
  return [
    memberList('Parameters', parameters),
    memberList('Results', results),
    leftOut(membersLeftOut, 'member'),
    [...parameters, ...results].filter(({ kind }) => kind === 'long').map(longText),
    element('h2', {}, 'File'),
    element('p', {}, element('code', {}, path)),
    'digits' in seal
      ? [element('h2', {}, 'Seal'), element('p', { class: 'quiet' }, element('code', {}, seal.digits))]
      : undefined,
    seal.state === 'right' || seal.state === 'none'
      ? [element('h2', {}, 'Load it'), element('pre', {}, loadCommand(path))]
      : undefined,
  ];
}

function memberList(title: string, members: readonly MemberData[]): Markup {
  const short = members.filter(({ kind }) => kind !== 'long');
  return short.length === 0 ? undefined : [element('h2', {}, title), keyValueList(short)];
}

/** Units: characters. A longer command takes three lines. */
const MOST_CHARACTERS = 44;

/** The command that loads an artifact, as it can be pasted into a program. */
function loadCommand(path: string): string {
  const literal = stringLiteral(path);
  const line = `await repository.load(${literal});`;
  return line.length > MOST_CHARACTERS ? `await repository.load(\n  ${literal},\n);` : line;
}

/** Returns a text as JavaScript has it. */
const stringLiteral = (text: string): string =>
  `'${JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'`;
