import { type PageState, stateText } from './page-state.js';

// What the server answers, relative to its root:
//
//   ?p=Scan&from=100                          the page of a state, as a document
//   page.json?p=Scan&from=100                 the data of this page (`PageData`)
//   array.json?a=34cf27a3&zoom=/curve:0..99   the numbers of a part of an array (`ArrayPartData`)
//   changes.json                              how many artifacts there are now (`ChangesData`)

/** The paths that the server knows, besides that of the documents. */
export const SERVER_PATHS = { page: 'page.json', array: 'array.json', changes: 'changes.json' } as const;

/** Returns the address of the data of a page. */
export const pageAddress = (state: PageState): string => `${SERVER_PATHS.page}?${stateText(state)}`;

/**
 * Returns the address of the numbers of an array.
 *
 * @param range - the first and the last index.
 */
export const arrayAddress = (id: string, pointer: string, range: readonly [number, number]): string =>
  `${SERVER_PATHS.array}?${stateText({ page: 'artifact', id, plots: [{ pointer, range, isLog: false }] })}`;
