// `artifacts export --ro-crate` writes artifacts into a Process Run Crate, complete or not at all.

import { createHash } from 'node:crypto';
import { cp, link, mkdir, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'ava';
import {
  Artifact,
  ArtifactRepository,
  captureEnvironment,
  type Environment,
  FileStorage,
  NdArray,
  Persisted,
} from 'persisted-artifacts';
import { faultsByShapes, faultsOfFiles, type Metadata, metadataOf, type Node } from '../support/process-run-crate.js';
import { newFolder, sealed } from '../support/stored.js';
import { artifacts, inShell } from './installed.js';
import { madeStore, recording, repositoryAt } from './made-store.js';
import { oldStore, presentModule } from './old-store.js';
import { exampleStore } from './store.js';

const ROOT = 'artifacts/exploratory';
const NAME = ['--name', 'Two recordings'];
const DESCRIPTION = ['--description', 'What was found in them.'];
const LICENSE = ['--license', 'https://creativecommons.org/licenses/by/4.0/'];
const AUTHOR = ['--author', 'Ada Lovelace <https://orcid.org/0000-0002-1825-0097>'];
const PUBLISHED = ['--published', '2026-11-27'];
const SAID = [...NAME, ...DESCRIPTION, ...LICENSE, ...AUTHOR, ...PUBLISHED];
const PUBLISHER = ['--publisher', 'Lake Lab <https://ror.org/03f0f6041>'];
const AGENT = ['--agent', 'Charles Babbage'];

const example = join(await exampleStore(), ROOT);

/** Writes a crate of all artifacts, or of those that the words select, and returns its metadata. */
async function crateOf(cwd: string, words: readonly string[] = [], name = 'crate', root = ROOT) {
  const ran = await artifacts(['export', ...words, '--ro-crate', name, ...SAID, '--root', root], { cwd });
  const folder = join(cwd, name);
  const metadata = await metadataOf(folder);
  const byId = new Map(metadata['@graph'].map((node) => [node['@id'], node]));
  return { ...ran, folder, metadata, at: (id: string) => byId.get(id) as Node };
}

const linkTo = (id: string) => ({ '@id': id });

test('a crate says of each artifact by which program, from which parameters and artifacts it was made, and when', async (t) => {
  const { cwd, keys } = await madeStore();
  const { stdout, stderr, exitCode, metadata, at } = await crateOf(cwd);
  t.deepEqual(
    { stdout, stderr, exitCode },
    { stdout: '', stderr: 'crate: 5 artifacts, and how they were made, in ro-crate-metadata.json.\n', exitCode: 0 },
  );
  t.deepEqual(metadata['@context'], [
    'https://w3id.org/ro/crate/1.1/context',
    'https://w3id.org/ro/terms/workflow-run/context',
  ]);
  t.deepEqual(at('ro-crate-metadata.json'), {
    '@id': 'ro-crate-metadata.json',
    '@type': 'CreativeWork',
    conformsTo: linkTo('https://w3id.org/ro/crate/1.1'),
    about: linkTo('./'),
  });
  const sorted = keys.toSorted();
  t.deepEqual(at('./'), {
    '@id': './',
    '@type': 'Dataset',
    conformsTo: linkTo('https://w3id.org/ro/wfrun/process/0.5'),
    name: 'Two recordings',
    description: 'What was found in them.',
    datePublished: '2026-11-27',
    license: linkTo('https://creativecommons.org/licenses/by/4.0/'),
    author: linkTo('https://orcid.org/0000-0002-1825-0097'),
    hasPart: sorted.map((key) => linkTo(`artifacts/${key}`)),
    mentions: sorted.map((key) => linkTo(`#run/${key.replace('.json', '')}`)),
  });
  const [north, south, , both] = keys.map((key) => `artifacts/${key}`) as [string, string, string, string, string];
  const text = await readFile(join(cwd, ROOT, keys[3]), 'utf8');
  const seal = /"sha256": "(\w+)"/.exec(text)?.[1];
  const file = at(both);
  t.deepEqual(file, {
    '@id': both,
    '@type': 'File',
    name: 'Filtered, 2026-02-11T15:40:03.000Z',
    encodingFormat: 'application/json',
    contentSize: String(Buffer.byteLength(text)),
    sha256: file['sha256'],
    dateCreated: '2026-02-11T15:40:03.000Z',
    identifier: linkTo(`${both}#/%24artifact/sha256`),
  });
  t.is(at(`${both}#/%24artifact/sha256`)['value'], seal);
  const step = `${both}#/input_parameters/step`;
  t.deepEqual(at(`#run/${keys[3].replace('.json', '')}`), {
    '@id': `#run/${keys[3].replace('.json', '')}`,
    '@type': 'CreateAction',
    name: 'Run of Filtered, 2026-02-11T15:40:03.000Z',
    description: 'Filtered 1 with step=3.',
    instrument: linkTo('#procedure/Filtered/1'),
    object: [linkTo(step), linkTo(north), linkTo(south)],
    result: linkTo(both),
    endTime: '2026-02-11T15:40:03.000Z',
    actionStatus: 'http://schema.org/CompletedActionStatus',
  });
  t.deepEqual(at(step), { '@id': step, '@type': 'PropertyValue', name: 'step', value: 3 });
  t.deepEqual(at('#procedure/Filtered/1'), {
    '@id': '#procedure/Filtered/1',
    '@type': 'SoftwareApplication',
    name: 'Filtered',
    version: '1',
  });
});

test('a crate of files with all kinds of values is a Process Run Crate, by SHACL', async (t) => {
  const cwd = await newFolder();
  const { folder, metadata } = await crateOf(cwd, [], 'crate', example);
  t.deepEqual(await faultsByShapes(metadata), {
    violations: [],
    warnings: ['a program should have a URL', 'a run should have an agent', 'the crate should have a publisher'],
  });
  t.deepEqual(await faultsOfFiles(folder), []);
  t.is(metadata['@graph'].filter(({ '@type': type }) => type === 'CreateAction').length, 63);
});

test('with a publisher and an agent, only the URLs of the procedures are missing', async (t) => {
  const cwd = await newFolder();
  const { exitCode } = await artifacts(
    ['export', '--ro-crate', 'crate', ...SAID, ...PUBLISHER, ...AGENT, '--root', example],
    { cwd },
  );
  const metadata = await metadataOf(join(cwd, 'crate'));
  t.is(exitCode, 0);
  t.deepEqual(await faultsByShapes(metadata), { violations: [], warnings: ['a program should have a URL'] });
  const graph = metadata['@graph'];
  t.deepEqual(
    graph.filter(({ '@type': type }) => type === 'Organization' || type === 'Person'),
    [
      { '@id': 'https://orcid.org/0000-0002-1825-0097', '@type': 'Person', name: 'Ada Lovelace' },
      {
        '@id': 'https://ror.org/03f0f6041',
        '@type': 'Organization',
        name: 'Lake Lab',
        url: 'https://ror.org/03f0f6041',
      },
      { '@id': '#person/Charles%20Babbage', '@type': 'Person', name: 'Charles Babbage' },
    ],
  );
});

/** The metadata of a sound crate. */
let sound: Metadata;
test.before(async () => {
  sound = (await crateOf((await madeStore()).cwd)).metadata;
});

/** Changes entities of a crate. */
const changing =
  (find: (node: Node) => boolean, change: (node: Node) => void) =>
  ({ '@graph': graph }: Metadata): void =>
    graph.filter(find).forEach(change);
const typed = (type: string) => (node: Node) => node['@type'] === type;
const isCrate = ({ '@id': id }: Node) => id === './';
const without =
  (property: string) =>
  (node: Node): void => {
    delete node[property];
  };

for (const [title, change, violation] of [
  ['no license', changing(isCrate, without('license')), /^\.\/: the crate has a license/],
  [
    'a license that is not described',
    ({ '@graph': graph }: Metadata) => void graph.splice(3, 1),
    /^\.\/: the crate has a license that is described$/,
  ],
  ['no date', changing(isCrate, without('datePublished')), /^\.\/: the crate has a date/],
  [
    'a date that is none',
    changing(isCrate, (node) => (node['datePublished'] = 'today')),
    /^\.\/: the crate has a date/,
  ],
  ['no name', changing(isCrate, without('name')), /^\.\/: the crate has a name$/],
  [
    'no profile',
    changing(isCrate, without('conformsTo')),
    /^\.\/: the crate conforms to a version of Process Run Crate$/,
  ],
  ['a file that is no part of it', changing(isCrate, without('hasPart')), /json: a file is a part of the crate$/],
  ['runs that it does not mention', changing(isCrate, without('mentions')), /: a run is mentioned by the crate$/],
  ['a run without a program', changing(typed('CreateAction'), without('instrument')), /: a run has a program/],
  [
    'a program that is no software',
    changing(typed('SoftwareApplication'), (node) => (node['@type'] = 'Person')),
    /: a run has a program that is described$/,
  ],
  [
    'a run that ends at no time',
    changing(typed('CreateAction'), (node) => (node['endTime'] = 'noon')),
    /: a run has the time of its end in ISO 8601$/,
  ],
  ['a run without a result', changing(typed('CreateAction'), without('result')), /: a run has a file as its result$/],
  [
    'a run from something that is not described',
    changing(typed('CreateAction'), (node) => (node['object'] = linkTo('#nothing'))),
    /: what a run takes is described$/,
  ],
  [
    'a run in an unknown state',
    changing(typed('CreateAction'), (node) => (node['actionStatus'] = 'done')),
    /: a run is completed or has failed$/,
  ],
  ['files without sizes', changing(typed('File'), without('contentSize')), /: a file has a size in bytes$/],
  [
    'no descriptor',
    ({ '@graph': graph }: Metadata) => void graph.splice(0, 1),
    /ro-crate-metadata\.json: the descriptor is about the crate alone$/,
  ],
  [
    'a descriptor of another version',
    changing(
      ({ about }) => about !== undefined,
      (node) => (node['conformsTo'] = linkTo('https://w3id.org/ro/crate/1.0')),
    ),
    /: the descriptor conforms to RO-Crate 1\.1$/,
  ],
] as const)
  test(`the shapes refuse a crate with ${title}`, async (t) => {
    const metadata = structuredClone(sound);
    t.deepEqual((await faultsByShapes(metadata)).violations, []);
    change(metadata);
    const { violations } = await faultsByShapes(metadata);
    t.true(
      violations.some((each) => violation.test(each)),
      violations.join('\n'),
    );
  });

test('a crate with a property that is in no context is refused', async (t) => {
  const metadata = structuredClone(sound);
  changing(isCrate, (node) => (node['colour'] = 'red'))(metadata);
  await t.throwsAsync(() => faultsByShapes(metadata), { message: /safe mode/i });
});

test('the files of a crate are the same bytes, read-only, in a folder that artifacts reads like every other one', async (t) => {
  const cwd = await newFolder();
  const { folder } = await crateOf(cwd, [], 'crate', example);
  const paths = (await readdir(example, { recursive: true })).filter((path) => path.endsWith('.json'));
  t.deepEqual(
    (await readdir(join(folder, 'artifacts'), { recursive: true })).filter((path) => path.endsWith('.json')).sort(),
    paths.sort(),
  );
  for (const path of paths)
    t.deepEqual(await readFile(join(folder, 'artifacts', path)), await readFile(join(example, path)), path);
  const { stdout, exitCode } = await artifacts(['verify', '--root', 'crate/artifacts'], { cwd });
  t.is(exitCode, 0, stdout);
  t.deepEqual((await readdir(folder)).sort(), ['artifacts', 'ro-crate-metadata.json']);
  t.deepEqual(await readdir(cwd), ['crate']);
});

test('the same artifacts and options give the same bytes, whatever the time, the zone, the language and the order', async (t) => {
  const { cwd } = await madeStore();
  await crateOf(cwd);
  const words = ['export', 'Recording', 'Burst', 'Filtered', '--ro-crate', 'again', ...SAID];
  await artifacts(words, { cwd, env: { TZ: 'Asia/Kathmandu', LANG: 'tr_TR.UTF-8', LC_ALL: 'tr_TR.UTF-8' } });
  const bytesOf = (crate: string) => readFile(join(cwd, crate, 'ro-crate-metadata.json'));
  t.deepEqual(await bytesOf('again'), await bytesOf('crate'));
  const elsewhere = await newFolder();
  await cp(join(cwd, ROOT), join(elsewhere, 'other'), { recursive: true });
  const { folder } = await crateOf(elsewhere, [], 'c', 'other');
  t.deepEqual(await readFile(join(folder, 'ro-crate-metadata.json')), await bytesOf('crate'));
});

test('procedures and conditions select the artifacts of a crate, and artifacts outside of it are named by their seals', async (t) => {
  const { cwd, keys } = await madeStore();
  const { stderr, exitCode, at, metadata, folder } = await crateOf(cwd, ['Burst', 'Filtered', 'step=3..']);
  t.is(
    stderr,
    `crate: 2 artifacts, and how they were made, in ro-crate-metadata.json.
They were made from 3 artifacts that are not in it, and only named:
  ${[keys[2], keys[0], keys[1]].join(',\n  ')}.
`,
  );
  t.is(exitCode, 0);
  const [north, , low, both, burst] = keys;
  const seal = async (key: string) => /"sha256": "(\w+)"/.exec(await readFile(join(cwd, ROOT, key), 'utf8'))?.[1];
  const outside = `#artifact/${low.replace('.json', '')}/${await seal(low)}`;
  t.deepEqual(at(`#run/${burst.replace('.json', '')}`)['object'], [
    linkTo(`artifacts/${burst}#/input_parameters/step`),
    linkTo(outside),
    linkTo(`artifacts/${both}`),
  ]);
  t.deepEqual(at(outside), {
    '@id': outside,
    '@type': 'CreativeWork',
    name: low,
    description: `An artifact that is not in this crate. Its seal is ${await seal(low)}.`,
    identifier: await seal(low),
  });
  t.truthy(at(`#artifact/${north.replace('.json', '')}/${await seal(north)}`));
  t.deepEqual((await faultsByShapes(metadata)).violations, []);
  t.deepEqual(await faultsOfFiles(folder), []);
});

test('an upgraded file is based on the one from which it was upgraded, in the crate or not', async (t) => {
  const cwd = await oldStore('low');
  await artifacts(['upgrade', '--write', '--import', await presentModule()], { cwd });
  const [former, upgraded] = (await readdir(join(cwd, ROOT), { recursive: true }))
    .filter((path) => path.endsWith('.json'))
    .sort((a, b) => (a.startsWith('CPD') ? -1 : b.startsWith('CPD') ? 1 : 0)) as [string, string];
  const both = await crateOf(cwd, [], 'both');
  t.deepEqual(both.at(`artifacts/${upgraded}`)['isBasedOn'], linkTo(`artifacts/${former}`));
  const alone = await crateOf(cwd, [upgraded.split('/')[0] as string], 'alone');
  const seal = /"sha256": "(\w+)"/.exec(await readFile(join(cwd, ROOT, former), 'utf8'))?.[1];
  t.deepEqual(alone.at(`artifacts/${upgraded}`)['isBasedOn'], linkTo(`#artifact/${seal}`));
  t.is(alone.at(`#artifact/${seal}`)['identifier'], seal);
  t.deepEqual((await faultsByShapes(alone.metadata)).violations, []);
});

test('a file with another seal than a reference names is not what the artifact was made from', async (t) => {
  const { cwd, keys } = await madeStore();
  const [north] = keys;
  const path = join(cwd, ROOT, north);
  const changed = sealed(
    Buffer.from((await readFile(path, 'utf8')).replace('"procedure_version": "1"', '"procedure_version": "2"')),
  );
  await rm(path);
  await writeFile(path, changed);
  const { stderr, at } = await crateOf(cwd, ['Filtered', 'Recording']);
  t.regex(stderr, /made from 1 artifact that is not in it, and only named:\s+Recording\//);
  const { object } = at(`#run/${keys[2].replace('.json', '')}`) as { object?: { '@id': string }[] };
  t.regex(object?.[1]?.['@id'] ?? '', /^#artifact\/Recording\//);
});

@Persisted({ procedure: 'Measured' })
class Measured extends Artifact<{ [key: string]: unknown }> {
  @NdArray('float64', { unit: 'µV', axes: ['channel', 'time'], shape: [null, null] })
  voltage!: NdArray<Float64Array>;
  @NdArray('float32', { x: 'time', unit: 'mV' }) mean!: Float32Array;
  @NdArray('float64') time!: Float64Array;
  @Persisted({ optional: true }) environment?: Environment;
}

/** Saves artifacts with some parameters and environments. Returns the folder and the keys. */
async function measured(...runs: readonly { parameters?: object; environment?: Environment; version?: string }[]) {
  const cwd = await newFolder();
  const repository = repositoryAt(cwd);
  const keys: string[] = [];
  for (const [index, { parameters = {}, environment, version = '1' }] of runs.entries()) {
    const artifact = Measured.create({
      procedureVersion: version,
      inputParameters: { ...parameters },
      timestamp: new Date(Date.UTC(2026, 1, 11, 15, 40, index)),
      voltage: { data: Float64Array.of(1, 2), shape: [1, 2] },
      mean: Float32Array.of(1, 2),
      time: Float64Array.of(0, 1),
      ...(environment === undefined ? {} : { environment }),
    });
    keys.push((await repository.save(artifact)).split('/').slice(-2).join('/'));
  }
  return { cwd, keys };
}

test('the arrays of an artifact have their dtype, shape, unit and axes', async (t) => {
  const { cwd, keys } = await measured({});
  const { at } = await crateOf(cwd);
  const file = `artifacts/${keys[0]}`;
  t.deepEqual(at(file)['variableMeasured'], [
    linkTo(`${file}#/mean`),
    linkTo(`${file}#/time`),
    linkTo(`${file}#/voltage`),
  ]);
  t.deepEqual(
    ['mean', 'time', 'voltage'].map((name) => {
      const { '@id': _id, '@type': _type, ...others } = at(`${file}#/${name}`);
      return others;
    }),
    [
      { name: 'mean', description: 'float32[2]; x: time', unitText: 'mV' },
      { name: 'time', description: 'float64[2]' },
      { name: 'voltage', description: 'float64[1,2]; axes: channel, time', unitText: 'µV' },
    ],
  );
  t.is(at(`#run/${keys[0]?.replace('.json', '')}`)['description'], 'Measured 1, without input parameters.');
});

test('an environment becomes the software that a program ran with, once for all runs in it', async (t) => {
  const environment = { ...captureEnvironment(), package: { name: '@lab/peaks', version: '2.0.0' } };
  const git = { commit: 'a'.repeat(40), dirty: false };
  const lockfile = { name: 'package-lock.json', sha256: 'b'.repeat(64) };
  const first = { ...environment, node: 'v22.18.0', platform: 'linux', architecture: 'x64', git, lockfile };
  const second = { ...first, node: 'v24.1.0', package: null, lockfile: null, git: { ...git, dirty: true } };
  const { cwd, keys } = await measured({ environment: first }, { environment: first }, { environment: second }, {});
  const { at, metadata, folder } = await crateOf(cwd);
  const programs = keys.map((key) => {
    const { instrument } = at(`#run/${key.replace('.json', '')}`) as { instrument?: { '@id': string } };
    return at(instrument?.['@id'] ?? '');
  });
  t.deepEqual(programs[0], {
    '@id': programs[0]?.['@id'] ?? '',
    '@type': 'SoftwareApplication',
    name: 'Measured',
    version: '1',
    operatingSystem: 'linux',
    processorRequirements: 'x64',
    softwareRequirements: [
      linkTo('#software/Node.js/v22.18.0'),
      linkTo('#package/%40lab%2Fpeaks/2.0.0'),
      linkTo(`#lockfile/package-lock.json/${'b'.repeat(64)}`),
      linkTo(`#git/${'a'.repeat(40)}/clean`),
    ],
  });
  t.regex(programs[0]?.['@id'] ?? '', /^#procedure\/Measured\/1\/[0-9a-f]{16}$/);
  t.is(programs[1], programs[0]);
  t.deepEqual(programs[2]?.['softwareRequirements'], [
    linkTo('#software/Node.js/v24.1.0'),
    linkTo(`#git/${'a'.repeat(40)}/changed`),
  ]);
  t.deepEqual(programs[3], {
    '@id': '#procedure/Measured/1',
    '@type': 'SoftwareApplication',
    name: 'Measured',
    version: '1',
  });
  t.deepEqual(at('#software/Node.js/v22.18.0'), {
    '@id': '#software/Node.js/v22.18.0',
    '@type': 'SoftwareApplication',
    name: 'Node.js',
    version: 'v22.18.0',
    url: 'https://nodejs.org/',
  });
  t.is(at(`#lockfile/package-lock.json/${'b'.repeat(64)}`)['sha256'], 'b'.repeat(64));
  t.is(at(`#git/${'a'.repeat(40)}/changed`)['description'], 'The program had changes that are not in the commit.');
  t.deepEqual((await faultsByShapes(metadata)).violations, []);
  t.deepEqual(await faultsOfFiles(folder), []);
});

test('an object that only resembles an environment is none', async (t) => {
  const environment = captureEnvironment();
  const { cwd } = await measured(
    { parameters: { run: { ...environment, user: 'ada' } } },
    { parameters: { run: { ...environment, node: 22 } } },
    { parameters: { run: { ...environment, git: { commit: 'a' } } } },
  );
  const { metadata } = await crateOf(cwd);
  t.deepEqual(
    metadata['@graph'].filter(typed('SoftwareApplication')).map(({ '@id': id }) => id),
    ['#procedure/Measured/1'],
  );
});

test('each parameter has its value, and what JSON-LD would lose or round is a text', async (t) => {
  const parameters = {
    text: 'a "b"\n\u202e',
    yes: true,
    third: 1 / 3,
    minus: -0,
    missing: null,
    nan: Number.NaN,
    far: Number.NEGATIVE_INFINITY,
    list: [2, 1, 2],
    nothing: [],
    nested: { 'a.b/c%': 1, none: {} },
    long: 'x'.repeat(1001),
    many: Array.from({ length: 1000 }, (_, index) => index),
  };
  const { cwd, keys } = await measured({ parameters });
  const { metadata, folder } = await crateOf(cwd);
  const prefix = `artifacts/${keys[0]}#/input_parameters/`;
  const values = metadata['@graph'].flatMap(({ '@id': id, '@type': _, name, ...others }) =>
    id.startsWith(prefix) ? [[id.slice(prefix.length), name, others]] : [],
  );
  t.deepEqual(values, [
    ['far', 'far', { value: '-Infinity' }],
    ['list', 'list', { value: '[2,1,2]', description: 'JSON' }],
    ['long', 'long', { description: 'A text of 1001 characters, which stands in the file.' }],
    ['many', 'many', { description: 'JSON of 3891 characters, which stands in the file.' }],
    ['minus', 'minus', { value: -0 }],
    ['missing', 'missing', { value: 'null', description: 'JSON' }],
    ['nan', 'nan', { value: 'NaN' }],
    ['nested/a.b~1c%25', '/input_parameters/nested/a.b~1c%', { value: 1 }],
    ['nested/none', 'nested.none', { value: '{}', description: 'JSON' }],
    ['nothing', 'nothing', { value: '[]', description: 'JSON' }],
    ['text', 'text', { value: parameters.text }],
    ['third', 'third', { value: 1 / 3 }],
    ['yes', 'yes', { value: true }],
  ]);
  t.deepEqual((await faultsByShapes(metadata)).violations, []);
  t.deepEqual(await faultsOfFiles(folder), []);
});

test('of very many parameters, the metadata has the first ones and says so', async (t) => {
  const parameters = Object.fromEntries(Array.from({ length: 250 }, (_, index) => [`p${index + 100}`, index]));
  const { cwd, keys } = await measured({ parameters });
  const { at, metadata } = await crateOf(cwd);
  const { object, description } = at(`#run/${keys[0]?.replace('.json', '')}`) as {
    object?: unknown[];
    description?: string;
  };
  t.is(object?.length, 200);
  t.regex(
    description ?? '',
    /^Measured 1 with p100=0, .*, p119=19, and 230 more\. The metadata has 200 of 250 input parameters\. All of them stand in the file\.$/,
  );
  t.deepEqual((await faultsByShapes(metadata)).violations, []);
});

test('texts of hostile files stay data', async (t) => {
  const hostile = '</script><script>alert(1)</script>"}]}\n../../x#y?z \u001b[31m 😀 \ud800';
  const cwd = await newFolder();
  await mkdir(join(cwd, ROOT, 'Hostile'), { recursive: true });
  const file = {
    procedure_name: hostile,
    procedure_version: hostile,
    timestamp: hostile,
    input_parameters: { [hostile]: hostile, '@id': './', '@type': 'Dataset' },
    '@context': 'https://evil.example/',
    seed: [1, 2],
    environment: {
      node: hostile,
      platform: hostile,
      architecture: hostile,
      package: { name: hostile, version: hostile },
      lockfile: { name: hostile, sha256: hostile },
      git: { commit: hostile, dirty: null },
    },
  };
  const key = 'Hostile/2026-02-11T15-40-12_000000.json';
  await writeFile(join(cwd, ROOT, key), JSON.stringify(file));
  const { stderr, exitCode, metadata, at, folder } = await crateOf(cwd);
  t.is(stderr, 'crate: 1 artifact, and how they were made, in ro-crate-metadata.json.\n');
  t.is(exitCode, 0);
  t.is(at('./')['name'], 'Two recordings');
  const { dateCreated, identifier } = at(`artifacts/${key}`);
  t.deepEqual({ dateCreated, identifier }, { dateCreated: undefined, identifier: undefined });
  const run = at('#run/Hostile/2026-02-11T15-40-12_000000') as Node & { object: { '@id': string }[] };
  t.deepEqual(
    run.object.map(({ '@id': id }) => at(id)['value']),
    [hostile, './', 'Dataset', undefined],
  );
  t.false('endTime' in run);
  t.deepEqual((await faultsByShapes(metadata)).violations, [
    './#run/Hostile/2026-02-11T15-40-12_000000: a run has the time of its end in ISO 8601',
  ]);
  t.deepEqual(await faultsOfFiles(folder), []);
  t.regex(await readFile(join(folder, 'ro-crate-metadata.json'), 'utf8'), /^[ -~\n😀]*$/u);
});

test('an unsealed file has the SHA-256 of its bytes and no seal, and numbers that are no doubles keep their digits', async (t) => {
  const cwd = await newFolder();
  await mkdir(join(cwd, ROOT, 'Other'), { recursive: true });
  const key = 'Other/2026-02-11T15-40-12_c290ae.json';
  const text = `{"procedure_name": "Other", "procedure_version": "", "timestamp": "2026-02-11T15:40:12.063671",
    "input_parameters": {"big": 18446744073709551616, "huge": 1e400, "curve": [NaN, 1.50]}, "seed": 7, "found": [1, 2]}`;
  await writeFile(join(cwd, ROOT, key), text);
  const { metadata, at, folder } = await crateOf(cwd);
  const file = at(`artifacts/${key}`);
  t.is(file['sha256'], createHash('sha256').update(text).digest('hex'));
  t.false('identifier' in file);
  t.is(file['dateCreated'], '2026-02-11T15:40:12.063671');
  t.is(at(`artifacts/${key}#/found`)['description'], 'numbers[2]');
  const { object, description } = at('#run/Other/2026-02-11T15-40-12_c290ae') as Node & { object: Node[] };
  t.deepEqual(
    object.map(({ '@id': id }) => [at(id)['name'], at(id)['value']]),
    [
      ['big', '18446744073709551616'],
      ['huge', '1e400'],
      ['curve', '["NaN",1.5]'],
      ['seed', 7],
    ],
  );
  t.is(description, 'Other with big=18446744073709551616, huge=1e400, curve=["NaN",1.5], seed=7.');
  t.deepEqual(at('#procedure/Other/'), {
    '@id': '#procedure/Other/',
    '@type': 'SoftwareApplication',
    name: 'Other',
  });
  t.deepEqual((await faultsByShapes(metadata)).violations, []);
  t.deepEqual(await faultsOfFiles(folder), []);
});

test('a missing option is no guess: all that are missing are named at once', async (t) => {
  const { cwd } = await madeStore();
  const all = await artifacts(['export', '--ro-crate', 'crate'], { cwd });
  t.deepEqual(all, {
    stdout: '',
    stderr: `--ro-crate needs what no artifact says. What is missing, with examples:
  --name 'Change points of Lake Peter'
  --description 'Change points of the oxygen record, with three thresholds.'
  --license https://creativecommons.org/licenses/by/4.0/
  --author 'Ada Lovelace <https://orcid.org/0000-0002-1825-0097>'
  --published 2026-11-27
`,
    exitCode: 2,
  });
  const some = await artifacts(['export', '--ro-crate', 'crate', ...NAME, '--description', ' ', ...AUTHOR], { cwd });
  t.deepEqual(some.stderr.match(/--\w+(?= )/g), ['--ro', '--description', '--license', '--published'].slice(1));
  t.deepEqual(await readdir(cwd), ['artifacts']);
});

for (const [args, message] of [
  [['--license', 'MIT'], '--license MIT is no URL. Write for example --license https://creativecommons.org/'],
  [['--license', 'file:///etc/passwd'], '--license file:///etc/passwd is no URL.'],
  [['--license', 'X <javascript:alert(1)>'], '--license has the wrong URL javascript:alert(1): expected http(s)://'],
  [
    ['--author', 'https://orcid.org/0000-0002-1825-0097'],
    '--author https://orcid.org/0000-0002-1825-0097 has no name.',
  ],
  [
    ['--author', 'Ada <0000-0002-1825-0098>'],
    '--author has the wrong URL 0000-0002-1825-0098: its last digit does not',
  ],
  [['--author', 'Ada <https://orcid.org/0000>'], '--author has the wrong URL https://orcid.org/0000: an ORCID iD has'],
  [['--author', 'Ada <ada@lab>'], '--author has the wrong URL ada@lab: expected http(s):// or an ORCID iD.'],
  [['--author', 'Ada <a> <b>'], "--author Ada <a> <b> is no name with a URL in brackets, such as 'Name <https://…>'."],
  [
    ['--author', 'Bob <0000-0002-1825-0097>'],
    'https://orcid.org/0000-0002-1825-0097 is given twice, for different names.',
  ],
  [
    ['--publisher', 'Lab <0000-0002-1825-0097>'],
    'https://orcid.org/0000-0002-1825-0097 is given twice, for different things.',
  ],
  [['--published', 'today'], '--published today is no date, and no time with its zone to the millisecond. Write'],
  [['--published', '+012026-02-11'], '--published +012026-02-11 is no date'],
  [['--published', '2026-02-30'], '--published 2026-02-30 is no date'],
  [['--published', '2026-02-11T15:40:12'], '--published 2026-02-11T15:40:12 is no date, and no time with its zone'],
  [['-o', 'a.csv'], '--output does not go with --ro-crate.'],
  [['--array', 'x'], '--array does not go with --ro-crate.'],
  [['--force'], '--force is for files. --ro-crate writes a new folder, and replaces none.'],
  [['step=99'], 'No artifact matches (5 were looked at). Nothing was exported.'],
  [['--since', '2027'], 'There is no artifact that was asked for. Nothing was exported.'],
  [['step=1', 'Burst'], '"Burst" is a key, not a condition.'],
] as const)
  test(`export writes no crate, and says why: ${args.join(' ')}`, async (t) => {
    const { cwd } = await madeStore();
    const { stdout, stderr, exitCode } = await artifacts(['export', '--ro-crate', 'crate', ...SAID, ...args], { cwd });
    t.true(stderr.replaceAll('\n  ', ' ').startsWith(message), stderr);
    t.deepEqual({ stdout, exitCode, files: await readdir(cwd) }, { stdout: '', exitCode: 2, files: ['artifacts'] });
  });

test('what is said of a crate is for crates alone', async (t) => {
  const { cwd } = await madeStore();
  const { stderr, exitCode } = await artifacts(['export', 'Burst', '-o', 'a.csv', '--license', 'x'], { cwd });
  t.deepEqual([stderr, exitCode], ['--license is for --ro-crate.\n', 2]);
});

test('a crate has files as they are stored, so that it takes no classes', async (t) => {
  const { cwd } = await madeStore();
  const words = ['export', '--ro-crate', 'crate', ...SAID, '--import', await presentModule()];
  const { stderr, exitCode } = await artifacts(words, { cwd });
  t.is(stderr, '--import does not go with --ro-crate, which copies the files as they are stored.\n');
  t.is(exitCode, 2);
});

test('a crate replaces nothing: only a new name or an empty folder becomes one', async (t) => {
  const { cwd } = await madeStore();
  await mkdir(join(cwd, 'full', 'of'), { recursive: true });
  await writeFile(join(cwd, 'file'), 'before');
  await symlink('nowhere', join(cwd, 'broken'));
  for (const name of ['full', 'file', 'artifacts']) {
    const { stderr, exitCode } = await artifacts(['export', '--ro-crate', name, ...SAID], { cwd });
    t.deepEqual([stderr, exitCode], [`${name} is there already, and is no empty folder. Name a new one.\n`, 2]);
  }
  const outcomes = {
    'no/crate': 'There is no folder for no/crate. To make it: mkdir -p no\n',
    broken: 'broken is there already, and is no empty folder. Name a new one.\n',
    'file/crate': "Could not write file/crate: ENOTDIR: not a directory, lstat 'file/crate'.\n",
  };
  for (const [name, message] of Object.entries(outcomes)) {
    const { stderr, exitCode } = await artifacts(['export', '--ro-crate', name, ...SAID], { cwd });
    t.deepEqual([stderr, exitCode], [message, 2]);
  }
  t.deepEqual((await readdir(cwd)).sort(), ['artifacts', 'broken', 'file', 'full']);
  await mkdir(join(cwd, 'empty'));
  await symlink('empty', join(cwd, 'link'));
  const { exitCode } = await crateOf(cwd, [], 'link');
  t.is(exitCode, 0);
  t.deepEqual((await readdir(join(cwd, 'empty'))).sort(), ['artifacts', 'ro-crate-metadata.json']);
});

test('the working directory does not become a crate', async (t) => {
  const { cwd } = await madeStore();
  await mkdir(join(cwd, 'empty'));
  const { stderr, exitCode } = await artifacts(['export', '--ro-crate', '.', ...SAID, '--root', `../${ROOT}`], {
    cwd: join(cwd, 'empty'),
  });
  t.deepEqual([stderr, exitCode], ['The working directory cannot become a crate. Name another folder.\n', 2]);
});

test('a damaged file is named and counted, and the other artifacts are exported', async (t) => {
  const { cwd, keys } = await madeStore();
  const path = join(ROOT, keys[1]);
  const text = await readFile(join(cwd, path), 'utf8');
  await rm(join(cwd, path));
  await writeFile(join(cwd, path), text.replace('"step": 1', '"step": 7'));
  await writeFile(join(cwd, ROOT, 'Recording', '2026-02-11T15-40-05_000000.json'), '{');
  const { stderr, exitCode, folder, metadata, at } = await crateOf(cwd);
  t.is(exitCode, 1);
  t.true(stderr.startsWith(`${path} was changed since it was sealed: `), stderr);
  t.regex(stderr, /crate: 4 artifacts, .*\nThey were made from 1 artifact that is not in it, and only named:/);
  t.true(stderr.endsWith('\n2 files could not be read and are not in it.\n'), stderr);
  t.is((at('./')['hasPart'] as unknown[]).length, 4);
  t.deepEqual((await faultsByShapes(metadata)).violations, []);
  t.deepEqual(await faultsOfFiles(folder), []);
});

test('if no file can be read, there is no crate', async (t) => {
  const cwd = await newFolder();
  await mkdir(join(cwd, ROOT, 'P'), { recursive: true });
  await writeFile(join(cwd, ROOT, 'P', '2026-02-11T15-40-05_000000.json'), '{');
  const { stderr, exitCode } = await artifacts(['export', 'P', '--ro-crate', 'crate', ...SAID], { cwd });
  t.true(stderr.endsWith('\nNo artifact of P that was asked for could be read. Nothing was exported.\n'), stderr);
  t.deepEqual([exitCode, await readdir(cwd)], [2, ['artifacts']]);
});

test('with --json, a summary object goes to stdout', async (t) => {
  const { cwd, keys } = await madeStore();
  const { stdout } = await artifacts(['export', 'Burst', '--ro-crate', 'crate', ...SAID, '--json'], { cwd });
  const outside = [keys[2], keys[3]];
  t.deepEqual(JSON.parse(stdout), { type: 'summary', path: 'crate', artifacts: 1, outside, not_read: 0 });
});

test('if the crate cannot be written completely, no part of it is left', async (t) => {
  const cwd = await newFolder();
  const flags = SAID.map((word) => `'${word}'`).join(' ');
  // ulimit -f limits the size of files, in blocks of 1 KiB.
  const call = `ulimit -f 4; artifacts export --ro-crate crate ${flags} --root ${example}`;
  const { stderr, exitCode } = await inShell(call, { cwd });
  t.regex(stderr, /^Could not write crate\b.*: .*EFBIG/);
  t.deepEqual([exitCode, await readdir(cwd)], [2, []]);
});

test('a signal leaves no part of a crate', async (t) => {
  const { cwd } = await madeStore();
  const names = await readdir(join(cwd, ROOT, 'Recording'));
  for (let index = 0; index < 3000; index++)
    await link(
      join(cwd, ROOT, 'Recording', names[0] as string),
      join(cwd, ROOT, 'Recording', `2026-02-12T00-00-00_${index.toString(16).padStart(6, '0')}.json`),
    );
  const flags = SAID.map((word) => `'${word}'`).join(' ');
  // Waits until the first file has been copied.
  const call = `artifacts export --ro-crate crate ${flags} & while ! ls -d .*.tmp/artifacts/* >/dev/null 2>&1; do sleep 0.01; done; kill -TERM $!; wait $!`;
  const { exitCode } = await inShell(call, { cwd });
  t.deepEqual([exitCode, await readdir(cwd)], [143, ['artifacts']]);
});

test('the repository of the library loads from a crate', async (t) => {
  const { cwd, keys } = await madeStore();
  await repositoryAt(cwd).save(recording(9));
  await crateOf(cwd);
  const storage = new FileStorage(join(cwd, 'crate', 'artifacts'));
  const { checked, problems } = await new ArtifactRepository({ storage }).verify();
  t.deepEqual({ checked, problems }, { checked: keys.length + 1, problems: [] });
});
