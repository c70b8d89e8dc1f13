import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ExecutionContext } from 'ava';
import { newFolder } from './stored.js';

/** A module with the classes of test/toolchains/project/protocols-decorated.ts, declared in some way. */
export interface DeclaredModule {
  readonly title: string;
  /** Runs protocols-exchange.mjs with the module and more arguments. */
  exchange(...args: string[]): Promise<unknown>;
}

/** Checks that the classes of all modules write the same bytes, and that each reads what the others have written. */
export async function exchangeAll(t: ExecutionContext, modules: readonly DeclaredModule[]): Promise<void> {
  const folder = await newFolder();
  const files = modules.map((_, index) => join(folder, `${index}.json`));
  for (const [index, { exchange }] of modules.entries()) await exchange('write', files[index] as string);
  const [first, ...others] = await Promise.all(files.map((file) => readFile(file, 'utf8')));
  for (const [index, other] of others.entries()) t.is(other, first ?? '', modules[index + 1]?.title);
  for (const { title, exchange } of modules) await t.notThrowsAsync(exchange('read', ...files), title);
}
