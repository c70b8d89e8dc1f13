import { execFile, spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { Artifact, FileStorage, NdArray, Persisted } from '../../src/index.js';
import { newFolder } from '../support/stored.js';
import type { Competition, Way } from './competition.js';
import { float64 } from './numbers.js';
import { library, removeFile } from './ways.js';

/** A Python that has NumPy. */
export interface Python {
  readonly program: string;
  /** `Python 3.11.2, NumPy 1.24.2` */
  readonly versions: string;
}

// The Python of the system first: one that a user has compiled may be slower.
const PROGRAMS = ['/usr/bin/python3', 'python3'];

const VERSIONS = 'import platform, numpy; print(f"Python {platform.python_version()}, NumPy {numpy.__version__}")';

/** Returns a Python that has NumPy; undefined if there is none. */
export async function findPython(): Promise<Python | undefined> {
  for (const program of PROGRAMS) {
    const found = await promisify(execFile)(program, ['-c', VERSIONS]).catch(() => undefined);
    if (found !== undefined) return { program, versions: found.stdout.trim() };
  }
  return undefined;
}

@Persisted()
class Numbers extends Artifact {
  @NdArray('float64') array!: Float64Array;
}

const GOAL = { most: 0.25 } as const;

/** Yields the competitions with json and NumPy in Python: each saves and loads the same array. */
export async function* againstPython(count: number, python: Python): AsyncGenerator<Competition> {
  const folder = await newFolder();
  const array = float64.random(count);
  const own = await library(
    new FileStorage(folder),
    Object.assign(new Numbers(), {
      procedureVersion: '1',
      inputParameters: {},
      timestamp: new Date(0),
      array,
    }),
    (loaded) => loaded.array,
    removeFile,
  );
  const [given, written, read, kept] = ['given', 'written', 'read', 'kept'].map((name) => join(folder, name)) as [
    string,
    string,
    string,
    string,
  ];
  writeFileSync(given, array);
  writeFileSync(read, JSON.stringify(Array.from(array)));
  const { ask, end } = start(python, given);
  const way = (name: string, line: string): Way => ({
    name: `${name}, ${python.versions}`,
    run: () => ask(line),
    duration: (seconds) => 1000 * (seconds as number),
  });
  const saving = (name: string, command: string): Way => ({
    ...way(name, `${command} ${written}`),
    prepare: () => removeFile(written),
    values: () => Float64Array.from(JSON.parse(readFileSync(written, 'latin1'))),
  });
  const loading = (name: string, command: string): Way => ({
    ...way(name, `${command} ${read}`),
    values: async () => {
      await ask(`keep ${kept}`);
      return new Float64Array(new Uint8Array(readFileSync(kept)).buffer);
    },
  });
  const work = `against Python: ${Math.round(count / 1e6)} M float64`;
  const about = { items: { unit: 'number', count }, expected: array };
  try {
    yield {
      ...about,
      work: `${work}, save to disk`,
      plain: [
        saving('json.dumps(x.tolist())', 'dumps'),
        saving("json.dumps(x.tolist(), separators=(',', ':'))", 'compact'),
      ],
      competitors: [
        { ...own.saveUnproven, goal: GOAL },
        { ...own.save, goal: GOAL },
      ],
    };
    yield {
      ...about,
      work: `${work}, load from disk`,
      plain: [
        loading('numpy.array(json.loads(text))', 'array'),
        loading('numpy.fromiter(json.loads(text), float64)', 'fromiter'),
      ],
      competitors: [{ ...own.load, goal: GOAL }],
    };
  } finally {
    end();
  }
}

/** Starts the program in Python. It answers each line with a number of seconds. */
function start({ program }: Python, given: string): { ask: (line: string) => Promise<number>; end: () => void } {
  const child = spawn(program, ['test/bench/python.py', given], { stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    ask: async (line) => {
      child.stdin.write(`${line}\n`);
      const { value, done } = await lines.next();
      if (done) throw new Error(`Python has ended before it answered ${line}`);
      return Number(value);
    },
    end: () => child.stdin.end(),
  };
}
