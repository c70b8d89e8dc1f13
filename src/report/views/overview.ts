import { timeText } from '../../display/times.js';
import { someOf } from '../../display/wording.js';
import type { OverviewData, PageData, ProblemData } from '../data/page-data.js';
import { type LinkTo, type PageState, tableState } from '../data/page-state.js';
import { element, type Markup } from '../markup/element.js';
import { countedText, countText } from './count-text.js';
import { section } from './frame.js';
import { problemText } from './problem-text.js';
import { spanText, unixTime } from './round-times.js';
import { highestBar, timeAxis, timeBars } from './time-bars.js';

/** The greatest number of versions that a row lists. */
const MOST_VERSIONS = 3;

/** The greatest number of problems that are listed. */
const MOST_PROBLEMS = 100;

/** The first page: how many artifacts of which procedures there are, whether their seals are right, and when they were made. */
export function overviewView(page: PageData, link: LinkTo): Markup {
  const { overview } = page;
  if (overview.count === 0) return emptyOverview(page, link);
  return section(
    'overview',
    { page: 'overview' },
    element('h1', {}, sentence(overview)),
    sealCounts(overview),
    overview.rowsOnly > 0
      ? element(
          'p',
          { class: 'quiet' },
          `The newest ${countText(overview.count - overview.rowsOnly)} are shown in full, the other ${countText(overview.rowsOnly)} as rows of their tables only.`,
        )
      : undefined,
    problemList('With a problem', overview.seals?.problems ?? [], link),
    problemList('Not listed', overview.unread ?? [], link),
    procedureTable(page, link),
    newestList(overview, link),
  );
}

/** What the page shows if there are no artifacts: what to do next; or that none matches what was asked for. */
function emptyOverview({ root, isLive, overview }: PageData, link: LinkTo): Markup {
  return section(
    'overview',
    { page: 'overview' },
    element('h1', {}, emptySentence(overview)),
    sealCounts(overview),
    problemList('With a problem', overview.seals?.problems ?? [], link),
    problemList('Not listed', overview.unread ?? [], link),
    overview.isSelection
      ? element(
          'p',
          {},
          'This report shows only those artifacts in ',
          element('code', {}, root),
          ' that were asked for.',
        )
      : [
          element('p', {}, 'A program saves one into ', element('code', {}, root), ' with'),
          element('pre', {}, 'await repository.save(artifact);'),
          element('p', {}, isLive ? 'It then appears here.' : 'Then write this report again.'),
        ],
  );
}

function emptySentence({ isSelection, seals }: OverviewData): string {
  if (!isSelection) return 'There are no artifacts yet.';
  // A file that cannot be read may have what was asked for.
  return seals?.problems.length ? 'No artifact that can be read matches.' : 'No artifact matches.';
}

function sentence({ count, procedures, span }: OverviewData): string {
  const from = unixTime(span?.from ?? '');
  const to = unixTime(span?.to ?? '');
  const when = Number.isNaN(from) || Number.isNaN(to) ? '' : `, ${spanText(from, to)}`;
  return `${countedText(count, 'artifact')} of ${countedText(procedures.length, 'procedure')}${when}.`;
}

function sealCounts({ seals }: OverviewData): Markup {
  if (seals === undefined) return element('p', { class: 'quiet' }, 'Seals are checked on the pages of the artifacts.');
  const count = (number: number, kind: string | undefined, text: string) =>
    element('li', {}, element('b', { class: number > 0 ? kind : undefined }, countText(number)), ` ${text}`);
  return element(
    'ul',
    { class: 'seals' },
    count(seals.right, 'right', seals.right === 1 ? 'seal right' : 'seals right'),
    count(seals.none, undefined, 'without a seal (other tools)'),
    count(seals.problems.length, 'problem', 'with a problem'),
  );
}

function problemList(title: string, problems: readonly ProblemData[], link: LinkTo): Markup {
  if (problems.length === 0) return undefined;
  const listed = problems.slice(0, MOST_PROBLEMS);
  const more = problems.length - listed.length;
  return [
    element('h2', {}, title),
    element(
      'ul',
      { class: 'problems' },
      listed.map(({ path, message, id }) =>
        element(
          'li',
          {},
          element('code', {}, id === undefined ? path : element('a', { href: link(artifactState(id)) }, path)),
          ' ',
          element('span', { class: 'problem' }, problemText(message, path)),
        ),
      ),
    ),
    more > 0 ? element('p', { class: 'quiet' }, `and ${countText(more)} more`) : undefined,
  ];
}

function procedureTable({ isLive, overview: { procedures, span } }: PageData, link: LinkTo): Markup {
  const highest = highestBar(procedures);
  const head = (text: string, kind?: string) => element('th', { scope: 'col', class: kind }, text);
  return element(
    'div',
    { class: 'scrolled' },
    element(
      'table',
      { class: 'procedures', 'aria-label': 'Procedures' },
      element(
        'thead',
        {},
        element(
          'tr',
          {},
          head('procedure'),
          head('artifacts', 'number'),
          head(isLive ? 'version of the newest' : 'version'),
          head('newest'),
          head(`when (highest bar: ${countText(highest)})`, 'when'),
        ),
      ),
      element(
        'tbody',
        {},
        procedures.map((procedure) =>
          element(
            'tr',
            {},
            element(
              'th',
              { scope: 'row' },
              element('a', { href: link(tableState(procedure.name)) }, element('bdi', {}, procedure.name)),
            ),
            element('td', { class: 'number' }, countText(procedure.count)),
            element('td', { class: 'version' }, element('bdi', {}, someOf(procedure.versions, MOST_VERSIONS))),
            element(
              'td',
              { class: 'time' },
              element('a', { href: link(artifactState(procedure.newest.id)) }, timeText(procedure.newest.time)),
            ),
            element('td', { class: 'when' }, timeBars(procedure, highest)),
          ),
        ),
      ),
      element(
        'tfoot',
        {},
        element(
          'tr',
          {},
          element('td', { colspan: 4 }),
          element('td', { class: 'when' }, timeAxis(unixTime(span?.from ?? ''), unixTime(span?.to ?? ''))),
        ),
      ),
    ),
  );
}

function newestList({ newest }: OverviewData, link: LinkTo): Markup {
  return [
    element('h2', {}, 'Newest'),
    element(
      'ol',
      { class: 'newest' },
      newest.map(({ id, time, procedure }) =>
        element(
          'li',
          {},
          element('a', { class: 'id', href: link(artifactState(id)) }, id),
          ' ',
          element('span', { class: 'quiet' }, timeText(time)),
          ' ',
          element('a', { href: link(tableState(procedure)) }, element('bdi', {}, procedure)),
        ),
      ),
    ),
  ];
}

const artifactState = (id: string): PageState => ({ page: 'artifact', id, plots: [] });
