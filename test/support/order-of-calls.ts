import { dirname } from 'node:path';

/** A call of the file system that a process did, and that succeeded. */
interface Call {
  readonly name: string;
  /** The paths that it is about, in the order of its arguments. */
  readonly paths: readonly string[];
  readonly text: string;
}

/** The calls in what strace wrote, in the order in which they were done. */
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
 * What is wrong with the order of the calls by which a file was saved: its bytes have to be on the disk before its name is
 * there, and the name, and those of new folders, before the save is acknowledged.
 *
 * @param lines - what strace wrote, up to where the path was told.
 * @returns a sentence each.
 */
export function faultsInOrder(lines: readonly string[], path: string): string[] {
  const calls = callsIn(lines);
  const answer = calls.findIndex(({ name, text }) => name === 'write' && text.startsWith('write(1<'));
  const after = (at: number, name: string, ...paths: string[]): number =>
    calls.findIndex(
      (call, index) => index > at && call.name === name && call.paths.some((each) => paths.includes(each)),
    );
  /** Whether the call is there, before the save is acknowledged. */
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
    [/O_CREAT\|O_EXCL\|O_NOFOLLOW/.test(opened?.text ?? ''), 'the temporary file might have been there'],
    [lastWrite !== -1 && lastWrite < naming, 'the bytes are not written before the name is there'],
    [synced !== -1 && synced < naming, 'the bytes are not synced before the name is there'],
    [isDone(folderSynced), 'the name is not synced'],
    [isDone(after(folderSynced, 'fsync', temporary, path)), 'the file is not synced once more, after its name'],
    [
      calls[naming]?.name === 'link' ? isDone(after(naming, 'unlink', temporary)) : true,
      'the temporary name is not removed',
    ],
    [
      calls[naming]?.name === 'link' || (claimed !== -1 && claimed < naming && naming < released),
      'the name is given without the right to it',
    ],
    ...calls.flatMap(({ name, paths: [made = ''] }, at) =>
      name === 'mkdir' && !made.endsWith('.tmp')
        ? [[isDone(after(at, 'fsync', dirname(made))), `the name of the folder ${made} is not synced`] as const]
        : [],
    ),
  ];
  return rules.flatMap(([holds, fault]) => (holds ? [] : [fault]));
}
