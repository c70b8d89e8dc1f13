import { createHash } from 'node:crypto';
import { rmSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { PublishResult, Storage, VerifyReport } from '../../src/index.js';

/** Stores bytes under a key. */
export async function create(storage: Storage, key: string, bytes: Uint8Array): Promise<PublishResult> {
  const draft = storage.draft(key.split('/', 1)[0] as string);
  try {
    await draft.write(bytes);
    return await draft.publish(key);
  } finally {
    await draft.close();
  }
}

/** All bytes of what is stored under a key. */
export async function bytesOf(storage: Storage, key: string): Promise<Uint8Array> {
  const source = await storage.open(key);
  try {
    return await source.read(0, source.size);
  } finally {
    await source.close();
  }
}

/** All that there is to come. */
export async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = [];
  for await (const item of items) list.push(item);
  return list;
}

/** The report on a storage without a problem, all of whose files were decoded. */
export const sound = (sealed: number, unsealed = 0): VerifyReport => ({
  checked: sealed + unsealed,
  problems: [],
  sealed,
  unsealed,
  undecoded: [],
});

/** Bytes that were changed, with a seal that fits them in the place of the last one. */
export function sealed(changed: Uint8Array): Buffer {
  const start = changed.length - 64 - '"\n  }\n}\n'.length;
  const seal = createHash('sha256').update(changed.subarray(0, start)).digest('hex');
  return Buffer.concat([changed.subarray(0, start), Buffer.from(seal), changed.subarray(start + 64)]);
}

/** What is stored under a key, with something in it replaced, and sealed again. */
export async function replacedIn(storage: Storage, key: string, from: string, to: string): Promise<Buffer> {
  const text = Buffer.from(await bytesOf(storage, key)).toString();
  if (!text.includes(from)) throw new Error(`${key} has no ${from}`);
  return sealed(Buffer.from(text.replace(from, () => to)));
}

/** Gives a folder that is gone afterwards, for what is large. */
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

/** Gives a folder in another one that is gone when the process has ended. */
export async function newFolder(parent = tmpdir()): Promise<string> {
  const folder = await mkdtemp(join(parent, 'stored-'));
  folders.push(resolve(folder));
  return folder;
}
