import { execFile } from 'node:child_process';
import { mkdir, rename, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as after } from 'node:timers/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** How a file system is made, how many megabytes it has, and how it is mounted. */
const KINDS = {
  ext4: { size: 256, make: ['mkfs.ext4', '-q'], mount: ['mount', '-o', 'loop'] },
  xfs: { size: 512, make: ['mkfs.xfs', '-q'], mount: ['mount', '-o', 'loop'] },
  btrfs: { size: 256, make: ['mkfs.btrfs', '-q'], mount: ['mount', '-o', 'loop'] },
  exfat: { size: 256, make: ['mkfs.exfat'], mount: ['mount', '-t', 'exfat-fuse', '-o', 'loop'] },
} as const;

export type Kind = keyof typeof KINDS;

/** A file system of its own. */
export interface Mounted {
  /** Where it is mounted. */
  readonly folder: string;
  unmount(): Promise<void>;
}

/** A file system on a device of its own. */
export interface Device extends Mounted {
  /** Remembers what is on the device; what is not, is to be lost. Nobody may use the file system until it is restarted. */
  cutPower(): Promise<void>;
  /** Mounts what was remembered. If the system cannot, there is an empty file system, and that is told by false. */
  restart(): Promise<boolean>;
}

/**
 * Makes a file system in a file, and mounts it. It takes root, and on Debian the packages xfsprogs, btrfs-progs, exfat-fuse and
 * exfatprogs.
 *
 * @param place - an empty folder.
 */
export async function mountDevice(kind: Kind, place: string): Promise<Device> {
  const { size, make, mount } = KINDS[kind];
  const [image, remembered, folder] = [join(place, 'image'), join(place, 'remembered'), join(place, 'mounted')];
  await mkdir(folder);
  const doMake = async () => {
    await writeFile(image, '');
    await truncate(image, size * 2 ** 20);
    await run(make[0], [...make.slice(1), image]);
  };
  let isMounted = false;
  const doMount = async () => {
    await run(mount[0], [...mount.slice(1), image, folder]);
    isMounted = true;
  };
  const unmount = async () => {
    if (!isMounted) return;
    await run('umount', [folder]);
    isMounted = false;
    // Whoever copied our mounts meanwhile still has it.
    while ((await run('losetup', ['-j', image])).stdout !== '') await after(100);
  };
  await doMake();
  await doMount();
  return {
    folder,
    async cutPower() {
      // What the system writes of itself meanwhile must not be in one part of the copy and not in another.
      do await run('cp', [image, remembered]);
      while (!(await isSame(image, remembered)));
    },
    async restart() {
      await unmount();
      await rename(remembered, image);
      try {
        await doMount();
        return true;
      } catch {
        await doMake();
        await doMount();
        return false;
      }
    },
    unmount,
  };
}

/**
 * Lays a folder over another one, as containers do, and mounts both as one.
 *
 * @param place - an empty folder.
 */
export async function mountOverlay(place: string): Promise<Mounted> {
  const [lower, upper, work, folder] = ['lower', 'upper', 'work', 'mounted'].map((name) => join(place, name)) as [
    string,
    string,
    string,
    string,
  ];
  for (const each of [lower, upper, work, folder]) await mkdir(each);
  const options = `lowerdir=${lower},upperdir=${upper},workdir=${work}`;
  await run('mount', ['-t', 'overlay', '-o', options, 'overlay', folder]);
  return { folder, unmount: async () => void (await run('umount', [folder])) };
}

async function isSame(a: string, b: string): Promise<boolean> {
  try {
    await run('cmp', ['-s', a, b]);
    return true;
  } catch (error) {
    if ((error as { code?: unknown }).code === 1) return false;
    throw error;
  }
}
