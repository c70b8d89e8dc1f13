import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { instanceToPlain, plainToInstance } from 'class-transformer';
import { ArtifactRepository, decode, encode, FileStorage, isArtifactError } from 'persisted-artifacts';
import type * as Classes from './classes.js';

/**
 * Saves an artifact, loads it, compares the two, and tries to save an invalid one.
 *
 * @param copy - applied to the values of the artifact, such as structuredClone.
 * @returns one line: the name of the file, the first digits of its seal, and the issues of the invalid artifact.
 */
export async function program(classes: typeof Classes, copy = <T>(value: T): T => value): Promise<string> {
  const root = await mkdtemp(join(tmpdir(), 'toolchain-'));
  try {
    const repository = new ArtifactRepository({ storage: new FileStorage(root), classes: [classes.Burst] });
    const burst = exampleOf(classes, copy);
    const path = await repository.save(burst);
    const again = await repository.load(path, classes.Burst);
    check('what is loaded', again, burst);
    const { $artifact, ...stored } = JSON.parse(await readFile(path, 'utf8'));
    const plain = instanceToPlain(burst, { exposeUnsetFields: false });
    // JSON.parse rounds integers beyond 2^53.
    check('what instanceToPlain gives', { ...plain, counts: plain['counts'].map(Number) }, stored);
    check('what decode gives', decode(encode(burst), classes.Burst), burst);
    check('what plainToInstance gives', plainToInstance(classes.Burst, plain), burst);
    Object.assign(again, { size: 1.5, labels: [] });
    again.highest.unit = '';
    const refusal: unknown = await repository.save(again).catch((error: unknown) => error);
    if (!isArtifactError(refusal, 'ARTIFACT_INVALID')) throw refusal;
    const refused = refusal.issues.map((issue) => `${issue.code} ${issue.path}`).sort();
    return [relative(root, path), $artifact.sha256.slice(0, 8), ...refused].join(', ');
  } finally {
    await rm(root, { recursive: true });
  }
}

export function exampleOf({ Burst, Site, Spike }: typeof Classes, copy = <T>(value: T): T => value) {
  const spike = (height: number) => Object.assign(new Spike(), { height, unit: 'mV' });
  return Burst.create({
    procedureVersion: '1.0.0',
    inputParameters: copy({ window_size: 10, weights: [0.1, -0] }),
    seed: 42,
    timestamp: copy(new Date('2026-02-11T15:40:12.063Z')),
    curve: copy(Float64Array.of(0.1, Number.NaN, -0, Number.POSITIVE_INFINITY, 5e-324)),
    positions: { data: Float64Array.of(1, -0, 3, 4), shape: [2, 2] },
    counts: copy([2n ** 62n, -1n]),
    mask: copy([
      [true, false],
      [false, true],
    ]),
    startedAt: copy(new Date(0)),
    localTime: '2026-02-11T16:40:12.063517+01:00',
    size: 5,
    isClean: true,
    total: 10n ** 30n,
    labels: copy(['µ', '']),
    highest: spike(1.5),
    spikes: [spike(0.5), spike(1.5)],
    byName: new Map([['a', spike(2)]]),
    site: Object.assign(new Site(), { since: new Date(1), name: 'north' }),
  });
}

function check(what: string, found: unknown, expected: unknown): void {
  if (!isSame(found, expected)) throw new Error(`${what} is not identical`);
}

/** Compares bit by bit, whatever realm values are from. */
function isSame(a: unknown, b: unknown): boolean {
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return Object.is(a, b);
  if (kindOf(a) !== kindOf(b) || a.constructor.name !== b.constructor.name) return false;
  if (kindOf(a) === 'Date') return Number(a) === Number(b);
  if (kindOf(a) === 'Map') return isSame([...(a as Map<unknown, unknown>)], [...(b as Map<unknown, unknown>)]);
  const keys = new Set([...Object.keys(a), ...Object.keys(b)]);
  return [...keys].every((key) => isSame(a[key as never], b[key as never]));
}

const kindOf = (value: object): string => Object.prototype.toString.call(value).slice(8, -1);
