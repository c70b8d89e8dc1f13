import { dirname } from 'node:path';

/** A system call that succeeded. */
interface Call {
  readonly name: string;
  /** The paths among its arguments, in order; an open file counts with its path. */
  readonly paths: readonly string[];
  readonly text: string;
}

/** Parses strace's lines: the calls in the order in which they returned. */
function callsIn(lines: readonly string[]): Call[] {
  const calls: Call[] = [];
  const begun = new Map<string, string>();
  for (const line of lines) {
    const [, pid = '', said = ''] = /^(?:\[pid +(\d+)\] )?(.*)$/.exec(line) ?? [];
    const [unfinished, start] = /^(.*) <unfinished \.\.\.>$/.exec(said) ?? [];
    if (unfinished !== undefined) begun.set(pid, start as string);
    const text = said.replace(/^<\.\.\. \w+ resumed>/, () => begun.get(pid) ?? '');
    const [, name, given = ''] = /^(\w+)\((.*)\) += \d+/.exec(text) ?? [];
    if (name === undefined) continue;
    const paths = [...given.matchAll(/"(\/[^"]*)"|(?<!AT_FDCWD)<(\/[^>]*)>/g)].map(
      (match) => (match[1] ?? match[2]) as string,
    );
    calls.push({ name, paths, text });
  }
  return calls;
}

/**
 * Checks the order of the system calls of a save: its bytes have to be on the disk before the file gets its name, and the name and
 * those of new folders before the save is acknowledged.
 *
 * @param lines - strace's lines, up to the write that acknowledges the save.
 * @returns a sentence for each fault.
 */
export function faultsInOrder(lines: readonly string[], path: string): string[] {
  const calls = callsIn(lines);
  const answer = calls.findIndex(({ name, text }) => name === 'write' && text.startsWith('write(1<'));
  const after = (at: number, name: string, ...paths: string[]): number =>
    calls.findIndex(
      (call, index) => index > at && call.name === name && call.paths.some((each) => paths.includes(each)),
    );
  /** True if a call was made before the save was acknowledged. */
  const isDone = (at: number): boolean => at !== -1 && at < answer;

  const naming = calls.findIndex(({ name, paths }) => (name === 'link' || name === 'rename') && paths[1] === path);
  const [temporary = ''] = calls[naming]?.paths ?? [];
  const opened = calls.find(({ name, paths }) => name === 'openat' && paths[0] === temporary);
  const lastWrite = calls.findLastIndex(({ name, paths }) => name === 'pwrite64' && paths[0] === temporary);
  const synced = after(lastWrite, 'fsync', temporary);
  const folderSynced = after(naming, 'fsync', dirname(path));
  const claimed = calls.findIndex(({ name, paths }) => name === 'rename' && paths[1]?.endsWith('.claim'));
  const released = calls.findLastIndex(({ name, paths }) => name === 'unlink' && paths[0]?.includes('.claim/'));

  const rules: readonly (readonly [boolean, string])[] = [
    [answer !== -1, 'the save is not acknowledged'],
    [naming !== -1, 'the file gets no name'],
    [/O_CREAT\|O_EXCL\|O_NOFOLLOW/.test(opened?.text ?? ''), 'the temporary file is not created exclusively'],
    [lastWrite !== -1 && lastWrite < naming, 'the bytes are not written before the file gets its name'],
    [synced !== -1 && synced < naming, 'the bytes are not synced before the file gets its name'],
    [isDone(folderSynced), 'the directory is not synced after the file got its name'],
    [isDone(after(folderSynced, 'fsync', temporary, path)), 'the file is not synced once more after its directory'],
    [
      calls[naming]?.name === 'link' ? isDone(after(naming, 'unlink', temporary)) : true,
      'the temporary name is not removed',
    ],
    [
      calls[naming]?.name === 'link' || (claimed !== -1 && claimed < naming && naming < released),
      'the file gets its name without a link or a claim',
    ],
    ...calls.flatMap(({ name, paths: [made = ''] }, at) =>
      name === 'mkdir' && !made.endsWith('.tmp')
        ? [[isDone(after(at, 'fsync', dirname(made))), `the name of the folder ${made} is not synced`] as const]
        : [],
    ),
  ];
  return rules.flatMap(([holds, fault]) => (holds ? [] : [fault]));
}
