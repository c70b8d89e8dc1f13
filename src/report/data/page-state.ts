// What a page shows is in its address, so a link restores the view: after `#` in the file of a report, after `?` on the server. The same
// text is the id of the section, so that links work without a script.
//
//   overview                                               #overview
//   a table, filtered and sorted, with two rows picked     #p=Scan&q=n%3E%3D10&sort=-n&cols=all&lines=1&pick=34cf27a3,8a7a36dc
//   an artifact, with a plot zoomed and one on a log axis  #a=34cf27a3&zoom=%2Fcurve%3A100..200&log=%2Fdensity
//   a comparison                                           #c=34cf27a3,8a7a36dc

/** The table of a procedure. */
export interface TableState {
  readonly page: 'table';
  readonly procedure: string;
  /** What stands in the filter field: words and conditions. */
  readonly query: string;
  /** The name of the key to sort by, or `time` or `size`; undefined: newest first. */
  readonly sort: string | undefined;
  readonly isFalling: boolean;
  readonly allColumns: boolean;
  /** Whether parallel lines stand above the table. */
  readonly lines: boolean;
  readonly picked: readonly string[];
  /** The first row of the page, on the server. */
  readonly from: number;
}

/** A plot of an artifact that is not as it was at first. */
export interface PlotState {
  /** The pointer of the array. */
  readonly pointer: string;
  /** The first and the last index that it shows; undefined for all. */
  readonly range: readonly [number, number] | undefined;
  readonly isLog: boolean;
}

/** What a page shows. */
export type PageState =
  | { readonly page: 'overview' }
  | TableState
  | { readonly page: 'artifact'; readonly id: string; readonly plots: readonly PlotState[] }
  | { readonly page: 'comparison'; readonly ids: readonly string[]; readonly plots: readonly PlotState[] };

/** Returns the state of a table as it is at first. */
export const tableState = (procedure: string): TableState => ({
  page: 'table',
  procedure,
  query: '',
  sort: undefined,
  isFalling: false,
  allColumns: false,
  lines: false,
  picked: [],
  from: 0,
});

/** Returns the state that an address has after its `#` or `?`. What is not understood is the overview. */
export function parseState(text: string): PageState {
  const values = new URLSearchParams(text.replace(/^[#?]/, ''));
  const list = (key: string) => (values.get(key) ?? '').split(',').filter((each) => each !== '');
  const procedure = values.get('p');
  if (procedure !== null) {
    const sort = values.get('sort') ?? '';
    return {
      page: 'table',
      procedure,
      query: values.get('q') ?? '',
      sort: sort.replace(/^-/, '') || undefined,
      isFalling: sort.startsWith('-'),
      allColumns: values.get('cols') === 'all',
      lines: values.get('lines') === '1',
      picked: list('pick'),
      from: wholeNumber(values.get('from')),
    };
  }
  const plots = plotsOf(values);
  const id = values.get('a');
  if (id !== null) return { page: 'artifact', id, plots };
  const ids = list('c');
  return ids.length > 0 ? { page: 'comparison', ids, plots } : { page: 'overview' };
}

const wholeNumber = (text: string | null): number => (/^\d{1,9}$/.test(text ?? '') ? Number(text) : 0);

function plotsOf(values: URLSearchParams): PlotState[] {
  const plots = new Map<string, PlotState>();
  const plotAt = (pointer: string) => plots.get(pointer) ?? { pointer, range: undefined, isLog: false };
  for (const text of values.getAll('zoom')) {
    const [, pointer, from, to] = /^(.*):(\d{1,15})\.\.(\d{1,15})$/s.exec(text) ?? [];
    if (pointer !== undefined && Number(from) < Number(to))
      plots.set(pointer, { ...plotAt(pointer), range: [Number(from), Number(to)] });
  }
  for (const pointer of values.getAll('log')) plots.set(pointer, { ...plotAt(pointer), isLog: true });
  return [...plots.values()];
}

/** Returns a state as the address has it, without `#` or `?`. A value that is as at first is left out. */
export function stateText(state: PageState): string {
  if (state.page === 'overview') return 'overview';
  const parts: string[] = [];
  const add = (key: string, value: string | undefined) => {
    if (value !== undefined && value !== '') parts.push(`${key}=${encoded(value)}`);
  };
  if (state.page === 'table') {
    parts.push(`p=${encoded(state.procedure)}`);
    add('q', state.query);
    add('sort', state.sort && `${state.isFalling ? '-' : ''}${state.sort}`);
    add('cols', state.allColumns ? 'all' : undefined);
    add('lines', state.lines ? '1' : undefined);
    add('pick', state.picked.join(','));
    add('from', state.from > 0 ? String(state.from) : undefined);
    return parts.join('&');
  }
  parts.push(state.page === 'artifact' ? `a=${encoded(state.id)}` : `c=${encoded(state.ids.join(','))}`);
  for (const { pointer, range, isLog } of state.plots) {
    if (range !== undefined) add('zoom', `${pointer}:${range[0]}..${range[1]}`);
    if (isLog) add('log', pointer);
  }
  return parts.join('&');
}

/** Encodes a value as a browser leaves it in an address: commas and slashes stay readable. Attributes that a script reads have it, too. */
export const encoded = (value: string): string =>
  encodeURIComponent(wellFormed(value)).replace(/%(?:2C|2F)/g, (code) => decodeURIComponent(code));

/** Returns the link to a state. */
export type LinkTo = (state: PageState) => string;

/** Links within the file of a report, and on the server. */
export const linkInFile: LinkTo = (state) => `#${stateText(state)}`;
export const linkOnServer: LinkTo = (state) => (state.page === 'overview' ? '?' : `?${stateText(state)}`);

/** Returns a text in which a lone surrogate, which no address can have, is replaced. */
const wellFormed = (text: string): string => text.replace(/\p{Surrogate}/gu, '\ufffd');
