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

/** Where a page has its data from. What is not there is undefined. */
export interface PageSource {
  /** The data of all pages, without tables and artifacts. */
  readonly page: PageData;
  table(state: TableState): Promise<TableData | undefined>;
  artifact(id: string): Promise<ArtifactData | undefined>;
  /** A comparison as the server makes it. In a file it is made in the browser, of the artifacts. */
  comparison(ids: readonly string[]): Promise<ComparisonData | undefined>;
  /** A part of an array that does not travel whole. */
  range(id: string, pointer: string, range: readonly [from: number, to: number]): Promise<ArrayPartData | undefined>;
}

/** Reads the JSON in an element of the document, once it is asked for. */
function inDocument<Data>(id: string): Data | undefined {
  const element = document.getElementById(id);
  return element === null ? undefined : JSON.parse(element.textContent);
}

/** The data in the file of a report. */
export class PageInFile implements PageSource {
  readonly page = inDocument<PageData>('data') as PageData;

  async table({ procedure }: TableState): Promise<TableData | undefined> {
    return inDocument(dataId({ page: 'table', procedure } as TableState));
  }

  async artifact(id: string): Promise<ArtifactData | undefined> {
    return inDocument(dataId({ page: 'artifact', id, plots: [] }));
  }

  async comparison(): Promise<undefined> {}

  async range(): Promise<undefined> {}
}

/** The data that the server answers with. */
export class PageOnServer implements PageSource {
  readonly page = inDocument<PageData>('data') as PageData;

  async table(state: TableState): Promise<TableData | undefined> {
    return (await this.#pageOf(state)).tables[0];
  }

  async artifact(id: string): Promise<ArtifactData | undefined> {
    return (await this.#pageOf({ page: 'artifact', id, plots: [] })).artifacts[0];
  }

  async comparison(ids: readonly string[]): Promise<ComparisonData | undefined> {
    return (await this.#pageOf({ page: 'comparison', ids, plots: [] })).comparison;
  }

  range(id: string, pointer: string, range: readonly [number, number]): Promise<ArrayPartData> {
    return answerTo(arrayAddress(id, pointer, range));
  }

  #pageOf(state: PageState): Promise<PageData> {
    return answerTo(pageAddress(state));
  }
}

/**
 * Returns the JSON that the server answers with.
 *
 * @throws Error with what the server says, if it refuses.
 */
export async function answerTo<Data>(address: string): Promise<Data> {
  const response = await fetch(address);
  const answer = await response.json();
  if (!response.ok) throw new Error((answer as RefusalData).message);
  return answer;
}
