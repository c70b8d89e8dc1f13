// The rows of tables, as they are gathered from files: what a page shows of long values, and which arrays are the x of others.

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'ava';
import { Artifact, ArtifactRepository, FileStorage, NdArray, Persisted } from '../../src/index.js';
import type { KeyData, TableData } from '../../src/report/data/page-data.js';
import { writeReport } from '../../src/report/index.js';
import { tableOf } from '../../src/report/tables/table.js';
import { newFolder } from '../support/stored.js';

@Persisted({ procedure: 'Estimate' })
class Estimate extends Artifact<Record<string, unknown>> {
  @NdArray('float64') density!: Float64Array;
  @NdArray('float64') density_grid!: Float64Array;
  @NdArray('float64', { x: 'support' }) mass!: Float64Array;
  @NdArray('float64') support!: Float64Array;
  @NdArray('float64', { shape: [null, null] }) series!: number[][];
}

interface Made {
  readonly parameters?: Record<string, unknown>;
  readonly count?: number;
  readonly grid?: readonly number[];
  readonly series?: number[][];
}

/** Returns the table of two estimates, as a report has it. */
async function tableOfEstimates(made: readonly Made[], max = 1000): Promise<TableData> {
  const folder = await newFolder();
  const repository = new ArtifactRepository({ storage: new FileStorage(join(folder, 'artifacts')) });
  for (const [index, { parameters = {}, count = 30, grid, series = [] }] of made.entries()) {
    const numbers = Float64Array.from({ length: count }, (_, at) => at / 2 + index);
    const estimate = Estimate.create({
      procedureVersion: '1.0.0',
      inputParameters: parameters,
      timestamp: new Date(1000 * index),
      density: numbers.map((each) => -each),
      density_grid: grid === undefined ? numbers : Float64Array.from(grid),
      mass: numbers.map((each) => each ** 2),
      support: numbers,
      series,
    });
    await repository.save(estimate);
  }
  const path = join(folder, 'report.html');
  await writeReport(repository, { path, max });
  const html = await readFile(path, 'utf8');
  const jsons = Array.from(html.matchAll(/<script type="application\/json"[^>]*>(.*?)<\/script>/gs), ([, json]) =>
    JSON.parse(json as string),
  );
  return jsons.find((data) => 'keys' in data);
}

const keyOf = ({ keys }: TableData, wanted: string): KeyData => keys.find(({ name }) => name === wanted) as KeyData;

for (const [title, [first, second]] of Object.entries({
  'long texts with one beginning': ['a'.repeat(5000), `${'a'.repeat(4999)}b`],
  'long texts that UTF-8 would make one': [`${'a'.repeat(5000)}é`, `${'a'.repeat(5000)}è`],
  'lists with one beginning': [
    [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13],
    [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 14],
  ],
  'lists of numbers with one beginning': [[0.12345678], [0.12345679]],
  'lists of objects': [[{ a: 1 }], [{ a: 2 }]],
}))
  test(`${title} vary, and do not if they are equal`, async (t) => {
    const column = async (one: unknown, two: unknown) =>
      tableOf(await tableOfEstimates([{ parameters: { k: one } }, { parameters: { k: two } }])).columnsOfName('k')[0];
    const different = await column(first, second);
    t.is(different?.cells[0], different?.cells[1]);
    t.true(different?.varies);
    t.false((await column(first, first))?.varies);
  });

for (const max of [1000, 0])
  test(`an array that others have as x is marked, with ${max} artifacts in full`, async (t) => {
    const table = await tableOfEstimates([{}, {}], max);
    t.deepEqual(
      table.keys.filter(({ isX }) => isX).map(({ name }) => name),
      ['density_grid', 'support'],
    );
  });

test('an array of more than 4,096 numbers is marked as x, too', async (t) => {
  const table = await tableOfEstimates([{ count: 5000 }]);
  t.true(keyOf(table, 'density_grid').isX);
});

test('an array that is not the x of another one in each row is not marked', async (t) => {
  const table = await tableOfEstimates([{}, { count: 3, grid: [3, 2, 1] }]);
  t.is(keyOf(table, 'density_grid').isX, undefined);
  t.true(keyOf(table, 'support').isX);
});

for (const [numbers, cell] of [
  [[10, 28, 40, 58, 83], '[10 28 40 58 83]'],
  [[], '[]'],
  [[1, 2, 3, 4, 5, 6, 7, 8, 9, 10], '[1 2 3 4 5 6 7 8 9 10]'],
  [[1000, 2000, 3000, 4000, 5000, 6000], undefined],
  [[0.123456789, 1], '[0.123456… 1]'],
  [Array.from({ length: 21 }, () => 1), undefined],
] as const)
  test(`a row shows the numbers [${numbers}] ${cell === undefined ? 'as a strip' : 'in its cell'}`, async (t) => {
    const table = await tableOfEstimates([{ grid: numbers }]);
    t.is((keyOf(table, 'density_grid').values[0] as { cell?: string }).cell, cell);
  });

for (const [rows, columns] of [
  [30, 2],
  [40, 50],
  [5000, 2],
] as const)
  test(`a row shows the shape of an array of ${rows} × ${columns} numbers, and no strip`, async (t) => {
    const series = Array.from({ length: rows }, (_, row) => Array.from({ length: columns }, (_, at) => row / 3 + at));
    const table = await tableOfEstimates([{ series }, { series }]);
    t.like(keyOf(table, 'series').values[0], { shape: [rows, columns], strip: undefined });
    const [column] = tableOf(table).columnsOfName('series');
    t.like(column, { hasStrips: false, cells: Array(2).fill(`float64[${rows},${columns}]`) });
  });
