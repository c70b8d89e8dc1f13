import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Reads one column of numbers from a series in `examples/data`, run from the project's folder. */
export async function readSeries(file: string, column: string): Promise<Float64Array> {
  const text = await readFile(join('examples', 'data', file), 'utf8');
  const [header = '', ...rows] = text.trim().split(/\r?\n/);
  const index = header.split(',').indexOf(`"${column}"`);
  if (index < 0) throw new Error(`${file} has no column ${column}: ${header}`);
  return Float64Array.from(rows, (row) => Number(row.split(',')[index]));
}
