import { join } from 'node:path';
import { ArtifactRepository, codec as c, FileStorage, persisted } from '../../src/index.js';
import { newFolder } from '../support/stored.js';
import { moduleOf } from './classes-module.js';

class OldParameters {
  window = 0;
}
persisted(OldParameters, { fields: { window: c.number } });

class OldRun {
  procedureVersion = '1.0';
  inputParameters = new OldParameters();
  seed = 7;
  timestamp = '';
  level = '';
  curve = new Float64Array();
}
persisted(OldRun, {
  procedure: 'CPD',
  fields: {
    procedureVersion: c.string,
    inputParameters: c.nested(() => OldParameters),
    seed: c.integer,
    timestamp: c.isoText,
    level: c.string,
    curve: c.ndArray('float64'),
  },
});

/** Makes a module with the class of today, whose procedure was called CPD. Returns its path. */
export const presentModule = (): Promise<string> =>
  moduleOf(`
import { codec as c, persisted } from 'persisted-artifacts';

class Parameters {}
persisted(Parameters, {
  fields: { windowSize: { codec: c.number, aliases: ['window'] }, penalty: { codec: c.number, default: 3 } },
});

class ChangePoints {}
persisted(ChangePoints, {
  procedure: 'ChangePoints',
  procedureAliases: ['CPD'],
  schemaVersion: 2,
  upgradesFrom: {
    1: ({ level, ...rest }) => {
      if (level === 'odd') throw new Error('no \\x1b[31mlevel');
      return { ...rest, level: level === 'low' ? 0 : 1 };
    },
  },
  fields: {
    procedureVersion: c.string,
    inputParameters: c.nested(() => Parameters),
    seed: c.integer,
    timestamp: c.isoText,
    level: c.integer,
    statistic: { codec: c.ndArray('float64'), aliases: ['curve'] },
    method: { codec: c.string, default: 'pelt' },
  },
});
`);

/** Makes a storage with artifacts of the old class. Returns the folder that contains it. */
export async function oldStore(...levels: readonly string[]): Promise<string> {
  const cwd = await newFolder();
  const storage = new FileStorage(join(cwd, 'artifacts', 'exploratory'));
  const repository = new ArtifactRepository({ storage, classes: [OldRun] });
  for (const [index, level] of levels.entries()) {
    const inputParameters = Object.assign(new OldParameters(), { window: 10 + index });
    const curve = Float64Array.from({ length: 20 }, (_, at) => at * (index + 1));
    const timestamp = `2026-02-11T15:40:1${index}Z`;
    await repository.save(Object.assign(new OldRun(), { inputParameters, timestamp, level, curve }));
  }
  return cwd;
}
