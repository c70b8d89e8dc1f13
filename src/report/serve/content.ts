import type { PageData, RefusalData } from '../data/page-data.js';
import type { LinkTo, PageState } from '../data/page-state.js';
import { element, type Markup } from '../markup/element.js';
import { artifactView } from '../views/artifact.js';
import { comparisonView } from '../views/comparison.js';
import { frame, section } from '../views/frame.js';
import { overviewView } from '../views/overview.js';
import { tableView } from '../views/table.js';

/** Returns what a page of the server shows. */
export function contentOf(page: PageData, state: PageState, link: LinkTo): Markup {
  return frame(page, state, link, viewOf(page, state, link));
}

function viewOf(page: PageData, state: PageState, link: LinkTo): Markup {
  const {
    tables: [table],
    artifacts: [artifact],
  } = page;
  if (state.page === 'table' && table !== undefined) return tableView(table, state, link, { isLive: true });
  if (state.page === 'artifact' && artifact !== undefined) return artifactView(artifact, link, state.plots);
  if (page.comparison !== undefined)
    return comparisonView(page.comparison, link, state.page === 'comparison' ? state.plots : []);
  return overviewView(page, link);
}

/** Returns a page that says why there is no other. */
export const contentOfRefusal = (page: PageData, state: PageState, link: LinkTo, { message }: RefusalData): Markup =>
  frame(
    page,
    state,
    link,
    section('problem', state, element('h1', {}, 'This page cannot be shown'), element('p', {}, message)),
  );
