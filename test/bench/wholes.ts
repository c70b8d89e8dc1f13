import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { link, mkdir, mkdtemp, open, rm, unlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Artifact, ArtifactRepository, FileStorage, NdArray, Persisted } from '../../src/index.js';
import { bytesOf } from '../stored.js';
import type { Competition } from './competition.js';

@Persisted()
class Typical extends Artifact {
  @NdArray('float64') curve!: Float64Array;
  @Persisted() note!: string;
}

/** A small artifact, durable on disk; and what the import of the package costs. */
export async function* wholes(): AsyncGenerator<Competition> {
  const folder = await mkdtemp(join(tmpdir(), 'bench-'));
  const storage = new FileStorage(folder);
  const repository = new ArtifactRepository({ storage, classes: [Typical] });
  let second = 0;
  const artifact = () =>
    Object.assign(new Typical(), {
      procedureVersion: '1',
      inputParameters: { window_size: 10, threshold: 0.5 },
      timestamp: new Date(1000 * second++),
      curve: Float64Array.from({ length: 200 }, () => Math.random()),
      note: 'a small typical artifact',
    });
  const path = await repository.save(artifact());
  const bytes = await bytesOf(storage, storage.keyOf(path));
  const byHand = join(folder, 'by-hand');
  await mkdir(byHand);
  const items = { unit: 'artifact', count: 1 };
  yield {
    work: 'a small typical artifact, saved durably, with proof',
    items,
    goal: 1.25,
    reason: 'making the text and proving it, most of it while the file is synced',
    competitors: [
      { name: 'the same bytes by the same steps, by hand', run: () => publish(byHand, `${second++}.json`, bytes) },
      { name: 'this library', run: () => repository.save(artifact()) },
    ],
  };
  yield {
    work: 'a small typical artifact, loaded',
    items,
    competitors: [
      {
        name: 'JSON.parse of the file',
        run: () => bytesOf(storage, storage.keyOf(path)).then((read) => JSON.parse(Buffer.from(read).toString())),
      },
      { name: 'this library', run: () => repository.load(path) },
    ],
  };
  yield {
    work: 'an empty program, and one that imports the package',
    goalMore: 40,
    reason: 'nearly 60 small modules of our own',
    items: { unit: 'program', count: 1 },
    competitors: [
      { name: 'node -e 0', run: () => execFileSync(process.execPath, ['-e', '0']) },
      {
        name: 'this library',
        run: () => execFileSync(process.execPath, ['--input-type=module', '-e', "import 'persisted-artifacts'"]),
      },
    ],
  };
  await rm(folder, { recursive: true });
}

async function publish(folder: string, name: string, bytes: Uint8Array): Promise<void> {
  const temporary = join(folder, `.${randomBytes(12).toString('hex')}.tmp`);
  const file = await open(temporary, 'wx', 0o444);
  await file.write(bytes);
  await file.sync();
  await link(temporary, join(folder, name));
  const directory = await open(folder);
  await directory.sync();
  await directory.close();
  await file.sync();
  await file.close();
  await unlink(temporary);
}
