import { createHash, randomBytes } from 'node:crypto';
import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';
import { errorCodeOf, toStorageError } from './system-calls.js';

// Tokens: names for temporary files and claims that say which thread of which process made them. A process that finds one can tell
// whether it was left behind. A process counts as alive until it is proven dead.
//
//   3f8a9b01-5c2d7e44-40265318364026531834-4711-982311-0123456789ab6789abcdef01
//   host     boot     namespaces           pid  start  thread, and 12 digits more
//
//   host        a hash of the machine's name and id
//   boot        the beginning of the kernel's boot id: each start of the machine has another
//   namespaces  the numbers of the Linux PID and time namespaces: each container counts its processes by itself
//   start       when the process started, in clock ticks since the boot: the system reuses PIDs
//   thread      a random number of this thread
//
// A part that the system does not tell is `0`. `isStale` decides in these steps, the first that applies:
//
//   1. This thread made the token: it is stale if it has been released.
//   2. The process ran on another machine or in another namespace, or the namespace is unknown: not stale, because nothing is known
//      of the process.
//   3. The machine has been started since then: stale; but not stale in a container, because some container runtimes show a boot
//      id that is not the machine's, and not stale if one of the two boot ids is unknown.
//   4. No process has the PID: stale.
//   5. The process that has the PID is a zombie with one thread, or started at another time: stale.
//   6. Otherwise, the process is running: not stale.

/** What distinguishes a process from all others: the parts of a token before its thread. */
interface ProcessIdentity {
  readonly host: string;
  readonly boot: string;
  readonly namespace: string;
  readonly pid: string;
  readonly start: string;
}

const TOKEN = /^([0-9a-f]{8})-([0-9a-f]{1,8})-(\d+)-(\d+)-(\d+)-([0-9a-f]{12})[0-9a-f]{12}$/;

/** The number of the PID namespace in which Linux starts (`PROC_PID_INIT_INO`). */
const INITIAL_PID_NAMESPACE = '4026531836';

/** The thread's part of its tokens. */
const THREAD = randomBytes(6).toString('hex');

/** The tokens of this thread that have not been released. */
const inUse = new Set<string>();

let cachedIdentity: ProcessIdentity | undefined;

/**
 * Returns a new token. It is in use until it is released.
 *
 * @throws StorageError (`ARTIFACT_STORAGE`) if too many files are open to read what the system tells of this process.
 */
export function newToken(): string {
  const token = `${prefixOf(ownIdentity())}-${THREAD}${randomBytes(6).toString('hex')}`;
  inUse.add(token);
  return token;
}

/** Releases a token. From then on, any process may remove a file or claim that bears it. */
export const releaseToken = (token: string): void => void inUse.delete(token);

/**
 * True if nobody uses a token any more, by the steps on top of this file.
 *
 * @throws StorageError (`ARTIFACT_STORAGE`) if too many files are open to read what the system tells of the process.
 */
export function isStale(token: string): boolean {
  const [, host, boot, namespace, pid = '', start, thread] = TOKEN.exec(token) ?? [];
  const here = ownIdentity();
  // Processes that start from one snapshot of V8 have the same THREAD, so that the process is compared too.
  if (thread === THREAD && token.startsWith(`${prefixOf(here)}-`)) return !inUse.has(token);
  if (host !== here.host || namespace !== here.namespace || isNamespaceUnknown(here.namespace)) return false;
  if (boot !== here.boot) return boot !== '0' && here.boot !== '0' && here.namespace.startsWith(INITIAL_PID_NAMESPACE);
  try {
    process.kill(Number(pid), 0);
  } catch (error) {
    // Any other error, such as EPERM, means that a process has this PID.
    if (errorCodeOf(error) === 'ESRCH') return true;
  }
  const now = processStat(pid);
  return now.isZombie || (start !== '0' && now.start !== '0' && start !== now.start);
}

/** True if the PID namespace could not be read. PIDs mean nothing then, unless the system has no namespaces: only Linux has them. */
const isNamespaceUnknown = (namespace: string): boolean => process.platform === 'linux' && namespace.startsWith('0');

/** Returns the temporary name of a file or of a claim's directory: it begins with a dot, so that `list` does not show it. */
export const temporaryName = (token = newToken()): string => `.${token}.tmp`;

/** Returns the name that replaces the temporary one when a file is withdrawn (publish.ts). */
export const withdrawnName = (token: string): string => `.${token}.gone`;

/** True if a name is that of a file that is being withdrawn. */
export const isWithdrawnName = (name: string): boolean => name.endsWith('.gone');

/** Returns the token in a name of these two kinds; undefined for any other name. */
export const tokenOf = (name: string): string | undefined => /^\.([0-9a-f-]+)\.(?:tmp|gone)$/.exec(name)?.[1];

/** True if a name is of these two kinds, and its token is stale. */
export function isStaleName(name: string): boolean {
  const token = tokenOf(name);
  return token !== undefined && isStale(token);
}

const prefixOf = ({ host, boot, namespace, pid, start }: ProcessIdentity): string =>
  [host, boot, namespace, pid, start].join('-');

function ownIdentity(): ProcessIdentity {
  const pid = String(process.pid);
  if (cachedIdentity?.pid === pid) return cachedIdentity;
  cachedIdentity = {
    host: createHash('sha256')
      .update(`${hostname()}\n${readProc('/etc/machine-id', readText)}`)
      .digest('hex')
      .slice(0, 8),
    boot: readProc('/proc/sys/kernel/random/boot_id', readText).slice(0, 8),
    namespace: `${readNamespace('pid')}${readNamespace('time')}`,
    pid,
    start: processStat(pid).start,
  };
  return cachedIdentity;
}

const readNamespace = (kind: string): string => /\d+/.exec(readProc(`/proc/self/ns/${kind}`, readlinkSync))?.[0] ?? '0';

/**
 * Reads from /proc whether a process has ended and still has its PID, and when it started.
 * @see https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html (fields[0] here is its field 3)
 */
function processStat(pid: string): { isZombie: boolean; start: string } {
  // A /proc that was mounted in another PID namespace tells of other processes.
  const isOwnNamespace = readProc('/proc/self', readlinkSync) === String(process.pid);
  const stat = isOwnNamespace ? readProc(`/proc/${pid}/stat`, readText) : '0';
  // Field 2, the program's name in parentheses, may hold spaces and parentheses.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  // While a killed process has other threads, one of them may still complete a system call.
  const hasOneThread = fields[17] === '1';
  return { isZombie: /^[ZX]/.test(fields[0] ?? '') && hasOneThread, start: fields[19] ?? '0' };
}

const readText = (path: string): string => readFileSync(path, 'utf8');

/** Reads from /proc; '0' where there is no such file. Throws if too many files are open, because the system could tell later. */
function readProc(path: string, read: (path: string) => string): string {
  try {
    return read(path);
  } catch (error) {
    if (['EMFILE', 'ENFILE', 'ENOMEM'].includes(errorCodeOf(error) ?? '')) throw toStorageError('open', path, error);
    return '0';
  }
}
