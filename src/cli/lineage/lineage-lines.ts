import { addressOfKey, sealPrefixOf } from '../../format/address.js';
import type { Terminal } from '../console/terminal.js';
import type { CheckedLink, Lineage, LinksByKey } from './lineage.js';

// Draws what an artifact was made from, and what was made from it:
//
//   34cf27a3  2026-02-11 15:40:12  Burst
//   made from
//   ├─ 9a8b7c6d  2026-02-11 15:40:10  ChangePoints
//   │  └─ 11223344  2026-02-10 09:00:00  Recording
//   └─ 55667788  2026-02-11 15:00:00  Filter  missing
//   made from it
//   └─ aabbccdd  2026-02-12 10:00:00  Report

/** How a lineage is drawn. */
export interface LineageStyle {
  readonly colors: Terminal['colors'];
  /** Returns the id of an artifact. */
  readonly idOf: (key: string) => string;
  /** Returns the command that draws the lineage of an artifact. */
  readonly callFor: (id: string) => string;
}

/** The greatest number of levels that are drawn. */
const MOST_LEVELS = 12;

/** The greatest number of lines that are drawn in one direction. */
const MOST_LINES = 200;

/** What is said of an artifact at the end of a link that does not lead to the bytes that it names. */
const MARKS: Readonly<Record<'from' | 'to', Readonly<Record<CheckedLink['state'], string | undefined>>>> = {
  to: { right: undefined, 'no file': 'missing', 'other bytes': 'other bytes', unreadable: 'cannot be read' },
  from: {
    right: undefined,
    'no file': 'from a missing one',
    'other bytes': 'from other bytes',
    unreadable: 'from one that cannot be read',
  },
};

/** What is said of an artifact before and after an upgrade. */
const UPGRADES: Readonly<Record<'from' | 'to', string>> = { to: 'former file', from: 'upgraded file' };

/** Yields the lines of a lineage. */
export function* lineageLines({ key, sources, products }: Lineage, style: LineageStyle): Generator<string> {
  const { bold } = style.colors;
  yield bold(artifactText(key, style));
  for (const [head, links, end] of [
    ['made from', sources, 'to'],
    ['made from it', products, 'from'],
  ] as const) {
    const lines = treeLines(key, links, end, style);
    let count = 0;
    for (const line of lines) {
      if (count === 0) yield bold(head);
      if (count++ < MOST_LINES) yield line;
    }
    if (count === 0) yield `${bold(head)}  nothing`;
    if (count > MOST_LINES)
      yield `and ${count - MOST_LINES} more lines: ${style.callFor(style.idOf(key))} --json has all`;
  }
}

/** Yields the lines of a tree. An artifact that is there several times is drawn in full where it is first. */
function* treeLines(start: string, links: LinksByKey, end: 'from' | 'to', style: LineageStyle): Generator<string> {
  const drawn = new Set<string>();
  function* below(key: string, indent: string, level: number): Generator<string> {
    drawn.add(key);
    const own = links.get(key) ?? [];
    for (const [index, { state, seal, places, [end]: other }] of own.entries()) {
      const isLast = index === own.length - 1;
      const isAbove = other !== undefined && drawn.has(other) && (links.get(other)?.length ?? 0) > 0;
      const mark = MARKS[end][state];
      const notes = [
        ...(places === undefined ? [UPGRADES[end]] : []),
        ...(mark === undefined ? [] : [style.colors.red(mark)]),
        ...(isAbove ? ['(above)'] : []),
      ];
      const text = other === undefined ? `seal ${sealPrefixOf(seal)}…` : artifactText(other, style);
      yield [`${indent}${isLast ? '└─' : '├─'} ${text}`, ...notes].join('  ');
      if (other === undefined || isAbove || state !== 'right') continue;
      const inner = `${indent}${isLast ? '   ' : '│  '}`;
      if (level < MOST_LEVELS) yield* below(other, inner, level + 1);
      else if ((links.get(other)?.length ?? 0) > 0) yield `${inner}└─ … ${style.callFor(style.idOf(other))}`;
    }
  }
  yield* below(start, '', 1);
}

/** Returns the id, time and procedure of an artifact. */
function artifactText(key: string, { idOf }: LineageStyle): string {
  const time = addressOfKey(key)?.timestamp.replace('T', ' ') ?? '-';
  return `${idOf(key)}  ${time}  ${key.split('/', 1)[0]}`;
}
