import { createHash, randomBytes } from 'node:crypto';
import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';

/** What tells a process from all others, as far as the system says it; '0' for what it does not say. */
interface Owner {
  /** Of the machine. */
  readonly host: string;
  /** Of its last start. */
  readonly boot: string;
  /** In which the process's number and the machine's time count. */
  readonly namespace: string;
  readonly pid: string;
  /** When the process began: numbers are used again. */
  readonly start: string;
}

const TOKEN = /^([0-9a-f]{8})-([0-9a-f]{1,8})-(\d+)-(\d+)-(\d+)-[0-9a-f]{24}$/;

/** The namespace of processes in which a machine starts. */
const INITIAL = '4026531836';

let own: Owner | undefined;

/** A name that nothing else has, and that tells which process gave it. */
export function newToken(): string {
  const { host, boot, namespace, pid, start } = ownOwner();
  return [host, boot, namespace, pid, start, randomBytes(12).toString('hex')].join('-');
}

/** Tells whether the process that gave a name is known to have ended. One of another machine or container is not known of. */
export function hasEnded(token: string): boolean {
  const [, host, boot, namespace, pid = '', start] = TOKEN.exec(token) ?? [];
  const here = ownOwner();
  if (host !== here.host || namespace !== here.namespace) return false;
  // In a container, another start of the machine may be shown than the one there is.
  if (boot !== here.boot) return boot !== '0' && here.boot !== '0' && here.namespace.startsWith(INITIAL);
  try {
    process.kill(Number(pid), 0);
  } catch (error) {
    // EPERM tells that it lives.
    return (error as NodeJS.ErrnoException).code === 'ESRCH';
  }
  const now = statOf(pid);
  return now.isZombie || (start !== '0' && now.start !== '0' && start !== now.start);
}

/** A name that no list shows, and that tells whose it is. */
export const temporaryName = (token = newToken()): string => `.${token}.tmp`;

/** The temporary name of a file that is being taken back. */
export const takenBackName = (token: string): string => `.${token}.gone`;

export const isOfTakenBack = (name: string): boolean => name.endsWith('.gone');

/** The token in a temporary name, or undefined if it is none. */
export const tokenOf = (name: string): string | undefined => /^\.([0-9a-f-]+)\.(?:tmp|gone)$/.exec(name)?.[1];

/** Tells of a name whether it is a temporary one whose process has ended. */
export function isLeftOver(name: string): boolean {
  const token = tokenOf(name);
  return token !== undefined && hasEnded(token);
}

function ownOwner(): Owner {
  own ??= {
    host: createHash('sha256')
      .update(`${hostname()}\n${told(() => readFileSync('/etc/machine-id', 'utf8'))}`)
      .digest('hex')
      .slice(0, 8),
    boot: told(() => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8')).slice(0, 8),
    namespace: `${namespaceOf('pid')}${namespaceOf('time')}`,
    pid: String(process.pid),
    start: statOf(String(process.pid)).start,
  };
  return own;
}

const namespaceOf = (kind: string): string => /\d+/.exec(told(() => readlinkSync(`/proc/self/ns/${kind}`)))?.[0] ?? '0';

/** What the system says of a process: whether it has ended but for its number, and when it began, in ticks since the machine's start. */
function statOf(pid: string): { isZombie: boolean; start: string } {
  // What is mounted there may tell of another namespace's processes.
  const isOurs = told(() => readlinkSync('/proc/self')) === String(process.pid);
  const stat = isOurs ? told(() => readFileSync(`/proc/${pid}/stat`, 'utf8')) : '0';
  // The name of the program, in parentheses, may hold anything.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return { isZombie: /^[ZX]/.test(fields[0] ?? ''), start: fields[19] ?? '0' };
}

function told(ask: () => string): string {
  try {
    return ask();
  } catch {
    return '0';
  }
}
