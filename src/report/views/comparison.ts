import { timeText } from '../../display/times.js';
import type { ComparedArtifactData, ComparisonData, DifferingData } from '../data/page-data.js';
import { type LinkTo, type PlotState, tableState } from '../data/page-state.js';
import { element, type Markup } from '../markup/element.js';
import { dashOf } from '../plots/dash.js';
import { comparedFigure, MOST_OVERLAID } from './compared-figure.js';
import { countText } from './count-text.js';
import { section } from './frame.js';

/** The page that compares artifacts: what differs in a table, and the arrays that differ as pictures. */
export function comparisonView(comparison: ComparisonData, link: LinkTo, plots: readonly PlotState[]): Markup {
  const { ids, artifacts, problem, summary, arrays } = comparison;
  const procedures = [...new Set(artifacts.map(({ procedure }) => procedure))];
  return section(
    'comparison',
    { page: 'comparison', ids, plots: [] },
    element(
      'p',
      { class: 'procedures' },
      procedures.map((name) => [element('a', { href: link(tableState(name)) }, element('bdi', {}, name)), ' ']),
    ),
    element('h1', {}, `Compare ${ids.length}`),
    problem === undefined ? element('p', {}, summary) : element('p', { class: 'problem' }, problem),
    notes(comparison, link),
    problem === undefined && artifacts.length > 0 ? differingTable(comparison, link) : undefined,
    arrays.map((array) =>
      comparedFigure(
        array,
        artifacts,
        plots.find(({ pointer }) => pointer === array.pointer),
      ),
    ),
  );
}

/** Says which artifacts are not compared, and whose seals are wrong. */
function notes({ artifacts, damaged, absent }: ComparisonData, link: LinkTo): Markup {
  const note = (...content: Markup[]) => element('p', { class: 'problem' }, ...content);
  return [
    artifacts
      .filter((artifact) => artifact.problem !== undefined)
      .map((artifact) => note('✗ ', idLink(artifact, link), ` ${artifact.problem}`)),
    damaged.map((artifact) => note('✗ ', idLink(artifact, link), ` is damaged and not compared: ${artifact.problem}`)),
    absent.map((id) => note(`No artifact ${id} is here in full, so it is not compared.`)),
  ];
}

const idLink = ({ id }: ComparedArtifactData, link: LinkTo): Markup =>
  element('a', { class: 'id', href: link({ page: 'artifact', id, plots: [] }) }, id);

function differingTable(comparison: ComparisonData, link: LinkTo): Markup {
  const { artifacts, inputs, inputsLeftOut = 0, results, resultsLeftOut = 0 } = comparison;
  const heads = artifacts.map((artifact, place) =>
    element(
      'th',
      { scope: 'col' },
      artifacts.length > MOST_OVERLAID ? undefined : dashOf(place),
      element('span', {}, idLink(artifact, link)),
      element('span', { class: 'quiet' }, timeText(artifact.time)),
    ),
  );
  return element(
    'table',
    { class: artifacts.length > MOST_OVERLAID ? 'differing many' : 'differing' },
    element('thead', {}, element('tr', {}, element('td', {}), heads)),
    group('Inputs that differ', inputs, inputsLeftOut, artifacts),
    group('Results that differ', results, resultsLeftOut, artifacts),
  );
}

function group(
  title: string,
  rows: readonly DifferingData[],
  leftOut: number,
  artifacts: readonly ComparedArtifactData[],
): Markup {
  if (rows.length === 0) return undefined;
  return element(
    'tbody',
    {},
    element('tr', { class: 'group' }, element('th', { scope: 'rowgroup', colspan: artifacts.length + 1 }, title)),
    rows.map(({ name, cells }) =>
      element(
        'tr',
        {},
        element('th', { scope: 'row', dir: 'auto' }, name),
        cells.map((cell, place) =>
          element(
            'td',
            { dir: 'auto' },
            // On a narrow page, the cells stand below one another, each behind its artifact.
            element('span', { class: 'which', 'aria-hidden': 'true' }, artifacts[place]?.id),
            element('span', {}, cell),
          ),
        ),
      ),
    ),
    leftOut === 0
      ? undefined
      : element(
          'tr',
          {},
          element('td', { class: 'quiet', colspan: artifacts.length + 1 }, `and ${countText(leftOut)} more`),
        ),
  );
}
