import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { newFolder } from '../support/stored.js';

const MILLION = 1_000_000;

/** A text of a megabyte, whose beginning says what it is of. */
const long = (of: string): string => `${of}<b>${'y'.repeat(MILLION)}`;

/** Returns numbers, of which no two artifacts have the same. */
const numbers = (length: number, index: number): number[] => Array.from({ length }, (_, at) => at + index);

const keys = (length: number, index: number): object =>
  Object.fromEntries(Array.from({ length }, (_, at) => [`key_${at}`, at + index]));

/** As deep as a file may be: the file itself is the first object. */
const DEPTH = 512;

const deep = (index: number, makeOne: (inner: unknown) => unknown): unknown => {
  let tree: unknown = index;
  for (let depth = 2; depth < DEPTH; depth++) tree = makeOne(tree);
  return tree;
};

/** What the artifacts of a procedure have too much of. */
interface Huge {
  /** Returns the members of an artifact. They differ from one artifact to the next. */
  members(index: number): object;
  /** What the page of an artifact says of it. */
  readonly says: RegExp;
}

const n = (index: number, parameters: object = {}): object => ({ input_parameters: { n: index, ...parameters } });

export const HUGE: Readonly<Record<string, Huge>> = {
  LongText: {
    members: (index) => ({ ...n(index, { text: long(`text ${index} `) }), text: long(`text ${index} `) }),
    says: /text 2 <b>y+\s*The first 2,000 of 1,000,010 characters\.\s*\/text\s*text 2 <b>y+\s*The first 2,000/,
  },
  LongKey: {
    members: (index) => ({ ...n(index), object: { [long('key ')]: index } }),
    says: /object\.key <b>y+… \(1,000,007 characters, SHA-256 [0-9a-f]{32}\)\s*2/,
  },
  LongParameter: {
    members: (index) => n(index, { [long('key ')]: index }),
    says: /key <b>y+… \(1,000,007 characters, SHA-256 [0-9a-f]{32}\)\s*2/,
  },
  LongArrayKey: {
    members: (index) => ({ ...n(index), [long('key ')]: numbers(40, index) }),
    says: /key <b>y+… \(1,000,007 characters, SHA-256 [0-9a-f]{32}\).*lowest/s,
  },
  LongHead: {
    members: (index) => ({
      ...n(index),
      procedure_version: long(`version ${index} `),
      seed: long(`seed ${index} `),
      timestamp: long(`time ${index} `),
    }),
    says: /version 2 <b>y+… \(1,000,013 characters.*\).*time 2 <b>y+… \(1,000,010 char.*seed "?2/s,
  },
  ManyKeys: {
    members: (index) => ({ ...n(index), object: keys(10_000, index) }),
    says: /object\.key_0\s*2.*and 9,001 more members in the file/s,
  },
  ManyColumns: {
    members: (index) => n(index, keys(5000, index)),
    says: /key_0\s*2.*and 4,001 more members in the file/s,
  },
  ManyNumbers: {
    members: (index) => ({ ...n(index), signal: numbers(MILLION, index) }),
    says: /highest 1000001 \[999999\]/,
  },
  ManyMarks: {
    members: (index) => ({
      ...n(index),
      signal: numbers(200_000, index),
      detected_peaks: numbers(100_000, index),
    }),
    says: /signal.*detected_peaks/s,
  },
  ManyItems: {
    members: (index) => ({ ...n(index), list: numbers(10_000, index).map((item) => ({ item })) }),
    says: /\/list\/0\/item\s*2.*and 9,001 more members in the file/s,
  },
  DeepObject: {
    members: (index) => ({ ...n(index), deep: deep(index, (inner) => ({ k: inner })) }),
    says: /deep(?:\.k){510}\s*2/,
  },
  DeepList: {
    members: (index) => ({ ...n(index), deep: deep(index, (inner) => [inner, 'x']) }),
    says: /deep\s*\[{510}2, "x"\], "x"\].* 411 of 511 items more\]/s,
  },
  // The longest name that a folder of artifacts can have.
  [`L${'o'.repeat(125)}ng`]: { members: (index) => n(index), says: /^Lo{125}ng\s*1/ },
};

/** Makes a store of three artifacts for each of them, as another tool writes them. */
export async function hugeStore(): Promise<string> {
  const root = join(await newFolder(), 'artifacts');
  for (const [procedure, { members }] of Object.entries(HUGE)) {
    await mkdir(join(root, procedure), { recursive: true });
    for (const index of [1, 2, 3]) {
      const file = {
        procedure_name: procedure,
        procedure_version: '1',
        timestamp: `2026-02-01T10:00:0${index}`,
        ...members(index),
      };
      await writeFile(join(root, procedure, `2026-02-01T10-00-0${index}_abcdef.json`), JSON.stringify(file));
    }
  }
  return root;
}
