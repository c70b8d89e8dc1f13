import { createHash, randomBytes } from 'node:crypto';
import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';
import { errorCodeOf, toStorageError } from './system-calls.js';

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

const TOKEN = /^([0-9a-f]{8})-([0-9a-f]{1,8})-(\d+)-(\d+)-(\d+)-([0-9a-f]{12})[0-9a-f]{12}$/;

/** The namespace of processes in which a machine starts. */
const INITIAL = '4026531836';

/** What begins the last part of this thread's tokens: other threads of the process have another. */
const THREAD = randomBytes(6).toString('hex');

/** This thread's tokens that are in use. */
const inUse = new Set<string>();

let own: Owner | undefined;

/**
 * A name that nothing else has, and that tells which process gave it. It is in use until it is given up.
 *
 * @throws StorageError (`ARTIFACT_STORAGE`) if the system does not even say that it does not know the process.
 */
export function newToken(): string {
  const token = `${partsOf(ownOwner())}-${THREAD}${randomBytes(6).toString('hex')}`;
  inUse.add(token);
  return token;
}

/** Nothing is done any more with what has this name: whoever finds something of it may remove that. */
export const giveUpToken = (token: string): void => void inUse.delete(token);

/**
 * Tells whether whoever gave a name is known to be done with it: it was given up in this thread, or the process has ended. A
 * process of another machine or container is not known of.
 *
 * @throws StorageError (`ARTIFACT_STORAGE`) if the system does not say so for the moment.
 */
export function hasEnded(token: string): boolean {
  const [, host, boot, namespace, pid = '', start, thread] = TOKEN.exec(token) ?? [];
  const here = ownOwner();
  // Processes that begin from one snapshot have their threads in common.
  if (thread === THREAD && token.startsWith(`${partsOf(here)}-`)) return !inUse.has(token);
  if (host !== here.host || namespace !== here.namespace || isUnknown(here.namespace)) return false;
  // In a container, another start of the machine may be shown than the one there is.
  if (boot !== here.boot) return boot !== '0' && here.boot !== '0' && here.namespace.startsWith(INITIAL);
  try {
    process.kill(Number(pid), 0);
  } catch (error) {
    // Any other error tells that there is a process of that number.
    if (errorCodeOf(error) === 'ESRCH') return true;
  }
  const now = statOf(pid);
  return now.isZombie || (start !== '0' && now.start !== '0' && start !== now.start);
}

/** Where it is not said in which namespace numbers of processes count, they tell nothing. Linux alone has several. */
const isUnknown = (namespace: string): boolean => process.platform === 'linux' && namespace.startsWith('0');

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

const partsOf = ({ host, boot, namespace, pid, start }: Owner): string => [host, boot, namespace, pid, start].join('-');

function ownOwner(): Owner {
  const pid = String(process.pid);
  if (own?.pid === pid) return own;
  own = {
    host: createHash('sha256')
      .update(`${hostname()}\n${told('/etc/machine-id', readText)}`)
      .digest('hex')
      .slice(0, 8),
    boot: told('/proc/sys/kernel/random/boot_id', readText).slice(0, 8),
    namespace: `${namespaceOf('pid')}${namespaceOf('time')}`,
    pid,
    start: statOf(pid).start,
  };
  return own;
}

const namespaceOf = (kind: string): string => /\d+/.exec(told(`/proc/self/ns/${kind}`, readlinkSync))?.[0] ?? '0';

/** What the system says of a process: whether it has ended but for its number, and when it began, in ticks since the machine's start. */
function statOf(pid: string): { isZombie: boolean; start: string } {
  // What is mounted there may tell of another namespace's processes.
  const isOurs = told('/proc/self', readlinkSync) === String(process.pid);
  const stat = isOurs ? told(`/proc/${pid}/stat`, readText) : '0';
  // The name of the program, in parentheses, may hold anything.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  // A thread of a process that was killed may still be in a system call, and carry it out.
  const isAlone = fields[17] === '1';
  return { isZombie: /^[ZX]/.test(fields[0] ?? '') && isAlone, start: fields[19] ?? '0' };
}

const readText = (path: string): string => readFileSync(path, 'utf8');

/** What the system says; '0' if it does not. That too many files are open is no answer. */
function told(path: string, read: (path: string) => string): string {
  try {
    return read(path);
  } catch (error) {
    if (['EMFILE', 'ENFILE', 'ENOMEM'].includes(errorCodeOf(error) ?? '')) throw toStorageError('open', path, error);
    return '0';
  }
}
