// A key of any length: pages carry its beginning, its length and a digest, and two keys never become one.

import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import type { TableData } from '../../src/report/data/page-data.js';
import { encoded } from '../../src/report/data/page-state.js';
import { tableOf } from '../../src/report/tables/table.js';
import { newFolder } from '../support/stored.js';
import { served } from './served.js';

const BEGINNING = 'k'.repeat(5000);

/** Serves two artifacts of another tool. */
async function servedFiles(t: ExecutionContext, members: (index: number) => object) {
  const root = join(await newFolder(), 'artifacts');
  await mkdir(join(root, 'Scan'), { recursive: true });
  for (const index of [1, 2]) {
    const timestamp = `2026-02-01T10:00:0${index}`;
    const file = { procedure_name: 'Scan', procedure_version: '1', timestamp, ...members(index) };
    await writeFile(join(root, 'Scan', `2026-02-01T10-00-0${index}_abcdef.json`), JSON.stringify(file));
  }
  const server = await served(t, root);
  const { ids } = await server.table('p=Scan');
  return { server, ids };
}

test('keys that begin alike stay apart in a table, on the page of an artifact, and in a comparison', async (t) => {
  const { server, ids } = await servedFiles(t, (index) => ({
    input_parameters: { [`${BEGINNING}a`]: 1, [`${BEGINNING}b`]: index },
  }));
  const inputs = (await server.table('p=Scan')).keys.filter(({ isInput }) => isInput);
  const names = inputs.map(({ name }) => name);
  t.is(new Set(names).size, 2);
  for (const name of names) t.regex(name, /^k{500}… \(5,001 characters, SHA-256 [0-9a-f]{32}\)$/);
  const [artifact] = (await server.page(`a=${ids[0]}`)).artifacts;
  t.deepEqual(artifact?.parameters.map(({ name }) => name).sort(), names.toSorted());
  const { comparison } = await server.page(`c=${ids}`);
  t.regex(comparison?.summary ?? '', /^Inputs: 1 of 3 differ\./);
  t.deepEqual(comparison?.inputs[0]?.cells, ['2', '1']);
});

test('the numbers of an array under a long key are read and compared', async (t) => {
  const { server, ids } = await servedFiles(t, (index) => ({
    input_parameters: {},
    [BEGINNING]: Array.from({ length: 5000 }, (_, at) => at + index),
  }));
  const [artifact] = (await server.page(`a=${ids[0]}`)).artifacts;
  const pointer = artifact?.arrays[0]?.pointer as string;
  t.regex(pointer, /^\/k{500}… \(5,000 characters/);
  const part = await server.part(`a=${ids[0]}&zoom=${encoded(pointer)}:10..12`);
  t.true('elements' in part);
  const { comparison } = await server.page(`c=${ids}`);
  t.is(comparison?.arrays[0]?.differences[1]?.note, '5000 of 5000 differ, first at [0], most at [0], by 1');
});

test('a table shows 500 columns, and the filter has all keys', (t) => {
  const data: TableData = {
    procedure: 'Wide',
    count: 2,
    ids: ['00000001', '00000002'],
    times: ['2026-02-01T10:00:01', '2026-02-01T10:00:02'],
    sizes: [1, 1],
    seals: 'nn',
    keys: Array.from({ length: 600 }, (_, at) => ({
      pointer: `/input_parameters/k${at}`,
      name: `k${at}`,
      isInput: true,
      values: [at, at + 1],
    })),
  };
  const table = tableOf(data);
  t.is(table.shownColumns({ allColumns: false }).length, 500);
  t.is(table.columnsLeftOut({ allColumns: false }), 100);
  t.deepEqual(table.filtered('k599=600').rows, [1]);
});
