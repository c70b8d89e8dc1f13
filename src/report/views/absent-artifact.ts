import type { PageData } from '../data/page-data.js';
import type { LinkTo } from '../data/page-state.js';
import { element, type Markup } from '../markup/element.js';
import { section } from './frame.js';

/** The page of an artifact that the report shows in a table alone, or does not have. */
export function absentArtifactView({ isLive, tables }: PageData, id: string, link: LinkTo): Markup {
  const isRow = tables.some(({ ids }) => ids.includes(id));
  const kind = isLive ? 'store' : 'report';
  return section(
    'artifact',
    { page: 'artifact', id, plots: [] },
    element('h1', {}, isRow ? `${id} is in a table alone` : `No artifact ${id} is in this ${kind}`),
    element('p', {}, element('a', { href: link({ page: 'overview' }) }, 'To the overview')),
  );
}
