import { comparisonInPage, MOST_ARTIFACTS } from '../comparison/artifact-comparison.js';
import { sectionId } from '../data/data-elements.js';
import type { ArtifactData, PageData } from '../data/page-data.js';
import { type PageState, tableState } from '../data/page-state.js';
import { element, type Markup } from '../markup/element.js';
import { absentArtifactView } from '../views/absent-artifact.js';
import { artifactView } from '../views/artifact.js';
import { comparisonView } from '../views/comparison.js';
import { section } from '../views/frame.js';
import { overviewView } from '../views/overview.js';
import { toDom } from './dom.js';
import type { LiveSection, PageContext } from './live-section.js';
import type { PageSource } from './page-source.js';
import { attachComparison, attachPlots } from './plots-section.js';
import { attachTable } from './table-section.js';

/** A page that can be shown. */
export interface Page {
  readonly section: HTMLElement;
  /** Whether the section was made of data, because the document has none for the page. */
  readonly isMade: boolean;
  /** The tables or artifacts that the page is about: the head of the document marks their procedure. */
  readonly about: Partial<Pick<PageData, 'tables' | 'artifacts'>>;
  /** undefined for a page that has but one state. */
  readonly live?: LiveSection;
}

/**
 * Returns a page: the section that the document has for it, or else one that the views make of its data. It is brought to life.
 *
 * @throws Error if the server does not give the data.
 */
export async function pageOf(state: PageState, context: PageContext): Promise<Page> {
  const { source, navigation } = context;
  const { link } = navigation;
  const own = document.getElementById(sectionId(state));
  const isMade = own === null;
  switch (state.page) {
    case 'overview':
      if (isMade) await source.refresh();
      return { section: own ?? made(overviewView(source.page, link)), isMade, about: {} };
    case 'table': {
      const table = await source.table(state);
      if (table === undefined) return messagePage(state, `No procedure ${state.procedure} is in this report`, context);
      const shown = own ?? made(section('table', tableState(state.procedure)));
      return { section: shown, isMade, about: {}, live: attachTable(shown, table, context) };
    }
    case 'artifact': {
      const artifact = await source.artifact(state.id);
      if (artifact === undefined) return absentPage(state.id, context);
      const shown = own ?? made(artifactView(artifact, link, []));
      return { section: shown, isMade, about: { artifacts: [artifact] }, live: attachPlots(shown, artifact, context) };
    }
    case 'comparison': {
      const { artifacts, comparison } = await comparisonOf(state.ids, source);
      const shown = own ?? made(comparisonView(comparison, link, state.plots));
      return { section: shown, isMade, about: { artifacts }, live: attachComparison(shown, comparison, context) };
    }
  }
}

/** Compares artifacts: as the server does, or in a file by their data. */
async function comparisonOf(ids: readonly string[], source: PageSource) {
  const artifacts: ArtifactData[] = [];
  const ofServer = await source.comparison(ids);
  if (ofServer !== undefined) return { artifacts, comparison: ofServer };
  for (const id of ids.slice(0, MOST_ARTIFACTS)) {
    const artifact = await source.artifact(id);
    if (artifact !== undefined) artifacts.push(artifact);
  }
  return { artifacts, comparison: comparisonInPage(artifacts, ids) };
}

/** The page of an artifact that a report has as a row, or not at all. */
async function absentPage(id: string, { source, navigation }: PageContext): Promise<Page> {
  const procedures = source.page.overview.procedures.map(({ name }) => source.table(tableState(name)));
  const tables = (await Promise.all(procedures)).filter((table) => table !== undefined);
  const view = absentArtifactView({ ...source.page, tables }, id, navigation.link);
  return { section: made(view), isMade: true, about: { tables } };
}

/** A page that says why there is nothing else on it. Its section has no id, so that the page is made anew when it is opened again. */
export function messagePage(state: PageState, message: string, { navigation }: PageContext): Page {
  const shown = made(
    section(
      state.page,
      state,
      element('h1', {}, message),
      element('p', {}, element('a', { href: navigation.link(state) }, 'Try again')),
      element('p', {}, element('a', { href: navigation.link({ page: 'overview' }) }, 'To the overview')),
    ),
  );
  shown.removeAttribute('id');
  return { section: shown, isMade: true, about: {} };
}

/** Makes the section of a view. */
const made = (view: Markup): HTMLElement => toDom(view)[0] as HTMLElement;
