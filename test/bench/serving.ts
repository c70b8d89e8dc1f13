import { linkSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Artifact, ArtifactRepository, FileStorage, MemoryStorage, NdArray, Persisted } from '../../src/index.js';
import type { PageData } from '../../src/report/data/page-data.js';
import { linkOnServer, type PageState, tableState } from '../../src/report/data/page-state.js';
import { documentHtml } from '../../src/report/document/document.js';
import { LivePages } from '../../src/report/gathering/live-pages.js';
import { contentOf } from '../../src/report/serve/content.js';
import { openStoredArtifact } from '../../src/repository/stored-artifact.js';
import { bytesOf, newFolder } from '../support/stored.js';
import type { Competition } from './competition.js';

@Persisted({ procedure: 'Served' })
class Served extends Artifact<{ window_size: number }> {
  @NdArray('float64') curve!: Float64Array;
}

/** How many artifacts the smaller store has, the newest ones of the larger. */
const FEW = 200;

/** Names of one file. Some file systems allow no more than 65,000. */
const MOST_LINKS = 30_000;

/** Yields the competitions of pages of a large store with the same pages of a small one. */
export async function* serving(count: number): AsyncGenerator<Competition> {
  const bytes = await bytesOfOne();
  const few = await served(bytes, count - FEW, count);
  const many = await served(bytes, 0, count);
  const { newest } = (await few({ page: 'overview' })).overview;
  const id = newest[0]?.id as string;
  const pages: readonly (readonly [what: string, state: PageState, values: (page: PageData) => unknown])[] = [
    ['overview', { page: 'overview' }, ({ overview }) => overview.newest],
    ['table, 100 rows', tableState('Served'), ({ tables }) => tables[0]?.ids],
    ['artifact', { page: 'artifact', id, plots: [] }, ({ artifacts }) => artifacts[0]?.seal],
  ];
  for (const [what, state, valuesOf] of pages) {
    const values = (page: unknown) => valuesOf(page as PageData);
    yield {
      work: `page of ${count} artifacts: ${what}`,
      items: { unit: 'page', count: 1 },
      expected: values(await few(state)),
      plain: [{ name: `the same page of ${FEW}, by this library`, run: () => few(state), values }],
      competitors: [
        {
          name: 'this library',
          run: () => many(state),
          values,
          goal: { most: 1.2, reason: 'a page costs what its own rows cost' },
        },
      ],
    };
  }
}

async function bytesOfOne(): Promise<Uint8Array> {
  const storage = new MemoryStorage();
  const artifact = Served.create({
    procedureVersion: '1',
    inputParameters: { window_size: 20 },
    timestamp: new Date('2026-02-11T12:00:00Z'),
    curve: Float64Array.from({ length: 100 }, (_, index) => Math.sin(index)),
  });
  return bytesOf(storage, await new ArtifactRepository({ storage }).save(artifact));
}

/** Makes a folder in which one artifact has many names, and returns what makes its pages, with their documents. */
async function served(bytes: Uint8Array, from: number, to: number): Promise<(state: PageState) => Promise<PageData>> {
  const root = await newFolder();
  mkdirSync(join(root, 'Served'));
  let file = '';
  for (let index = from; index < to; index++) {
    const path = join(root, 'Served', nameOf(index));
    if ((index - from) % MOST_LINKS === 0) writeFileSync((file = path), bytes);
    else linkSync(file, path);
  }
  const storage = new FileStorage(root);
  const pages = new LivePages({ storage, openStored: openStoredArtifact, readsAsStored: () => true });
  await pages.page({ page: 'overview' });
  return async (state) => {
    const page = await pages.page(state);
    documentHtml(page, contentOf(page, state, linkOnServer));
    return page;
  };
}

/** Returns the name of a file: one a second. */
function nameOf(index: number): string {
  const second = new Date(Date.UTC(2020, 0, 1) + 1000 * index).toISOString().slice(0, 19).replaceAll(':', '-');
  return `${second}_${((index * 2654435761) % 2 ** 24).toString(16).padStart(6, '0')}.json`;
}
