import { timeText } from '../../display/times.js';
import { counted } from '../../display/wording.js';
import type { PageData } from '../data/page-data.js';
import { type LinkTo, type PageState, stateText, tableState } from '../data/page-state.js';
import { element, type Markup } from '../markup/element.js';

/** The greatest number of procedures that the head of a page lists; the overview lists all. */
const MOST_LINKS = 12;

/** A longer name is cut in the head by the style, and whole when the pointer rests on it. */
const MOST_LETTERS = 30;

/** What stands around every page: a link past the head, the head with its links, and the content. */
export const frame = (page: PageData, state: PageState, link: LinkTo, content: Markup): Markup => [
  element('a', { class: 'skip', href: '#main' }, 'Skip to the content'),
  element(
    'header',
    { class: 'head' },
    element('nav', { 'aria-label': 'Pages' }, navigation(page, state, link)),
    element(
      'p',
      { class: 'quiet' },
      element('bdi', {}, page.root),
      page.isLive ? ' · live' : ` · written ${timeText(page.written).replace(/:\d\d UTC$/, ' UTC')}`,
    ),
  ),
  element('main', { id: 'main', tabindex: -1 }, content),
];

/** The links in the head: to the overview, and to the tables. The one that leads to the page, or above it, is marked as current. */
export function navigation({ overview, artifacts, tables }: PageData, state: PageState, link: LinkTo): Markup {
  const current = procedureOf(state, artifacts, tables);
  const names = overview.procedures.map(({ name }) => name);
  const listed = names.filter((name, index) => index < MOST_LINKS || name === current);
  const more = names.length - listed.length;
  const pageLink = (name: string, target: PageState, isCurrent: 'page' | 'true' | undefined) =>
    element(
      'a',
      { href: link(target), title: name.length > MOST_LETTERS ? name : undefined, 'aria-current': isCurrent },
      element('bdi', {}, name),
    );
  return [
    element(
      'a',
      {
        class: 'home',
        href: link({ page: 'overview' }),
        'aria-current': state.page === 'overview' ? 'page' : undefined,
      },
      'Artifacts',
    ),
    // The blanks keep the links apart where no style does.
    listed.map((name) => [
      ' ',
      pageLink(name, tableState(name), name === current ? (state.page === 'table' ? 'page' : 'true') : undefined),
    ]),
    more > 0 ? [' ', pageLink(`and ${counted(more, 'more procedure')}`, { page: 'overview' }, undefined)] : undefined,
  ];
}

/** The procedure to whose table a page belongs; undefined if it belongs to none. */
function procedureOf(
  state: PageState,
  artifacts: PageData['artifacts'],
  tables: PageData['tables'],
): string | undefined {
  if (state.page === 'overview') return undefined;
  if (state.page === 'table') return state.procedure;
  const id = state.page === 'artifact' ? state.id : state.ids[0];
  return (
    artifacts.find((artifact) => artifact.id === id)?.procedure ??
    tables.find(({ ids }) => ids.includes(id as string))?.procedure
  );
}

/** The section of a page. Its id is the address of the page, so links within a file find it. */
export const section = (kind: string, state: PageState, ...content: readonly Markup[]): Markup =>
  element('section', { class: `view ${kind}`, id: stateText(state) }, ...content);
