import { execFile } from 'node:child_process';
import { mkdir, rename, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as after } from 'node:timers/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** The size in MiB, and the commands that make and mount each kind of file system. */
const KINDS = {
  ext4: { size: 256, make: ['mkfs.ext4', '-q'], mount: ['mount', '-o', 'loop'] },
  xfs: { size: 512, make: ['mkfs.xfs', '-q'], mount: ['mount', '-o', 'loop'] },
  btrfs: { size: 256, make: ['mkfs.btrfs', '-q'], mount: ['mount', '-o', 'loop'] },
  exfat: { size: 256, make: ['mkfs.exfat'], mount: ['mount', '-t', 'exfat-fuse', '-o', 'loop'] },
} as const;

/** A kind of file system. */
export type Kind = keyof typeof KINDS;

/** A mounted file system that nothing else uses. */
export interface Mounted {
  /** The folder where it is mounted. */
  readonly folder: string;
  unmount(): Promise<void>;
}

/** A file system on a device of its own. */
export interface Device extends Mounted {
  /** Copies what is on the device. Whatever is only in memory is lost. Nothing may use the file system until `restart`. */
  cutPower(): Promise<void>;
  /** Mounts the copy. Returns false, and mounts an empty file system, if the system cannot mount it. */
  restart(): Promise<boolean>;
}

/**
 * Makes a file system in a file, and mounts it. It needs root, and on Debian the packages xfsprogs, btrfs-progs, exfat-fuse and
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
    // A process that has copied our mount namespace meanwhile still holds the device.
    while ((await run('losetup', ['-j', image])).stdout !== '') await after(100);
  };
  await doMake();
  await doMount();
  return {
    folder,
    async cutPower() {
      // The system may write during the copy: repeat it until two copies are the same.
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
 * Mounts an overlay of two folders, as containers have it.
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
