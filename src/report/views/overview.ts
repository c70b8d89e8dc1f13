import { timeText } from '../../display/times.js';
import { counted } from '../../display/wording.js';
import type { PageData } from '../data/page-data.js';
import { type LinkTo, tableState } from '../data/page-state.js';
import { element, type Markup } from '../markup/element.js';
import { section } from './frame.js';

/** The first page: how many artifacts of which procedures there are, whether their seals are right, and when they were made. */
export const overviewView = ({ overview }: PageData, link: LinkTo): Markup =>
  section(
    'overview',
    { page: 'overview' },
    element('h1', {}, `${counted(overview.count, 'artifact')} of ${counted(overview.procedures.length, 'procedure')}`),
    overview.procedures.map(({ name, count }) =>
      element('p', {}, element('a', { href: link(tableState(name)) }, element('bdi', {}, name)), ` ${count}`),
    ),
    overview.newest.map(({ id, time }) =>
      element('p', {}, element('a', { href: link({ page: 'artifact', id, plots: [] }) }, id), ` ${timeText(time)}`),
    ),
  );
