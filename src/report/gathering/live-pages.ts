import type { ResolvedArtifact } from '../../display/resolved-artifact.js';
import type { Store } from '../../display/store.js';
import { MOST_ARTIFACTS } from '../comparison/artifact-comparison.js';
import type { ArrayPartData, ChangesData, ComparisonData, OverviewData, PageData } from '../data/page-data.js';
import type { PageState } from '../data/page-state.js';
import { comparisonData } from './comparison-data.js';
import { artifactData } from './gathered-artifact.js';
import { LiveArrays } from './live-array.js';
import { fileOfKey, type Listing, LiveListing } from './live-listing.js';
import { liveOverview } from './live-overview.js';
import { LiveRefusal } from './live-refusal.js';
import { LiveTables } from './live-table.js';
import { LiveValues } from './live-values.js';
import { rootOf } from './root-of.js';

/** Units: milliseconds. How long one request looks at artifacts to filter and sort them. */
const SLICE = 1000;

/** The data of the pages of a live store. */
export class LivePages {
  readonly #store: Store;
  readonly #listing: LiveListing;
  readonly #values = new LiveValues();
  readonly #tables: LiveTables;
  readonly #arrays: LiveArrays;
  /** The overview, and the listing that it is of. */
  #overview: { readonly listing: Listing; readonly data: OverviewData } | undefined;

  constructor(store: Store, slice = SLICE) {
    this.#store = store;
    this.#listing = new LiveListing(store);
    this.#tables = new LiveTables(store, this.#values, slice);
    this.#arrays = new LiveArrays(store);
  }

  /**
   * Returns what a page shows: the overview, and the table, the artifact or the comparison of its state.
   *
   * @param isGone - true when nobody waits for the answer any more.
   * @throws LiveRefusal if there is no such procedure or artifact.
   * @throws ArtifactError if a file or the storage cannot be read.
   */
  async page(state: PageState, isGone: () => boolean = () => false): Promise<PageData> {
    const listing = await this.#listing.now();
    const page: PageData = {
      root: rootOf(this.#store.storage),
      written: `${new Date().toISOString().slice(0, 19)}Z`,
      isLive: true,
      overview: await this.#overviewOf(listing),
      tables: [],
      artifacts: [],
    };
    if (state.page === 'table') return { ...page, tables: [await this.#tables.table(listing, state, isGone)] };
    if (state.page === 'artifact')
      return { ...page, artifacts: [await artifactData(this.#store, this.#fileOf(listing, state.id))] };
    if (state.page === 'comparison') return { ...page, comparison: await this.#comparison(listing, state.ids) };
    return page;
  }

  /**
   * Returns the numbers of the part of an array that a state zooms to.
   *
   * @throws LiveRefusal if there is no such part.
   */
  async arrayPart(state: PageState): Promise<ArrayPartData> {
    const [plot] = state.page === 'artifact' ? state.plots : [];
    if (state.page !== 'artifact' || plot?.range === undefined)
      throw new LiveRefusal(400, 'found no part of an array, expected a=ID&zoom=POINTER:FIRST..LAST.');
    const { key } = this.#fileOf(await this.#listing.now(), state.id);
    return this.#arrays.part(key as string, plot.pointer, plot.range);
  }

  /** Returns how many artifacts there are now. */
  async changes(): Promise<ChangesData> {
    const { procedures, ids } = await this.#listing.now();
    return {
      procedures: Array.from(procedures, ([name, keys]) => ({
        name,
        count: keys.length,
        newest: ids.idOf(keys[0] as string),
      })),
    };
  }

  /** Returns the overview, which stands on every page, and changes with the listing alone. */
  async #overviewOf(listing: Listing): Promise<OverviewData> {
    if (this.#overview?.listing !== listing)
      this.#overview = { listing, data: await liveOverview(this.#store, listing, this.#values) };
    return this.#overview.data;
  }

  /**
   * Compares the artifacts that there are.
   *
   * @throws LiveRefusal if there is none.
   */
  async #comparison(listing: Listing, asked: readonly string[]): Promise<ComparisonData> {
    const found = asked.map((id) => ({ id, file: this.#foundFile(listing, id) }));
    if (found.every(({ file }) => file === undefined)) throw noArtifact(asked[0] as string);
    const files = found.slice(0, MOST_ARTIFACTS).flatMap(({ file }) => file ?? []);
    return comparisonData(
      this.#store,
      files,
      found.map(({ id, file }) => file?.id ?? id),
    );
  }

  /** @throws LiveRefusal if no artifact has the id, or several have it. */
  #fileOf(listing: Listing, id: string): ResolvedArtifact {
    const file = this.#foundFile(listing, id);
    if (file === undefined) throw noArtifact(id);
    return file;
  }

  /**
   * Returns the file of an id; undefined if no artifact has the id.
   *
   * @throws LiveRefusal if several artifacts have it.
   */
  #foundFile({ ids }: Listing, id: string): ResolvedArtifact | undefined {
    const [key, ...others] = ids.find(id);
    if (key === undefined) return undefined;
    if (others.length > 0)
      throw new LiveRefusal(
        404,
        `Several artifacts have ids that begin with ${id}: ${[key, ...others].map((each) => ids.idOf(each)).join(', ')}.`,
      );
    return fileOfKey(this.#store, key, ids.idOf(key));
  }
}

const noArtifact = (id: string): LiveRefusal => new LiveRefusal(404, `No artifact has the id ${id}.`);
