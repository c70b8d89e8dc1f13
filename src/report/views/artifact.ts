import { timeText } from '../../display/times.js';
import { sizeText } from '../../display/wording.js';
import type { ArtifactData, SealData } from '../data/page-data.js';
import { type LinkTo, type PlotState, tableState } from '../data/page-state.js';
import { element, type Markup } from '../markup/element.js';
import { arrayFigure } from '../plots/array-figure.js';
import { section } from './frame.js';
import { keyValueList, longText } from './key-value-list.js';

/** The page of an artifact. Its plots come first: on a wide page, what is beside them stands at their left. */
export const artifactView = (artifact: ArtifactData, link: LinkTo, plots: readonly PlotState[]): Markup =>
  section(
    'artifact',
    { page: 'artifact', id: artifact.id, plots: [] },
    artifactHead(artifact, link),
    element(
      'div',
      { class: 'plots' },
      artifact.arrays.map((array) =>
        arrayFigure(
          array,
          artifact.arrays,
          plots.find(({ pointer }) => pointer === array.pointer),
        ),
      ),
    ),
    element('div', { class: 'details' }, details(artifact)),
  );

function artifactHead({ id, procedure, version, time, seed, size, seal }: ArtifactData, link: LinkTo): Markup {
  return element(
    'header',
    {},
    element(
      'p',
      {},
      element('a', { href: link(tableState(procedure)) }, element('bdi', {}, procedure)),
      version === undefined ? undefined : [' ', element('bdi', { class: 'quiet' }, version)],
    ),
    element('h1', {}, timeText(time), ' ', element('span', { class: 'id' }, id)),
    element(
      'p',
      { class: 'quiet' },
      sealMark(seal),
      seed === undefined ? undefined : ` · seed ${seed}`,
      ` · ${sizeText(size)}`,
    ),
  );
}

function sealMark(seal: SealData): Markup {
  if (seal.state === 'right') return [element('span', { class: 'right' }, '✓'), ' seal right'];
  if (seal.state === 'none') return 'without a seal (other tools)';
  return element('span', { class: 'problem' }, `✗ ${seal.state === 'wrong' ? 'seal wrong' : 'damaged'}`);
}

function details({ parameters, results, path, seal, loadName }: ArtifactData): Markup {
  const group = (title: string, members: typeof parameters) => {
    const short = members.filter(({ kind }) => kind !== 'long');
    return short.length === 0 ? undefined : [element('h2', {}, title), keyValueList(short)];
  };
  return [
    group('Parameters', parameters),
    group('Results', results),
    [...parameters, ...results].filter(({ kind }) => kind === 'long').map(longText),
    element('h2', {}, 'File'),
    element('p', {}, element('code', {}, path)),
    'digits' in seal ? element('p', { class: 'quiet' }, element('code', {}, seal.digits)) : undefined,
    loadName === undefined
      ? undefined
      : [element('h2', {}, 'Load it'), element('pre', {}, `await repository.load('${loadName}')`)],
  ];
}
