import type { PageData } from './page-data.js';
import { type PageState, stateText, tableState } from './page-state.js';

// The document of a page carries its data in elements `<script type="application/json">`, one for the page and one for each section that is
// drawn again, so that a browser parses only what it shows: a report may hold 2,000 artifacts.
//
//   id="data"              PageData without tables, artifacts and comparison
//   id="data:p=Scan"       TableData, for the section id="p=Scan"
//   id="data:a=34cf27a3"   ArtifactData
//   id="data:c=34cf27a3,8a7a36dc"   ComparisonData, on the server

/** Returns the id of the section that shows a page: its address without what changes on the page. */
export function sectionId(state: PageState): string {
  if (state.page === 'overview') return stateText(state);
  return stateText(state.page === 'table' ? tableState(state.procedure) : { ...state, plots: [] });
}

/** Returns the id of the element that has the data of a section. */
export const dataId = (state: PageState): string => `data:${sectionId(state)}`;

/** Returns the data of the page alone, which stands under the id `data`. */
export const withoutSections = ({ comparison, ...page }: PageData): PageData => ({
  ...page,
  tables: [],
  artifacts: [],
});
