import { dataId } from '../data/data-elements.js';
import type {
  ArrayPartData,
  ArtifactData,
  ComparisonData,
  PageData,
  RefusalData,
  TableData,
} from '../data/page-data.js';
import type { PageState, TableState } from '../data/page-state.js';
import { arrayAddress, pageAddress } from '../data/server-address.js';

/** Where the pages have their data from. What is not there is undefined. */
export interface PageSource {
  /** The data of all pages, without tables, artifacts and comparison. On the server, as of its last answer. */
  readonly page: PageData;
  /** Asks for the data of all pages anew. */
  refresh(): Promise<void>;
  table(state: TableState): Promise<TableData | undefined>;
  artifact(id: string): Promise<ArtifactData | undefined>;
  /** A comparison as the server makes it. That of a file is made in the browser, of the artifacts. */
  comparison(ids: readonly string[]): Promise<ComparisonData | undefined>;
  /** A part of an array that does not travel whole. */
  part(id: string, pointer: string, range: readonly [number, number]): Promise<ArrayPartData | undefined>;
}

/** Returns what an element of the document has as JSON; undefined if there is no such element. */
function inDocument<Data>(id: string): Data | undefined {
  const element = document.getElementById(id);
  return element === null ? undefined : JSON.parse(element.textContent);
}

/** Returns the data of all pages. */
export const pageInDocument = (): PageData => inDocument('data') as PageData;

/** The data in the file of a report. */
export class PageInFile implements PageSource {
  readonly page: PageData;

  constructor(page: PageData) {
    this.page = page;
  }

  async refresh(): Promise<void> {}

  async table({ procedure }: TableState): Promise<TableData | undefined> {
    return inDocument(dataId({ page: 'table', procedure } as TableState));
  }

  async artifact(id: string): Promise<ArtifactData | undefined> {
    return inDocument(dataId({ page: 'artifact', id, plots: [] }));
  }

  async comparison(): Promise<undefined> {}

  async part(): Promise<undefined> {}
}

/** The data that the server answers with. That of the page that was opened first is in the document. */
export class PageOnServer implements PageSource {
  page: PageData;

  constructor(page: PageData) {
    this.page = page;
  }

  async refresh(): Promise<void> {
    await this.#answerTo({ page: 'overview' });
  }

  async table(state: TableState): Promise<TableData | undefined> {
    return onceInDocument(state) ?? (await this.#answerTo(state)).tables[0];
  }

  async artifact(id: string): Promise<ArtifactData | undefined> {
    const state: PageState = { page: 'artifact', id, plots: [] };
    return onceInDocument(state) ?? (await this.#answerTo(state)).artifacts[0];
  }

  async comparison(ids: readonly string[]): Promise<ComparisonData | undefined> {
    const state: PageState = { page: 'comparison', ids, plots: [] };
    return onceInDocument(state) ?? (await this.#answerTo(state)).comparison;
  }

  part(id: string, pointer: string, range: readonly [number, number]): Promise<ArrayPartData> {
    return answerOf(arrayAddress(id, pointer, range));
  }

  async #answerTo(state: PageState): Promise<PageData> {
    const answer = await answerOf<PageData>(pageAddress(state));
    this.page = { ...answer, tables: [], artifacts: [] };
    return answer;
  }
}

/** Returns the data of the page that was opened first, and removes it: the store may change. */
function onceInDocument<Data>(state: PageState): Data | undefined {
  const id = dataId(state);
  const data = inDocument<Data>(id);
  document.getElementById(id)?.remove();
  return data;
}

/**
 * Returns what the server answers to an address.
 *
 * @throws Error with what the server says, if it refuses, or that it does not answer.
 */
export async function answerOf<Data>(address: string): Promise<Data> {
  const response = await fetch(address).catch(() => {
    throw new Error('The server does not answer');
  });
  const answer = await response.json();
  if (!response.ok) throw new Error((answer as RefusalData).message);
  return answer;
}
