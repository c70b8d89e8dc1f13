import { createHash } from 'node:crypto';
import { rmSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { PublishResult, Storage, VerifyReport } from '../../src/index.js';

/** Writes and publishes bytes under a key. */
export async function create(storage: Storage, key: string, bytes: Uint8Array): Promise<PublishResult> {
  const draft = storage.draft(key.split('/', 1)[0] as string);
  try {
    await draft.write(bytes);
    return await draft.publish(key);
  } finally {
    await draft.close();
  }
}

/** Returns all bytes of the file under a key. */
export async function bytesOf(storage: Storage, key: string): Promise<Uint8Array> {
  const source = await storage.open(key);
  try {
    return await source.read(0, source.size);
  } finally {
    await source.close();
  }
}

/** Collects everything that an iterable yields. */
export async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = [];
  for await (const item of items) list.push(item);
  return list;
}

/** Returns the report of `verify` on a storage without problems, all of whose files were decoded. */
export const sound = (sealed: number, unsealed = 0): VerifyReport => ({
  checked: sealed + unsealed,
  problems: [],
  sealed,
  unsealed,
  undecoded: [],
});

/** Returns a changed file with a new seal in place of the old one. */
export function sealed(changed: Uint8Array): Buffer {
  const start = changed.length - 64 - '"\n  }\n}\n'.length;
  const seal = createHash('sha256').update(changed.subarray(0, start)).digest('hex');
  return Buffer.concat([changed.subarray(0, start), Buffer.from(seal), changed.subarray(start + 64)]);
}

/** Returns the file under a key with one text replaced and a new seal. */
export async function replacedIn(storage: Storage, key: string, from: string, to: string): Promise<Buffer> {
  const text = Buffer.from(await bytesOf(storage, key)).toString();
  if (!text.includes(from)) throw new Error(`${key} has no ${from}`);
  return sealed(Buffer.from(text.replace(from, () => to)));
}

/** Calls a function with a new folder, and removes the folder afterwards: for large files. */
export async function inFolder<T>(act: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'stored-'));
  try {
    return await act(folder);
  } finally {
    await rm(folder, { recursive: true });
  }
}

const folders: string[] = [];
process.once('exit', () => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** Creates a folder, and removes it when the process ends. */
export async function newFolder(parent = tmpdir()): Promise<string> {
  const folder = await mkdtemp(join(parent, 'stored-'));
  folders.push(resolve(folder));
  return folder;
}
