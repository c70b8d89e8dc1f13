import test from 'ava';
import type { ArtifactData, OverviewData, PageData } from '../../src/report/data/page-data.js';
import { linkInFile, linkOnServer, type PageState, stateText, tableState } from '../../src/report/data/page-state.js';
import { toHtml } from '../../src/report/markup/html.js';
import { absentArtifactView } from '../../src/report/views/absent-artifact.js';
import { artifactView } from '../../src/report/views/artifact.js';
import { frame, navigation } from '../../src/report/views/frame.js';
import { keyValueList, longText } from '../../src/report/views/key-value-list.js';
import { overviewView } from '../../src/report/views/overview.js';
import { roundTimes, spanText, unixTime } from '../../src/report/views/round-times.js';

const OVERVIEW: OverviewData = {
  count: 3,
  rowsOnly: 0,
  seals: { right: 2, none: 1, problems: [] },
  procedures: [
    {
      name: 'Scan',
      count: 3,
      versions: ['1.0.0'],
      newest: { id: '34cf27a3', time: '2026-02-28T10:00:00Z' },
      bars: [1, 0, 2],
    },
  ],
  span: { from: '2026-02-11T10:00:00', to: '2026-02-28T10:00:00' },
  newest: [{ id: '34cf27a3', procedure: 'Scan', time: '2026-02-28T10:00:00Z' }],
};

const page = (overview: Partial<OverviewData> = {}, more: Partial<PageData> = {}): PageData => ({
  root: 'artifacts',
  written: '2026-11-26T00:16:05Z',
  isLive: false,
  overview: { ...OVERVIEW, ...overview },
  tables: [],
  artifacts: [],
  ...more,
});

const ARTIFACT: ArtifactData = {
  id: '34cf27a3',
  procedure: 'Scan',
  path: 'artifacts/Scan/2026-02-28T10-00-00_d42870.json',
  time: '2026-02-28T10:00:00Z',
  version: '1.0.0',
  seed: '42',
  size: 2300,
  seal: { state: 'right', digits: 'b81eb0f3' },
  parameters: [{ pointer: '/input_parameters/n', name: 'n', text: '10', kind: 'number' }],
  results: [{ pointer: '/note', name: 'note', text: 'two\nlines', kind: 'long' }],
  arrays: [],
  tree: { object: [] },
};

const textOf = (html: string): string =>
  html
    .replace(/<svg.*?<\/svg>/gs, '')
    .replace(/<[^>]*>/g, ' ')
    .replace(/\s+/g, ' ');
const overviewText = (data: PageData) => textOf(toHtml(overviewView(data, linkInFile)));
const artifactHtml = (more: Partial<ArtifactData> = {}) =>
  toHtml(artifactView({ ...ARTIFACT, ...more }, linkInFile, []));

test('the overview says in one sentence what there is, then how the seals are', (t) => {
  const html = toHtml(overviewView(page(), linkInFile));
  t.regex(
    html,
    /^<section class="view overview" id="overview"><h1>3 artifacts of 1 procedure, 11 Feb to 28 Feb 2026\.<\/h1>/,
  );
  t.regex(textOf(html), / 2 seals right 1 without a seal \(other tools\) 0 with a problem /);
  t.true(html.includes('<b class="right">2</b>'));
  t.true(html.includes('<b>0</b> with a problem'));
});

test('bars of all procedures have one height, which the head gives', (t) => {
  const html = toHtml(overviewView(page(), linkInFile));
  t.true(html.includes('when (highest bar: 2)'));
  t.true(html.includes('d="M64 24V12M320 24V0"'));
});

test('one of a million artifacts has a bar that is seen', (t) => {
  const procedures = [{ ...OVERVIEW.procedures[0], bars: [1, 1e6] }] as OverviewData['procedures'];
  t.true(toHtml(overviewView(page({ procedures }), linkInFile)).includes('d="M96 24V22.5M288 24V0"'));
});

test('the overview lists problems with path and message, and links those that have a page', (t) => {
  const problems = [
    { path: 'a/b.json', message: 'a/b.json was changed', id: '34cf27a3' },
    { path: 'a/c.json', message: 'it cannot be read' },
  ];
  const html = toHtml(overviewView(page({ seals: { right: 0, none: 0, problems } }), linkInFile));
  t.true(html.includes('<code><a href="#a=34cf27a3">a/b.json</a></code> <span class="problem">It was changed</span>'));
  t.true(html.includes('<code>a/c.json</code> <span class="problem">it cannot be read</span>'));
});

test('the overview says how many artifacts are rows only', (t) => {
  const text = overviewText(page({ count: 2063, rowsOnly: 1063 }));
  t.true(text.includes('The newest 1,000 are shown in full, the other 1,063 as rows of their tables only.'));
});

test('the overview of an empty store says what to do next', (t) => {
  const nothing = { count: 0, seals: { right: 0, none: 0, problems: [] }, procedures: [], span: undefined, newest: [] };
  t.is(
    overviewText(page(nothing)),
    ' There are no artifacts yet. 0 seals right 0 without a seal (other tools) 0 with a problem A program saves one into artifacts with' +
      ' await repository.save(artifact); Then write this report again. ',
  );
  t.true(overviewText(page(nothing, { isLive: true })).endsWith(' It then appears here. '));
  const selection = overviewText(page({ ...nothing, isSelection: true }));
  t.true(selection.startsWith(' No artifact matches. 0 seals right '));
  const seals = { right: 0, none: 0, problems: [{ path: 'a.json', message: 'it cannot be read' }] };
  t.true(
    overviewText(page({ ...nothing, isSelection: true, seals })).startsWith(' No artifact that can be read matches. '),
  );
  t.true(selection.endsWith(' This report shows only those artifacts in artifacts that were asked for. '));
});

test('the overview says of a live page that a version is that of the newest artifact alone', (t) => {
  t.true(overviewText(page()).includes(' version newest when '));
  t.true(overviewText(page({}, { isLive: true })).includes(' version of the newest newest when '));
});

test('a frame has landmarks, a link past the head, and marks the current page', (t) => {
  t.is(
    toHtml(frame(page(), tableState('Scan'), linkOnServer, 'content')),
    '<a class="skip" href="#main">Skip to the content</a>' +
      '<header class="head"><nav aria-label="Pages"><a class="home" href="?">Artifacts</a>' +
      ' <a href="?p=Scan" aria-current="page"><bdi>Scan</bdi></a></nav>' +
      '<p class="quiet"><bdi>artifacts</bdi> · written 2026-11-26 00:16 UTC</p></header>' +
      '<main id="main" tabindex="-1">content</main>',
  );
});

test('the head marks the procedure of an artifact, also where it lists only some of many', (t) => {
  const procedures = Array.from({ length: 40 }, (_, index) => ({ ...OVERVIEW.procedures[0], name: `P${index}` }));
  const data = page(
    { procedures: procedures as unknown as OverviewData['procedures'] },
    { artifacts: [{ ...ARTIFACT, procedure: 'P30' }] },
  );
  const html = toHtml(navigation(data, { page: 'artifact', id: ARTIFACT.id, plots: [] }, linkInFile));
  t.true(html.includes('<a href="#p=P30" aria-current="true"><bdi>P30</bdi></a>'));
  t.true(html.endsWith('<bdi>and 27 more procedures</bdi></a>'));
});

test('the section of an artifact has the address of its page as id, one h1, and headings in order', (t) => {
  const state: PageState = { page: 'artifact', id: ARTIFACT.id, plots: [] };
  const html = artifactHtml();
  t.true(html.startsWith(`<section class="view artifact" id="${stateText(state)}">`));
  t.deepEqual(
    Array.from(html.matchAll(/<h(\d)[^>]*>(.*?)<\/h\d>/g), ([, level, text]) => `${level} ${textOf(text as string)}`),
    ['1 2026-02-28 10:00:00 UTC 34cf27a3 ', '2 Parameters', '2 note', '2 File', '2 Seal', '2 Load it'].map(
      (each) => each,
    ),
  );
});

const LOADS: readonly (readonly [string, Partial<ArtifactData>, string])[] = [
  ['a short path in one line', { path: 'S/2026.json' }, "await repository.load('S/2026.json');"],
  ['a long path in three lines', {}, "await repository.load(\n  'artifacts/Scan/2026-02-28T10-00-00_d42870.json',\n);"],
  ['a quote as JavaScript has it', { path: "O's" }, "await repository.load('O\\'s');"],
];
for (const [title, more, command] of LOADS)
  test(`the command that loads an artifact gives ${title}`, (t) => {
    t.true(artifactHtml(more).includes(`<pre>${toHtml(command)}</pre>`));
  });

const SEALS: readonly (readonly [string, ArtifactData['seal'], RegExp, boolean])[] = [
  ['right', { state: 'right', digits: 'b8' }, / ✓ seal right · seed 42 · 2\.3 kB /, true],
  ['none', { state: 'none' }, / without a seal \(another tool wrote it\) · /, true],
  [
    'wrong',
    { state: 'wrong', digits: 'b8', message: 'the seal is wrong' },
    /✗ seal wrong · .* the seal is wrong Below is what the file holds now, which is not what was saved\. /,
    false,
  ],
  [
    'damaged',
    { state: 'damaged', message: `${ARTIFACT.path} ends early` },
    /✗ damaged · .* It ends early Below is what is whole in the file\. /,
    false,
  ],
];
for (const [state, seal, text, loads] of SEALS)
  test(`an artifact whose seal is ${state} says so in words, and ${loads ? 'how it is loaded' : 'not how it is loaded'}`, (t) => {
    const shown = textOf(artifactHtml({ seal }));
    t.regex(shown, text);
    t.is(shown.includes('Load it'), loads);
  });

test('numbers stand right of their names, and a text that was cut says how long it was', (t) => {
  t.is(
    toHtml(keyValueList(ARTIFACT.parameters)),
    '<dl class="pairs"><div><dt dir="auto">n</dt><dd class="number" dir="auto">10</dd></div></dl>',
  );
  t.is(
    toHtml(longText({ pointer: '/t', name: 't', text: 'abc', kind: 'long', length: 1048576 })),
    '<h2 dir="auto">t</h2><p class="text" dir="auto">abc</p><p class="quiet">The first 3 of 1,048,576 characters.</p>',
  );
});

test('an artifact that is a row only is shown with its row, and one that is missing with a link to what there is', (t) => {
  const table = {
    procedure: 'Scan',
    count: 2,
    ids: ['aa', 'bb'],
    times: ['2026-02-28T10:00:00Z', '2026-02-27T10:00:00Z'],
    sizes: [10, 20],
    seals: 'rn',
    keys: [
      { pointer: '/input_parameters/n', name: 'n', isInput: true, values: [1, ['NaN']] },
      { pointer: '/gone', name: 'gone', isInput: false, values: [1, []] },
      { pointer: '/curve', name: 'curve', isInput: false, values: [{ dtype: 'float64', shape: [100] }] },
    ],
  } as const;
  const data = page({ count: 2, rowsOnly: 1 }, { tables: [table] });
  t.is(
    textOf(toHtml(absentArtifactView(data, 'bb', linkInFile))),
    ' Scan 2026-02-27 10:00:00 UTC bb without a seal (another tool wrote it) · 20 B ' +
      'This report shows the newest 1 artifacts in full. Of this one it has a row of the table . Parameters n NaN Results curve float64[100] ',
  );
  t.regex(textOf(toHtml(absentArtifactView(data, 'cc', linkInFile))), /^ This report has no artifact cc /);
});

test('hostile texts stay texts', (t) => {
  const hostile = '"><script>alert(1)</script>\u202e';
  const html = artifactHtml({
    procedure: hostile,
    time: hostile,
    version: hostile,
    seed: hostile,
    path: hostile,
    parameters: [{ pointer: '', name: hostile, text: hostile, kind: 'text' }],
  });
  t.false(html.includes('<script'));
  t.false(html.includes('\u202e'));
});

const SPANS: readonly (readonly [string, string, readonly string[]])[] = [
  ['2026-02-11T15:40:12', '2026-02-28T18:00:00', ['12 Feb', '16 Feb', '20 Feb', '24 Feb', '28 Feb']],
  ['2026-02-26T22:30:00', '2026-02-27T02:10:00', ['26 Feb 23:00', '27 Feb', '01:00', '02:00']],
  ['2026-02-26T10:00:00', '2026-02-26T10:00:04', ['26 Feb 10:00', '10:00:01', '10:00:02', '10:00:03', '10:00:04']],
  ['2025-11-20T00:00:00', '2026-03-20T00:00:00', ['Dec 2025', 'Jan 2026', 'Feb', 'Mar']],
  ['2019-05-01T00:00:00', '2026-02-01T00:00:00', ['2020', '2022', '2024', '2026']],
  ['0000-01-01T00:00:00', '9999-12-31T00:00:00', ['0000', '2000', '4000', '6000', '8000']],
];
for (const [from, to, labels] of SPANS)
  test(`the axis from ${from} to ${to} has few round times`, (t) => {
    t.deepEqual(
      roundTimes(unixTime(from), unixTime(to), 5).map(({ label }) => label),
      labels,
    );
  });

test('a span names its year once if it can', (t) => {
  const span = (from: string, to: string) => spanText(unixTime(`${from}T10-00-00`), unixTime(`${to}T10-00-00`));
  t.is(span('2026-02-26', '2026-02-26'), '26 Feb 2026');
  t.is(span('2026-02-11', '2026-02-28'), '11 Feb to 28 Feb 2026');
  t.is(span('2025-12-31', '2026-01-01'), '31 Dec 2025 to 1 Jan 2026');
});

test('the page of a file that does not fit its class says why', (t) => {
  const misfit = `${ARTIFACT.path} has no "n"`;
  const text = textOf(artifactHtml({ misfit }));
  t.true(text.includes('It has no &quot;n&quot; It does not fit its class, and is shown as it is stored.'), text);
  t.false(textOf(artifactHtml()).includes('fit its class'));
});
