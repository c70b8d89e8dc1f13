import { execFile } from 'node:child_process';
import { mkdir, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as after } from 'node:timers/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** How a file system is made, and mounted. */
const KINDS = {
  ext4: { size: 256, make: ['mkfs.ext4', '-q'], mount: ['mount', '-o', 'loop'] },
  xfs: { size: 512, make: ['mkfs.xfs', '-q'], mount: ['mount', '-o', 'loop'] },
  exfat: { size: 256, make: ['mkfs.exfat'], mount: ['mount', '-t', 'exfat-fuse', '-o', 'loop'] },
} as const;

export type Kind = keyof typeof KINDS;

/** A file system on a device of its own. */
export interface Device {
  /** Where it is mounted. */
  readonly folder: string;
  /** Lets it lose all that is not on the device; nothing works from then on. */
  cutPower(): Promise<void>;
  /** Mounts it again. Nobody may use it meanwhile. */
  restart(): Promise<void>;
  unmount(): Promise<void>;
}

/**
 * Makes a file system in a file, and mounts it. It takes root, and on Debian the packages xfsprogs, exfat-fuse and exfatprogs.
 *
 * @param place - an empty folder.
 */
export async function mountDevice(kind: Kind, place: string): Promise<Device> {
  const { size, make, mount } = KINDS[kind];
  const [image, folder] = [join(place, 'image'), join(place, 'mounted')];
  await mkdir(folder);
  await writeFile(image, '');
  await truncate(image, size * 2 ** 20);
  await run(make[0], [...make.slice(1), image]);
  const doMount = () => run(mount[0], [...mount.slice(1), image, folder]);
  const unmount = async () => {
    await run('umount', [folder]);
    // Whoever copied our mounts meanwhile still has it.
    while ((await run('losetup', ['-j', image])).stdout !== '') await after(100);
  };
  await doMount();
  return {
    folder,
    async cutPower() {
      await run('xfs_io', ['-x', '-c', 'shutdown', folder]);
    },
    async restart() {
      await unmount();
      await doMount();
    },
    unmount,
  };
}
