import { sealed } from '../support/stored.js';

/** A kind of file that tries to take memory or time out of proportion to its size. */
export interface HostileFile {
  readonly title: string;
  /** Returns a file of about this size. */
  readonly bytesOf: (size: number) => Buffer;
}

const repeated = (unit: string, size: number): string => unit.repeat(Math.max(1, Math.floor(size / unit.length)));

/** Texts made from the numbers 0, 1, 2, …, separated by commas, until they have a size. */
function numbered(unit: (index: number) => string, size: number): string {
  const units: string[] = [];
  for (let length = 0; length < size; length += (units.at(-1) as string).length + 1) units.push(unit(units.length));
  return units.join(',');
}

const list = (unit: string, size: number): string => `[${repeated(`${unit},`, size).slice(0, -1)}]`;
const deep = (open: string, close: string, levels: number, inside = ''): string =>
  open.repeat(levels) + inside + close.repeat(levels);

/** JSON values: everything in JSON that can repeat or nest. */
const VALUES: readonly [title: string, textOf: (size: number) => string][] = [
  ['empty lists', (size) => list('[]', size)],
  ['empty objects', (size) => list('{}', size)],
  ['lists of one number', (size) => list('[1]', size)],
  ['objects of one member', (size) => list('{"a":1}', size)],
  ['objects whose keys all differ', (size) => `[${numbered((index) => `{"k${index}":1}`, size)}]`],
  ['lists, 400 levels deep', (size) => list(deep('[', ']', 400), size)],
  ['objects, 400 levels deep', (size) => list(deep('{"":', '}', 400, '0'), size)],
  ['numbers', (size) => list('1', size)],
  ['decimals', (size) => list('0.1', size)],
  ['numbers and null', (size) => list('1,null', size)],
  ['numbers beyond all doubles', (size) => list('1e400', size)],
  ['integers that are no doubles', (size) => list('9007199254740993', size)],
  ['integers with a decimal point that are no doubles', (size) => list('9007199254740993.0', size)],
  ['integers of 300 digits', (size) => list('7'.repeat(300), size)],
  ['one integer', (size) => repeated('7', size)],
  ['one decimal', (size) => `0.${repeated('7', size)}`],
  ['one exponent', (size) => `1e${repeated('7', size)}`],
  ['one string', (size) => `"${repeated('x', size)}"`],
  ['one string of escapes', (size) => `"${repeated('\\u0001', size)}"`],
  ['one string of short escapes', (size) => `"${repeated('\\n', size)}"`],
  ['one string beyond ASCII', (size) => `"${repeated('é', size / 2)}"`],
  ['empty strings', (size) => list('""', size)],
  ['short strings', (size) => `[${numbered((index) => `"s${index}"`, size)}]`],
  ['one key', (size) => `{"${repeated('k', size)}":1}`],
  ['one key of escapes', (size) => `{"${repeated('\\u0001', size)}":1}`],
  ['one key twice', (size) => `{"${repeated('k', size / 2)}":1,"${repeated('k', size / 2)}":1}`],
  ['many keys', (size) => `{${numbered((index) => `"k${index}":1`, size)}}`],
  ['keys that are indices', (size) => `{${numbered((index) => `"${index}":1`, size)}}`],
  [
    'keys that are indices far apart',
    (size) => `{${numbered((index) => `"${(index * 40_503_001) % 4294967291}":1`, size)}}`,
  ],
  ['faults below a long key', (size) => `{"${repeated('k', size / 2)}":${list('1e400', size / 2)}}`],
];

const HEAD = '"procedure_name":"Hostile","procedure_version":"1"';
const TIMESTAMP = '"timestamp":"2026-01-01T00:00:00Z"';

/** A file of another tool. */
const unsealed = (...members: string[]): Buffer => Buffer.from(`{${[HEAD, ...members].join(',')}}`);

/** A sealed file in the writer's layout, from the text of its members and of the entries of its table of arrays. */
function sealedFile(members: string, entries = '', seal = true, places = ''): Buffer {
  const arrays = entries === '' ? '{}' : `{\n      ${entries}\n    }`;
  const nonFinite = places === '' ? '' : `    "non_finite": [${places}],\n`;
  const digits = '0'.repeat(64);
  const text = `{\n  ${members}\n  "$artifact": {\n    "arrays": ${arrays},\n    "format": 1,\n${nonFinite}    "sha256": "${digits}"\n  }\n}\n`;
  return seal ? sealed(Buffer.from(text)) : Buffer.from(text);
}

const SEALED_HEAD =
  '"procedure_name": "Hostile",\n  "procedure_version": "1",\n  "timestamp": "2026-01-01T00:00:00.000Z",';
const PARAMETERS = '"input_parameters": {},';

/** Tables of arrays: the text of their entries, and of the members that they name. */
const TABLES: readonly [title: string, tableOf: (size: number) => { entries: string; members?: string }][] = [
  ['one pointer of slashes', (size) => ({ entries: `"${repeated('/', size)}": {"dtype": "bool"}` })],
  [
    'pointers of 500 slashes',
    (size) => ({ entries: numbered((index) => `"${'/'.repeat(500)}${index}": {"dtype": "bool"}`, size) }),
  ],
  ['short pointers', (size) => ({ entries: numbered((index) => `"/${index}": {"dtype": "int8"}`, size) })],
  [
    'pointers that share a long beginning',
    (size) => ({
      entries: numbered((index) => `"/${'k'.repeat(Math.sqrt(size))}/${index}": {"dtype": "int8"}`, size),
    }),
  ],
  [
    'pointers with * in all places',
    (size) => ({
      entries: numbered(
        (index) =>
          `"/anything${Array.from({ length: 16 }, (_, bit) => ((index >> bit) & 1 ? '/*' : '/a')).join('')}/${index}": {"dtype": "int8"}`,
        size,
      ),
      members: `"anything": ${deep('{"a":', '}', 18, '1')},`,
    }),
  ],
  ['a shape of many lengths', (size) => ({ entries: `"/curve": {"dtype": "int8", "shape": ${list('1', size)}}` })],
  ['pointers to no array', (size) => ({ entries: numbered((index) => `"${index}": {"dtype": "int8"}`, size) })],
  ['entries that are lists', (size) => ({ entries: numbered((index) => `"/${index}": []`, size) })],
  [
    'arrays below a long key',
    (size) => ({
      entries: '"/named/*/nodes/*/curve": {"dtype": "float64"}',
      members: `"named": {\n    "${repeated('k', size / 2)}": {\n      "nodes": [\n${list(
        '        {\n          "curve": [1]\n        }',
        size / 2,
      )
        .slice(1, -1)
        .replaceAll('},', '},\n')}\n      ]\n    }\n  },`,
    }),
  ],
  [
    'arrays without items, below a long key',
    (size) => ({
      entries: '"/named/*/nodes/*/curve": {"dtype": "float64"}',
      members: `"named": {"${repeated('k', size / 2)}": {"nodes": ${list('{"curve": []}', size / 2)}}},`,
    }),
  ],
  [
    'constraints that do not hold, below a long key',
    (size) => ({
      entries: '',
      members: `"named": {"${repeated('k', size / 2)}": {"nodes": ${list('{"weight": -1}', size / 2)}}},`,
    }),
  ],
  [
    'values of wrong types, below a long key',
    (size) => ({
      entries: '',
      members: `"named": {"${repeated('k', size / 2)}": {"nodes": ${list('{"weight": ""}', size / 2)}}},`,
    }),
  ],
  [
    'an array of brackets',
    (size) => ({ entries: '"/curve": {"dtype": "float64"}', members: `"curve": ${repeated('[', size)},` }),
  ],
  [
    'an array of empty lists',
    (size) => ({ entries: '"/curve": {"dtype": "float64"}', members: `"curve": ${list('[]', size)},` }),
  ],
  [
    'an array of short rows',
    (size) => ({ entries: '"/curve": {"dtype": "int8"}', members: `"curve": ${list('[1]', size)},` }),
  ],
  [
    'an array of numbers',
    (size) => ({ entries: '"/curve": {"dtype": "float64"}', members: `"curve": ${list('1', size)},` }),
  ],
  [
    'an array in one number',
    (size) => ({ entries: '"/curve": {"dtype": "float64"}', members: `"curve": [${repeated('7', size)}],` }),
  ],
  [
    'an array of large numbers',
    (size) => ({ entries: '"/curve": {"dtype": "float64"}', members: `"curve": ${list('1e+300', size)},` }),
  ],
];

/** Lists of non-finite numbers (`$artifact.non_finite`), sorted as the format requires, and the plain value that they point into. */
const PLACES: readonly [title: string, placesOf: (size: number) => { places: string; value: string }][] = [
  ['one place of slashes', (size) => ({ places: `"/${repeated('/', size)}"`, value: '"NaN"' })],
  [
    'places that are not there',
    (size) => ({ places: numbered((index) => `"/a/${padded(index)}"`, size), value: '"NaN"' }),
  ],
  [
    'places that are all there',
    (size) => ({
      places: numbered((index) => `"/anything/${padded(index)}"`, size / 2),
      value: `{${numbered((index) => `"${padded(index)}": "NaN"`, size / 2)}}`,
    }),
  ],
  ['one place for all elements', (size) => ({ places: '"/anything/*"', value: list('"NaN"', size) })],
  [
    'places with * in all places',
    (size) => ({
      places: `"/anything${'/*'.repeat(16)}",${numbered((index) => `"/anything${'/*'.repeat(15)}/${padded(index)}"`, size)}`,
      value: deep('{"a":', '}', 18, '"NaN"'),
    }),
  ],
];

const padded = (index: number): string => String(index).padStart(8, '0');

/** Texts that every artifact has. */
const TEXTS: readonly [title: string, membersOf: (text: string) => string[]][] = [
  ['a long procedure name', (text) => [`"procedure_name":"${text}"`, '"procedure_version":"1"', TIMESTAMP]],
  ['a long version', (text) => ['"procedure_name":"Hostile"', `"procedure_version":"${text}"`, TIMESTAMP]],
  ['a long timestamp', (text) => [HEAD, `"timestamp":"2026-01-01T00:00:00.${text.replaceAll('x', '1')}Z"`]],
];

/** Values that may stand where an array is declared. */
const LISTS = VALUES.filter(([, textOf]) => textOf(10).startsWith('['));

export const HOSTILE_FILES: readonly HostileFile[] = [
  ...LISTS.map(([title, textOf]) => ({
    title: `another tool's array: ${title}`,
    bytesOf: (size: number) => unsealed('"input_parameters":{}', TIMESTAMP, `"curve":${textOf(size)}`),
  })),
  ...VALUES.flatMap(([title, textOf]) => [
    {
      title: `another tool's parameters: ${title}`,
      bytesOf: (size: number) => unsealed(`"input_parameters":${textOf(size)}`, TIMESTAMP),
    },
    {
      title: `a sealed file's plain value: ${title}`,
      bytesOf: (size: number) => sealedFile(`"anything": ${textOf(size)},\n  ${PARAMETERS}\n  ${SEALED_HEAD}`),
    },
  ]),
  ...TABLES.flatMap(([title, tableOf]) =>
    [true, false].map((isSealed) => ({
      title: `${isSealed ? 'a sealed table' : 'a table with a broken seal'}: ${title}`,
      bytesOf: (size: number) => {
        const { entries, members = '' } = tableOf(size);
        return sealedFile(`${PARAMETERS}\n  ${members}\n  ${SEALED_HEAD}`, entries, isSealed);
      },
    })),
  ),
  ...PLACES.map(([title, placesOf]) => ({
    title: `a sealed list of places: ${title}`,
    bytesOf: (size: number) => {
      const { places, value } = placesOf(size);
      return sealedFile(`"anything": ${value},\n  ${PARAMETERS}\n  ${SEALED_HEAD}`, '', true, places);
    },
  })),
  ...TEXTS.map(([title, membersOf]) => ({
    title: `another tool's file: ${title}`,
    bytesOf: (size: number) =>
      Buffer.from(`{${[...membersOf(repeated('x', size)), '"input_parameters":{}'].join(',')}}`),
  })),
];
