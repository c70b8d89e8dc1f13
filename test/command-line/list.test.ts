// `artifacts list` prints artifacts as rows, newest first: the columns that vary, conditions, times, damage, JSON and CSV.

import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'ava';
import { Artifact, ArtifactRepository, FileStorage, NdArray, Persisted } from '../../src/index.js';
import { needs } from '../support/needs.js';
import { newFolder } from '../support/stored.js';
import { artifacts, artifactsOnTerminal } from './installed.js';
import { exampleStore } from './store.js';
import { sameAs } from './transcript.js';

// No command here changes the store.
const example = await exampleStore();
const testOnTerminal = await needs('script');

const transcript = (title: string, text: string): void => {
  test(title, (t) => sameAs(t, text, { cwd: example }));
};

transcript(
  'list prints the newest artifacts with the keys that vary, and notes those that do not',
  `\
$ artifacts list ChangePointDetection --limit 8
ID        TIME (UTC)           threshold  seed
589e2a27  2026-02-26 14:39:49        0.2     6
ae0a81a3  2026-02-26 14:39:49        0.2     5
43562cde  2026-02-26 14:38:49        0.2     4
9b3c9e24  2026-02-26 14:38:47        0.2     3
25bef9be  2026-02-26 14:38:45        0.2     2
473d17cd  2026-02-26 14:38:43        0.2     1
c129ddab  2026-02-26 14:26:49          1    42
1beeba96  2026-02-26 14:14:55        0.5    42
Do not vary: minimum_segment_length 10, normalize true, search_radius 10 (in 6),
  window_size 16, detected_change_points [28 82], procedure_version 1.1.0,
  series_length 100, statistic_curve float64[100], non_interpretation_clause
  (long)
8 of 30 artifacts, newest first (--limit N, --all).
`,
);

transcript(
  'list takes conditions, and sorts by a key',
  `\
$ artifacts list ChangePointDetection window_size=10..20 threshold=..0.5 --sort window_size --limit 6
                                                         detected_
                                          window_        change_     statistic_
ID        TIME (UTC)           threshold     size  seed  points      curve
a159074e  2026-02-26 10:40:43        0.5       10    42  [28 82]     ▁▂█▅▁▁▃▆▃
ee467e26  2026-02-26 10:28:49        0.2       10    42  [28 63 82]  ▁▂█▅▁▁▃▆▃
c48bde9b  2026-02-26 11:16:25        0.5       12    42  [28 82]     ▁▃█▆▁▁▄▆▁
96e92fe1  2026-02-26 11:04:31        0.2       12    42  [28 82]     ▁▃█▆▁▁▄▆▁
589e2a27  2026-02-26 14:39:49        0.2       16     6  [28 82]     ▁▄█▆▁▁▄▆▁
ae0a81a3  2026-02-26 14:39:49        0.2       16     5  [28 82]     ▁▄█▆▁▁▄▆▁
Do not vary: minimum_segment_length 10, normalize true, search_radius 10,
  procedure_version 1.1.0, series_length 100, non_interpretation_clause (long),
  statistic_curve float64[100]
6 of 16 artifacts that match (30 looked at), by window_size (--limit N, --all).
`,
);

transcript(
  'list prints awkward values, and with --columns exactly these columns',
  `\
$ artifacts list EarlyWarning kendall_tau=0.. --sort kendall_tau --columns kendall_tau,detrend.bandwidth,label
                                      kendall_   detrend.
ID        TIME                             tau  bandwidth  label
00f9d78d  2026-02-28 12:00:00+05:45         -0   Infinity  =cmd()
6f60f7e7  2026-02-28 18:00:00Z           1e-17       0.25  "10"
eedf16c4  2026-02-28 06:30:00Z       0.456789…        0.3  Lake Peter, 2008–2011
762636f2  2026-02-28 18:30:00+01:00        0.5        NaN  "true"
f742b9e4  2026-02-27 23:59:59+09:00       0.83        0.1  порог ≥ 5 µs 😀
b57988c6  2026-02-28 06:10:00Z        Infinity        0.1  esc\\x1b[31mred
Do not vary: detrend.method gaussian, lag 1, host.cores 2, host.cpu x64, mask
  [1 0 1], procedure_version 2.0.0, description (long), note (long, in 2)
Not compared: 1 with kendall_tau NaN (1).
6 artifacts that match (8 looked at), by kendall_tau.
`,
);

transcript(
  'list prints arrays with two axes, null, and times with time zones',
  `\
$ artifacts list EarlyWarning
                                      detrend.   kendall_      p_
ID        TIME                       bandwidth        tau   value  indicators
762636f2  2026-02-28 18:30:00+01:00        NaN        0.5      -1  7x2 ▁█
0ef9db73  2026-02-28 18:20:00             0.25       -0.5     0.5  6x2 ▁█
6f60f7e7  2026-02-28 18:00:00Z            0.25      1e-17       1  5x2 ▁█
00f9d78d  2026-02-28 12:00:00+05:45   Infinity         -0       0  4x2 ▁█
eedf16c4  2026-02-28 06:30:00Z             0.3  0.456789…  5e-324  3x2 ▁█
b57988c6  2026-02-28 06:10:00Z             0.1   Infinity     NaN  2x2 ▁█
f742b9e4  2026-02-27 23:59:59+09:00        0.1       0.83    0.01  1x2 ▁█
a6fa0be0  2026-02-27 15:40:12Z             0.1        NaN    null  []
Do not vary: detrend.method gaussian, lag 1, host.cores 2, host.cpu x64, mask
  [1 0 1], procedure_version 2.0.0, description (long), note (long, in 3)
Vary, no room: label, variance (--columns KEY,…; --wide)
8 artifacts, newest first.
$ artifacts list GridModel --size --reverse
ID        TIME (UTC)             SIZE  columns  rows  converged  land
a2b02130  2026-02-26 21:57:36  1.7 kB       12     8  true       8x12 █▁█▁▁█▁█▁
b269bdd8  2026-02-26 22:33:36  1.7 kB       12     8  true       8x12 ▁▁█▁█▁█▁█
855f1a3e  2026-02-26 23:09:36  2.7 kB       12     8  true       8x12 ▁█▁█▁█▁▁█
a1331b84  2026-02-26 23:45:36  1.8 kB       12     8  true       8x12 █▁█▁▁█▁█▁
23c28e7e  2026-02-27 00:21:36  1.0 kB        6     4  true       4x6 ▁▁█▁▁█
ebd90cce  2026-02-27 00:57:36  1.2 kB        6     4  false      4x6 ▁█▁▁█▁
Vary, no room: step, cell_count, procedure_version, cell_ids, temperature
  (--columns KEY,…; --wide)
6 artifacts, oldest first.
`,
);

transcript(
  'list prints unsealed files beside those of the library',
  `\
$ artifacts list multi seed=0 n_grid=100 'bandwidth!=silverman'
                                             n_  prominence_        density_
ID        TIME                  bandwidth  grid        ratio  seed  curve
ca50b96f  2026-02-26 18:48:49Z  0.1         100         0.01     0  ▃▇█▅▂▁▁▁▁
281c9ffd  2026-02-26 18:15:29Z  0.1         100         0.05     0  ▃▇█▅▂▁▁▁▁
d092d072  2026-02-26 16:35:29Z  scott       100         0.01     0  ▂▇█▄▂▁▁▁▁
bae3e1ad  2026-02-26 16:02:09Z  scott       100         0.05     0  ▂▇█▄▂▁▁▁▁
079b95b7  2026-02-11 16:02:44   scott       100         0.05     0  ▄▆▅▂▃▇██▄
Do not vary: procedure_version 1.1.0, density_curve float64[100]
Vary, no room: number_of_modes, non_interpretation_clause, density_grid,
  detected_peaks (--columns KEY,…; --wide)
5 artifacts that match (19 looked at), newest first.
`,
);

transcript(
  'list without a procedure prints the artifacts of all procedures, the newest first',
  `\
$ artifacts list --limit 9
                                                    detrend.      p_
ID        TIME                       PROCEDURE     bandwidth   value  indicators
762636f2  2026-02-28 18:30:00+01:00  EarlyWarning        NaN      -1  7x2 ▁█
0ef9db73  2026-02-28 18:20:00        EarlyWarning       0.25     0.5  6x2 ▁█
6f60f7e7  2026-02-28 18:00:00Z       EarlyWarning       0.25       1  5x2 ▁█
00f9d78d  2026-02-28 12:00:00+05:45  EarlyWarning   Infinity       0  4x2 ▁█
eedf16c4  2026-02-28 06:30:00Z       EarlyWarning        0.3  5e-324  3x2 ▁█
b57988c6  2026-02-28 06:10:00Z       EarlyWarning        0.1     NaN  2x2 ▁█
f742b9e4  2026-02-27 23:59:59+09:00  EarlyWarning        0.1    0.01  1x2 ▁█
a6fa0be0  2026-02-27 15:40:12Z       EarlyWarning        0.1    null  []
ebd90cce  2026-02-27 00:57:36Z       GridModel             -       -  -
Do not vary: columns 6 (in 1), detrend.method gaussian (in 8), lag 1 (in 8),
  rows 4 (in 1), step 0.0833333… (in 1), cell_count "24000000000000000000"
  (in 1), cell_ids int64[3] (in 1), converged false (in 1), host.cores 2 (in 8),
  host.cpu x64 (in 8), land bool[4,6] (in 1), mask [1 0 1] (in 8) and 3 more
Vary, no room: kendall_tau, label, procedure_version, variance
  (--columns KEY,…; --wide)
9 of 63 artifacts, newest first (--limit N, --all).
`,
);

transcript(
  'list takes the beginning of a procedure’s name, and keys that artifacts have or lack',
  `\
$ artifacts list change --lacks search_radius --has series_length
                               search_             series_
ID        TIME (UTC)           radius   threshold   length
c129ddab  2026-02-26 14:26:49  -                1      100
1beeba96  2026-02-26 14:14:55  -              0.5      100
e125db1f  2026-02-26 14:03:01  -              0.2      100
Do not vary: minimum_segment_length 10, normalize true, window_size 16,
  detected_change_points [28 82], procedure_version 1.1.0, seed 42,
  statistic_curve float64[100], non_interpretation_clause (long)
3 artifacts that match (30 looked at), newest first.
$ artifacts list change --has big --has nested.b
ID        TIME                   big  nested.b
50341d03  2026-02-11 23:59:59  1e+16  [1,2.5,null,true]
Do not vary: label порог ≥ 5 µs 😀, nested.a x, normalize false, threshold 1,
  tiny 1e-7, window_size 10, detected_change_points numbers[4],
  procedure_version 0.0.1-edge, seed 1099511627776, statistic_curve numbers[13],
  non_interpretation_clause (long)
1 artifact that matches (30 looked at), newest first.
`,
);

transcript(
  'list takes a range of times',
  `\
$ artifacts list change --since 2026-02-26T14:38:47 --until 2026-02-26T14:38
ID        TIME (UTC)           seed
43562cde  2026-02-26 14:38:49     4
9b3c9e24  2026-02-26 14:38:47     3
Do not vary: minimum_segment_length 10, normalize true, search_radius 10,
  threshold 0.2, window_size 16, detected_change_points [28 82],
  procedure_version 1.1.0, series_length 100, statistic_curve float64[100],
  non_interpretation_clause (long)
2 artifacts, newest first.
$ artifacts list change --until 2026-02-11 --reverse
                                          window_                 statistic_
ID        TIME                 normalize     size           seed  curve
f245cc5c  2026-02-11 15:40:12  true            20              0  100 ▁▄█▆▂▁▃▂▁
3ccd4a7d  2026-02-11 15:40:13  false           20              0  100 ▁▄█▆▂▁▃▂▁
50341d03  2026-02-11 23:59:59  false           10  1099511627776  13 ·↑▁▁▁▁▁█▁
Do not vary: big 1e+16 (in 1), label порог ≥ 5 µs 😀 (in 1),
  minimum_segment_length 10 (in 2), nested.a x (in 1), nested.b
  [1,2.5,null,true] (in 1), search_radius 10 (in 2), tiny 1e-7 (in 1),
  non_interpretation_clause (long)
Vary, no room: threshold, procedure_version, detected_change_points
  (--columns KEY,…; --wide)
3 artifacts, oldest first.
$ artifacts list change --since 2027
There is no artifact of ChangePointDetection within these times.
`,
);

transcript(
  'list says that no artifact matches, or that there is none',
  `\
$ artifacts list ChangePointDetection seed=99
No artifact of ChangePointDetection matches (30 were looked at).
$ artifacts list ChangePointDetection seed=1..7 window_size=10
No artifact of ChangePointDetection matches (30 were looked at).
`,
);

transcript(
  'list refuses a key without a sign, which a shell leaves of a condition with >',
  `\
$ artifacts list ChangePointDetection window_size>=10; ls =10; rm =10
=10
"window_size" is a key, not a condition. If you typed > or <, the
shell took it for itself (look for a file named =10 or so). Write instead
  artifacts list ChangePointDetection window_size=10..20
or, in quotes, 'window_size>=10'.
`,
);

transcript(
  'list refuses a condition that no value of the key can be compared with',
  `\
$ artifacts list EarlyWarning 'label>=10'
label is text in all 8 artifacts here, so label>=10 can match none. It is:
  "true" (1)
  " NaN\\u202e" (1)
  "10" (1)
  =cmd() (1)
  Lake Peter, 2008–2011 (1)
  and 3 other values
Write for example 'label="true"'.
[2]
$ artifacts list GridModel converged=yes
converged is boolean in all 6 artifacts here, so converged=yes can match none. It is:
  true (5)
  false (1)
Write for example converged=true.
[2]
$ artifacts list EarlyWarning variance=1
variance is float32 in all 8 artifacts here, so variance=1 can match none. It is:
  array of float32 (8)
Write for example --has variance.
[2]
$ artifacts list EarlyWarning mask=1 --lacks note
mask is bool in all 8 artifacts here, so mask=1 can match none. It is:
  array of bool (8)
Write for example --has mask.
[2]
`,
);

transcript(
  'list notes the values that a condition cannot compare',
  `\
$ artifacts list multi bandwidth=0.2.. --sort bandwidth --reverse --limit 2
                                                number_
                                                    of_  density_   detected_
ID        TIME (UTC)           bandwidth  seed    modes  curve      peaks
1765d85f  2026-02-26 20:12:09       0.25     7        2  ▄███▆███▄  [0.25 0.75]
64ec9aad  2026-02-26 19:55:29       0.25     0        1  ▆███▅▃▂▁▁  [0.25]
Do not vary: n_grid 512, prominence_ratio 0.01, density_grid float64[512],
  procedure_version 1.1.0, non_interpretation_clause (long), density_curve
  float64[512]
Not compared: 10 with bandwidth silverman (5), scott (5).
2 of 4 artifacts that match (19 looked at), by bandwidth, falling
  (--limit N, --all).
`,
);

transcript(
  'list refuses a key that no artifact has, and suggests a similar one',
  `\
$ artifacts list ChangePointDetection windowsize=10
No artifact here has "windowsize". Did you mean window_size?
All keys: artifacts keys ChangePointDetection
[2]
$ artifacts list ChangePointDetection --sort seeed
No artifact here has "seeed". Did you mean seed?
All keys: artifacts keys ChangePointDetection
[2]
$ artifacts list ChangePointDetection --columns seed,tresh
No artifact here has "tresh".
All keys: artifacts keys ChangePointDetection
[2]
$ artifacts list EarlyWarning --lacks zzz
No artifact here has "zzz".
All keys: artifacts keys EarlyWarning
[2]
$ artifacts list EarlyWarning 'timestamp>2026'
Times have options of their own. Write for example --since 2026-02 --until 2026-02-26T12:00.
[2]
$ artifacts list EarlyWarning procedure_name=EarlyWarning
A procedure stands before conditions, and is not asked for by them.
All keys: artifacts keys EarlyWarning
[2]
`,
);

transcript(
  'list finds an object with --has, and refuses it in other conditions',
  `\
$ artifacts list EarlyWarning --has detrend --has procedure_name --has timestamp --has input_parameters --limit 1 --columns seed
No artifact here has "seed".
All keys: artifacts keys EarlyWarning
[2]
$ artifacts list EarlyWarning --has detrend --has procedure_name --has timestamp --limit 1 --columns lag
ID        TIME                       lag
762636f2  2026-02-28 18:30:00+01:00    1
Do not vary: detrend.bandwidth NaN, detrend.method gaussian, host.cores 2,
  host.cpu x64, indicators float64[7,2], kendall_tau 0.5, label "true", mask
  [1 0 1], p_value -1, procedure_version 2.0.0, variance float32[32],
  description (long)
1 of 8 artifacts that match (8 looked at), newest first (--limit N, --all).
$ artifacts list EarlyWarning --lacks detrend
No artifact of EarlyWarning matches (8 were looked at).
$ artifacts list EarlyWarning detrend=1
detrend is an object; its keys: detrend.bandwidth, detrend.method.
All keys: artifacts keys EarlyWarning
[2]
$ artifacts list EarlyWarning --sort host
host is an object; its keys: host.cores, host.cpu.
All keys: artifacts keys EarlyWarning
[2]
$ artifacts list EarlyWarning --columns host
host is an object; its keys: host.cores, host.cpu.
All keys: artifacts keys EarlyWarning
[2]
`,
);

test('list refuses a condition that the value of the only artifact cannot be compared with', async (t) => {
  const cwd = await newFolder();
  const folder = join(cwd, 'artifacts', 'exploratory', 'P');
  await mkdir(folder, { recursive: true });
  const artifact = {
    procedure_name: 'P',
    procedure_version: '1',
    timestamp: '2026-01-01T00:00:00',
    input_parameters: {},
  };
  await writeFile(join(folder, '2026-01-01T00-00-00_aaaaaa.json'), JSON.stringify({ ...artifact, label: 'b`id`' }));
  t.is(
    (await artifacts(['list', 'P', 'label>1'], { cwd })).stderr,
    `label is text in 1 artifact here, so label>1 can match none. It is:
  b\`id\` (1)
Write for example 'label="b\`id\`"'.
`,
  );
});

transcript(
  'list refuses a word that names no procedure, and a condition without a procedure',
  `\
$ artifacts list ChangePiontDetection
There is no procedure "ChangePiontDetection". Did you mean ChangePointDetection?
[2]
$ artifacts list window_size=10
window_size=10 is a condition. A procedure stands before conditions:
  artifacts list PROCEDURE window_size=10
[2]
`,
);

transcript(
  'list refuses wrong and contradictory options',
  `\
$ artifacts list Grid --limit 0
--limit 0 is no number of artifacts. Write for example --limit 50, or --all.
[2]
$ artifacts list Grid --limit 5 --all
--limit and --all contradict each other. Write one of them.
[2]
$ artifacts list Grid --columns a,,b
--columns "a,,b" is no list of keys. Write for example --columns seed,window_size.
[2]
$ artifacts list Grid --csv --json
{"type":"error","code":"USAGE","message":"--csv and --json are two forms of the answer. Write one of them.","issues":[]}
[2]
$ artifacts list Grid --columns seed --wide
--columns and --wide contradict each other. Write one of them.
[2]
$ artifacts list Grid --csv --wide
--wide is for the table, and --csv has all keys.
[2]
$ artifacts list Grid --csv --size --columns rows --limit 1 | cut -d , -f 1,4- | tr -d '\\r'
id,procedure_name,timestamp,size,rows
ebd90cce,GridModel,2026-02-27T00:57:36.901Z,1249,4
1 of 6 artifacts, newest first (--limit N, --all).
$ artifacts list Grid --import ./classes.js
./classes.js could not be imported: Cannot find module './classes.js'
[2]
$ artifacts list Grid --since yesterday
--since and --until take a time, or its beginning, as it stands in the names of files.
Write for example --since 2026-02-26 or --until 2026-02-26T12:00.
[2]
`,
);

for (const [columns, heads] of [
  ['39', ['ID        TIME (UTC)           seed']],
  ['40', ['ID        TIME (UTC)           threshold']],
  ['45', ['ID        TIME (UTC)           threshold']],
  ['46', ['ID        TIME (UTC)           threshold  seed']],
] as const)
  test(`with COLUMNS=${columns}, no line is wider than that`, async (t) => {
    const { stdout, stderr } = await artifacts(['list', 'ChangePointDetection', '--limit', '8'], {
      cwd: example,
      env: { COLUMNS: columns },
    });
    t.is(stdout.split('\n')[0], heads[0]);
    for (const line of [...stdout.split('\n'), ...stderr.split('\n')]) t.true(line.length <= Number(columns), line);
  });

test('without a terminal and without COLUMNS, all columns have room, and strips are 16 columns wide', async (t) => {
  const { stdout, stderr } = await artifacts(['list', 'EarlyWarning', '--limit', '3'], {
    cwd: example,
    env: { COLUMNS: undefined },
  });
  t.is(
    stdout,
    `\
                                      detrend.  kendall_                   p_
ID        TIME                       bandwidth       tau  label         value  indicators  variance
762636f2  2026-02-28 18:30:00+01:00        NaN       0.5  "true"           -1  7x2 ▁█      ▁▁▁▁▁▂▂▂▃▄▄▅▆▇██
0ef9db73  2026-02-28 18:20:00             0.25      -0.5  " NaN\\u202e"    0.5  6x2 ▁█      ▁▁▁▁▁▂▂▂▃▄▄▅▆▇██
6f60f7e7  2026-02-28 18:00:00Z            0.25     1e-17  "10"              1  5x2 ▁█      ▁▁▁▁▁▂▂▂▃▄▄▅▆▇██
`,
  );
  t.deepEqual(
    (await artifacts(['list', 'EarlyWarning', '--limit', '3', '--wide'], { cwd: example })).stdout.split('\n').slice(1),
    stdout.split('\n').slice(1),
  );
  t.is(stderr.split('\n').length, 3);
});

/**
 * Makes a store with unsealed files.
 *
 * @param files - the members of each file by its day of January 2026, or its whole text.
 */
async function storeOf(files: Readonly<Record<string, object | string>>): Promise<string> {
  const cwd = await newFolder();
  const folder = join(cwd, 'artifacts', 'exploratory', 'P');
  await mkdir(folder, { recursive: true });
  for (const [day, members] of Object.entries(files)) {
    const timestamp = `2026-01-${day}T00:00:00Z`;
    const all = { procedure_name: 'P', procedure_version: '1.0', timestamp, ...(members as object) };
    const text = typeof members === 'string' ? members : JSON.stringify(all);
    await writeFile(join(folder, `2026-01-${day}T00-00-00_aaaaaa.json`), text);
  }
  return cwd;
}

test('keys with dots have other names than nested keys, and a member another name than a parameter of the same key', async (t) => {
  const cwd = await storeOf({
    '01': { input_parameters: { x: 1, 'a.b': 1, a: { b: 2 }, 'k=v, "w"': 'q', seed: 7 }, x: 'one', seed: 1 },
    '02': { input_parameters: { x: 2, 'a.b': 3, a: { b: 4 }, 'k=v, "w"': 'r', seed: 8 }, x: 'two', seed: 2 },
  });
  await sameAs(
    t,
    `\
$ artifacts list P
                                        input_
                               a.  parameters.
ID        TIME (UTC)            b         seed  k=v, "w"  x  seed  /x
255a5348  2026-01-02 00:00:00   4            8  r         2     2  two
6ae9b5db  2026-01-01 00:00:00   2            7  q         1     1  one
Do not vary: procedure_version "1.0"
Vary, no room: /input_parameters/a.b (--columns KEY,…; --wide)
2 artifacts, newest first.
$ artifacts list P x=2 --columns x,/x,input_parameters.x 2> /dev/null
ID        TIME (UTC)           x  /x   x
255a5348  2026-01-02 00:00:00  2  two  2
$ artifacts list P /x=one --columns x 2> /dev/null
ID        TIME (UTC)           x
6ae9b5db  2026-01-01 00:00:00  1
$ artifacts list P /input_parameters/a.b=3 a.b=4 --columns /input_parameters/a.b 2> /dev/null
                                     /input_
                               parameters/a.
ID        TIME (UTC)                       b
255a5348  2026-01-02 00:00:00              3
$ artifacts list P '"k=v, \\"w\\""=q' --columns '"k=v, \\"w\\"",x' 2> /dev/null
ID        TIME (UTC)           k=v, "w"  x
6ae9b5db  2026-01-01 00:00:00  q         1
$ artifacts list P seed=1 input_parameters.seed=7 --columns seed 2> /dev/null
ID        TIME (UTC)           seed
6ae9b5db  2026-01-01 00:00:00     1
$ artifacts list P seed=7
No artifact of P matches (2 were looked at).
$ artifacts keys P
KEY                      TYPE      IN  VALUES  RANGE
parameters
  /input_parameters/a.b  integer  all       2  1, 3
  a.b                    integer  all       2  2, 4
  input_parameters.seed  integer  all       2  7, 8
  "k=v, \\"w\\""           text     all       2  q, r
  x                      integer  all       2  1, 2
members
  /x                     text     all       2  one, two
  procedure_version      text     all       1  "1.0"
  seed                   integer  all       2  1, 2
P: 2 artifacts, versions 1.0.
`,
    { cwd },
  );
});

test('a name that stands for a parameter in one artifact and a result in another is refused', async (t) => {
  const cwd = await storeOf({ '01': { input_parameters: { rate: 1 } }, '02': { input_parameters: {}, rate: 2 } });
  await sameAs(
    t,
    `\
$ artifacts list P rate=1..2
rate is a parameter in some artifacts here, and a result in others. Write one of
  /input_parameters/rate
  /rate
[2]
$ artifacts list P --sort rate 2> /dev/null
[2]
$ artifacts list P --columns rate 2> /dev/null
[2]
$ artifacts list P /rate=1..2 --columns /rate 2> /dev/null
ID        TIME (UTC)           rate
255a5348  2026-01-02 00:00:00     2
`,
    { cwd },
  );
});

test('lists, empty objects, exact integers and numbers written by name in unsealed files are shown and compared', async (t) => {
  const first = '"tags":["a"],"segments":[{"start":1}],"empty":{},"none":[],"count":9007199254740993,"tau":NaN';
  const second = '"tags":["a","b"],"segments":[{},{}],"empty":{},"none":[],"count":9007199254740992,"tau":-0.0';
  const text = (members: string) =>
    `{"procedure_name":"P","procedure_version":"1.0","timestamp":"2026-01-01T00:00:00","input_parameters":{},${members}}`;
  const cwd = await storeOf({ '01': text(first), '02': text(second) });
  await sameAs(
    t,
    `\
$ artifacts list P
ID        TIME                 segments   tags       tau             count
255a5348  2026-01-01 00:00:00  [2 items]  ["a","b"]   -0  9007199254740992
6ae9b5db  2026-01-01 00:00:00  [1 item]   ["a"]      NaN  9007199254740993
Do not vary: empty {}, none [], procedure_version "1.0"
2 artifacts, newest first.
$ artifacts list P count=9007199254740993 tau=NaN --columns count 2> /dev/null
ID        TIME                            count
6ae9b5db  2026-01-01 00:00:00  9007199254740993
$ artifacts list P count=..9007199254740992 tau=0 --columns count 2> /dev/null
ID        TIME                            count
255a5348  2026-01-01 00:00:00  9007199254740992
$ artifacts list P tags=a
tags is list in all 2 artifacts here, so tags=a can match none. It is:
  list (2)
Write for example --has tags.
[2]
`,
    { cwd },
  );
});

test('a file that cannot be read is counted on the last line, and the next file gets its row', async (t) => {
  const cwd = await storeOf({
    '01': { seed: 1 },
    '02': { seed: 2 },
    '03': '{"procedure_name": "P",',
    '04': { seed: 4, timestamp: 4 },
    '05': { seed: 5 },
  });
  await sameAs(
    t,
    `\
$ artifacts list P
ID        TIME (UTC)           seed
7edcec1d  2026-01-05 00:00:00     5
255a5348  2026-01-02 00:00:00     2
6ae9b5db  2026-01-01 00:00:00     1
Do not vary: procedure_version "1.0"
3 of 5 artifacts, newest first.
2 files could not be read: artifacts verify P
[1]
$ artifacts list P --limit 2
ID        TIME (UTC)           seed
7edcec1d  2026-01-05 00:00:00     5
255a5348  2026-01-02 00:00:00     2
Do not vary: procedure_version "1.0"
2 of 5 artifacts, newest first (--limit N, --all).
2 files could not be read: artifacts verify P
[1]
$ artifacts list seed=1.. 2> /dev/null
[2]
$ artifacts list P seed=2..
ID        TIME (UTC)           seed
7edcec1d  2026-01-05 00:00:00     5
255a5348  2026-01-02 00:00:00     2
Do not vary: procedure_version "1.0"
2 artifacts that match (3 looked at), newest first.
2 files could not be read: artifacts verify P
[1]
`,
    { cwd },
  );
});

test('without conditions, only the files of the rows are opened', async (t) => {
  const day = (index: number) => String(index + 1).padStart(2, '0');
  const files = Array.from({ length: 25 }, (_, index) => [day(index), index < 5 ? 'damaged' : { seed: index }]);
  const cwd = await storeOf(Object.fromEntries(files));
  const { stderr, exitCode } = await artifacts(['list', 'P'], { cwd });
  t.is(exitCode, 0);
  t.true(stderr.endsWith('20 of 25 artifacts, newest first (--limit N, --all).\n'));
  t.is((await artifacts(['list'], { cwd })).exitCode, 0);
});

@Persisted({ procedure: 'Large' })
class Large extends Artifact<{ size: number; 'step.of': number }> {
  @NdArray('float64') curve!: Float64Array;
  @NdArray('int32') tail!: Int32Array;
  @Persisted() about!: string;
  @Persisted() zeta!: number;
}

/** Makes a store with two artifacts of more than 1 MiB and one smaller artifact. */
async function largeStore(): Promise<string> {
  const cwd = await newFolder();
  const repository = new ArtifactRepository({ storage: new FileStorage(join(cwd, 'artifacts', 'exploratory')) });
  for (const [index, size] of [70_000, 70_001, 1000].entries()) {
    await repository.save(
      Large.create({
        procedureVersion: '1.0.0',
        inputParameters: { size, 'step.of': index },
        timestamp: new Date(Date.UTC(2026, 0, index + 1)),
        curve: Float64Array.from({ length: size }, (_, at) => 1 / (at + 3)),
        tail: Int32Array.of(index),
        about: `the run ${index}`,
        zeta: 0.1 * index,
      }),
    );
  }
  return cwd;
}

test('arrays in files over 1 MiB are shown by their shape, and all other values as in small files', async (t) => {
  const cwd = await largeStore();
  await sameAs(
    t,
    `\
$ artifacts list Large
ID        TIME (UTC)            size  about      zeta  curve
2cb99076  2026-01-03 00:00:00   1000  the run 2   0.2  1000 █▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁
2a0b2392  2026-01-02 00:00:00  70001  the run 1   0.1  float64[70001]
56955f63  2026-01-01 00:00:00  70000  the run 0     0  float64[70000]
Do not vary: procedure_version 1.0.0
Not read, in files over 1 MiB: tail int32[1]
Vary, no room: /input_parameters/step.of (--columns KEY,…; --wide)
3 artifacts, newest first.
$ artifacts list Large about='the run 1' zeta=0.. --columns zeta 2> /dev/null
ID        TIME (UTC)           zeta
2a0b2392  2026-01-02 00:00:00   0.1
$ artifacts list Large tail=1
tail is int32 in all 3 artifacts here, so tail=1 can match none. It is:
  array of int32 (3)
Write for example --has tail.
[2]
$ artifacts keys Large
KEY                          TYPE      IN  VALUES  RANGE
parameters
  /input_parameters/step.of  integer  all       3  0, 1, 2
  size                       integer  all       3  1000, 70000, 70001
members
  about                      text     all       3  the run 0, the run 1, the ru…
  procedure_version          text     all       1  1.0.0
  zeta                       number   all       3  0, 0.1, 0.2
arrays
  curve                      float64  all       -  1000, 70000, 70001
  tail                       int32    all       -  1
Large: 3 artifacts, versions 1.0.0.
`,
    { cwd },
  );
});

test('conditions read only the ends of a file if these hold the values', async (t) => {
  const cwd = await largeStore();
  const folder = join(cwd, 'artifacts', 'exploratory', 'Large');
  const [name = ''] = await readdir(folder);
  const bytes = await readFile(join(folder, name));
  // The middle of the file is no JSON any more.
  bytes.fill(']', bytes.length >> 1, (bytes.length >> 1) + 100);
  await writeFile(join(folder, name), bytes);
  const { stderr, exitCode } = await artifacts(['list', 'Large', 'size=1000', 'zeta=0..1', 'about!=x'], { cwd });
  t.true(stderr.endsWith('1 artifact that matches (3 looked at), newest first.\n'), stderr);
  t.is(exitCode, 0);
  t.is((await artifacts(['list', 'Large'], { cwd })).exitCode, 1);
});

test('--json writes all rows with exact values, one object on each line', async (t) => {
  const args = ['list', 'EarlyWarning', 'kendall_tau=..0', '--json', '--sort', 'kendall_tau'];
  t.deepEqual(await artifacts(args, { cwd: example }), {
    stdout: `\
{"type":"artifact","id":"0ef9db73","path":"artifacts/exploratory/EarlyWarning/2026-02-28T18-20-00_3be748.json","seal":"107149cc25b190e8941905629e7985fc2ea9d0b1b6d5e9ba8951005c0c88b30d","size":1341,"procedure_name":"EarlyWarning","procedure_version":"2.0.0","timestamp":"2026-02-28T18:20:00","input_parameters":{"detrend":{"bandwidth":0.25,"method":"gaussian"},"lag":1},"members":{"description":"Variance and autocorrelation in a moving window, before the lake was fertilized.\\nTwo lines.","host":{"cores":2,"cpu":"x64"},"kendall_tau":-0.5,"label":" NaN\\u202e","p_value":0.5},"arrays":{"/indicators":{"dtype":"float64","shape":[6,2]},"/mask":{"dtype":"bool","shape":[3]},"/variance":{"dtype":"float32","shape":[32]}}}
{"type":"artifact","id":"00f9d78d","path":"artifacts/exploratory/EarlyWarning/2026-02-28T12-00-00_af1924.json","seal":"af565fe46a6d4ea8ffa55efdbdd610161c760ecad3b42d34a93389d736718d39","size":1379,"procedure_name":"EarlyWarning","procedure_version":"2.0.0","timestamp":"2026-02-28T12:00:00+05:45","input_parameters":{"detrend":{"bandwidth":"Infinity","method":"gaussian"},"lag":1},"members":{"description":"Variance and autocorrelation in a moving window, before the lake was fertilized.\\nTwo lines.","host":{"cores":2,"cpu":"x64"},"kendall_tau":-0.0,"label":"=cmd()","p_value":0},"arrays":{"/indicators":{"dtype":"float64","shape":[4,2]},"/mask":{"dtype":"bool","shape":[3]},"/variance":{"dtype":"float32","shape":[32]}},"non_finite":["/input_parameters/detrend/bandwidth"]}
{"type":"summary","matching":2,"not_read":0}
`,
    stderr: '',
    exitCode: 0,
  });
  const { stdout } = await artifacts(['list', 'ChangePointDetection', '--json'], { cwd: example });
  const objects = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  t.deepEqual(objects.pop(), { type: 'summary', matching: 30, not_read: 0 });
  t.is(objects.length, 30);
  for (const object of objects) t.deepEqual(Object.keys(object).slice(0, 4), ['type', 'id', 'path', 'seal']);
});

test('--json writes errors for files that cannot be read, and with --columns only these keys', async (t) => {
  const cwd = await storeOf({
    '01': { seed: 1, x: 2, y: 3, curve: [1, 2], items: [{ curve: [0.5], start: 1 }] },
    '02': '{',
    '03': { seed: 3 },
  });
  const path = (day: string) => `artifacts/exploratory/P/2026-01-${day}T00-00-00_aaaaaa.json`;
  const object = (id: string, day: string, size: number, rest: string) =>
    `{"type":"artifact","id":"${id}","path":"${path(day)}","seal":null,"size":${size},"procedure_name":"P",` +
    `"procedure_version":"1.0","timestamp":"2026-01-${day}T00:00:00Z","input_parameters":{},${rest}}\n`;
  const fault = "is not an artifact's JSON: found the end of the file, expected a key, at byte 1 (line 1, column 2)";
  const error = {
    type: 'error',
    code: 'ARTIFACT_FORMAT',
    message: `${path('02')} ${fault}`,
    path: path('02'),
    issues: [],
  };
  t.deepEqual(await artifacts(['list', 'P', '--json', '--columns', 'x,curve,items'], { cwd }), {
    stdout:
      object('d46b6704', '03', 92, '"members":{},"arrays":{}') +
      object(
        '6ae9b5db',
        '01',
        154,
        '"members":{"x":2,"items":[{"start":1}]},' +
          '"arrays":{"/curve":{"dtype":null,"shape":[2]},"/items/0/curve":{"dtype":null,"shape":[1]}}',
      ) +
      '{"type":"summary","matching":3,"not_read":1}\n',
    stderr: `${JSON.stringify(error)}\n`,
    exitCode: 1,
  });
  const { stdout } = await artifacts(['list', 'P', '--json', '--limit', '1'], { cwd });
  t.is(
    stdout,
    `${object('d46b6704', '03', 92, '"members":{"seed":3},"arrays":{}')}{"type":"summary","matching":3,"not_read":0}\n`,
  );
});

test('--csv writes all rows with exact values', async (t) => {
  const args = ['list', 'EarlyWarning', '--csv', 'kendall_tau=..0', 'p_value=0..1'];
  const description = '"Variance and autocorrelation in a moving window, before the lake was fertilized.\nTwo lines."';
  const folder = 'artifacts/exploratory/EarlyWarning';
  t.deepEqual(await artifacts(args, { cwd: example }), {
    stdout: [
      'id,path,seal,procedure_name,timestamp,detrend.bandwidth,detrend.method,lag,description,host.cores,host.cpu,kendall_tau,label,p_value,procedure_version\r\n',
      `0ef9db73,${folder}/2026-02-28T18-20-00_3be748.json,107149cc25b190e8941905629e7985fc2ea9d0b1b6d5e9ba8951005c0c88b30d,EarlyWarning,2026-02-28T18:20:00,0.25,gaussian,1,${description},2,x64,-0.5," NaN\u202e",0.5,2.0.0\r\n`,
      `00f9d78d,${folder}/2026-02-28T12-00-00_af1924.json,af565fe46a6d4ea8ffa55efdbdd610161c760ecad3b42d34a93389d736718d39,EarlyWarning,2026-02-28T12:00:00+05:45,Infinity,gaussian,1,${description},2,x64,-0.0,'=cmd(),0,2.0.0\r\n`,
    ].join(''),
    stderr: `\
Left out are the arrays: indicators, mask, variance.
1 text that a spreadsheet would run begins with ' now.
Not compared: 1 with kendall_tau NaN (1); 2 with p_value NaN (1), null (1).
2 artifacts that match (8 looked at), newest first.
`,
    exitCode: 0,
  });
});

test('--csv with --columns writes these columns without arrays, and notes the files that cannot be read', async (t) => {
  const cwd = await storeOf({
    '01': { seed: 1, id: 2, curve: [1, 2] },
    '02': '{',
    '03': { seed: 3, tags: ['a', 'b'] },
  });
  const path = (day: string) => `artifacts/exploratory/P/2026-01-${day}T00-00-00_aaaaaa.json`;
  const lines = (heads: string, ...values: string[]) =>
    `id,path,seal,procedure_name,timestamp,${heads}\r\n` +
    `d46b6704,${path('03')},,P,2026-01-03T00:00:00Z,${values[0]}\r\n` +
    `6ae9b5db,${path('01')},,P,2026-01-01T00:00:00Z,${values[1]}\r\n`;
  const last = '2 of 3 artifacts, newest first.\n1 file could not be read: artifacts verify P\n';
  t.deepEqual(await artifacts(['list', 'P', '--csv', '--columns', 'id,tags,seed'], { cwd }), {
    stdout: lines('/id,tags,seed', ',"[""a"",""b""]",3', '2,,1'),
    stderr: last,
    exitCode: 1,
  });
  t.deepEqual(await artifacts(['list', 'P', '--csv', '--columns', 'curve,seed'], { cwd }), {
    stdout: lines('seed', '3', '1'),
    stderr: `Left out are the arrays: curve.\n${last}`,
    exitCode: 1,
  });
  t.is((await artifacts(['list', 'P', '--csv', '--columns', 'nothing'], { cwd })).exitCode, 2);
});

testOnTerminal('on a terminal, heads are dim, and CSV has no control characters', async (t) => {
  const table = await artifactsOnTerminal('artifacts list GridModel --limit 1 --columns rows', { cwd: example });
  t.true(table.screen.includes('\x1b[2mID        TIME (UTC)           rows\x1b[22m'), table.screen);
  const csv = await artifactsOnTerminal('artifacts list EarlyWarning --csv', { cwd: example });
  t.true(csv.screen.includes('esc\\x1b[31mred'), csv.screen);
});

test('list of a procedure without artifacts prints no rows, with exit code 0', async (t) => {
  const cwd = await storeOf({});
  t.deepEqual(await artifacts(['list', 'P'], { cwd }), {
    stdout: '',
    stderr: 'There is no artifact of P.\n',
    exitCode: 0,
  });
  t.is((await artifacts(['list', 'P', 'seed=1'], { cwd })).stderr, 'There is no artifact of P.\n');
  t.is((await artifacts(['list'], { cwd })).stderr, 'There are no artifacts in artifacts/exploratory yet.\n');
});
