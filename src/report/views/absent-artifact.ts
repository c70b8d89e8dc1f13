import { shapeText } from '../../display/shape-text.js';
import { valueText } from '../../display/value-text.js';
import { type PackedScalar, unpack } from '../data/packed.js';
import type { KeyData, MemberData, PackedText, PackedValue, PageData, SealData, TableData } from '../data/page-data.js';
import { type LinkTo, tableState } from '../data/page-state.js';
import { element, type Markup } from '../markup/element.js';
import { artifactHead } from './artifact-head.js';
import { countText } from './count-text.js';
import { section } from './frame.js';
import { keyValueList } from './key-value-list.js';

/** The page of an artifact that a page does not show in full: with its row, if it has one. */
export function absentArtifactView(page: PageData, id: string, link: LinkTo): Markup {
  for (const table of page.tables) {
    const row = table.ids.indexOf(id);
    if (row >= 0) return rowView(page, table, row, link);
  }
  return section(
    'artifact',
    { page: 'artifact', id, plots: [] },
    element(
      'h1',
      {},
      page.isLive ? 'There is no artifact ' : 'This report has no artifact ',
      element('span', { class: 'id' }, id),
    ),
    element(
      'p',
      {},
      page.isLive
        ? 'It may have been removed since the link was made. '
        : 'The link may be of another report, or of one that was written when there were other artifacts. ',
      element('a', { href: link({ page: 'overview' }) }, 'See what there is.'),
    ),
  );
}

const SEAL_STATES: Readonly<Record<string, SealData['state'] | undefined>> = { r: 'right', n: 'none', w: 'wrong' };

function rowView({ overview }: PageData, table: TableData, row: number, link: LinkTo): Markup {
  const id = table.ids[row] as string;
  const { procedure } = table;
  const head = {
    id,
    procedure,
    time: table.times[row] as string,
    size: table.sizes[row] as number,
    state: SEAL_STATES[table.seals[row] as string],
  };
  const list = (title: string, isInput: boolean) => {
    const members = table.keys.flatMap((key) => (key.isInput === isInput ? (memberOf(key, row) ?? []) : []));
    return members.length === 0 ? undefined : [element('h2', {}, title), keyValueList(members)];
  };
  return section(
    'artifact',
    { page: 'artifact', id, plots: [] },
    artifactHead(head, link),
    element(
      'p',
      { class: 'fault' },
      `This report shows the newest ${countText(overview.count - overview.rowsOnly)} artifacts in full. Of this one it has `,
      element('a', { href: link(tableState(procedure)) }, 'a row of the table'),
      '.',
    ),
    element('div', { class: 'details' }, list('Parameters', true), list('Results', false)),
  );
}

/** Returns what a row has under a key; undefined if it does not have the key. */
function memberOf({ pointer, name, values }: KeyData, row: number): MemberData | undefined {
  const value = (values.length === 1 ? values[0] : values[row]) as PackedValue;
  const isNothing = Array.isArray(value) && value.length === 0;
  return isNothing ? undefined : { pointer, name, ...shown(value as Exclude<PackedValue, readonly []>) };
}

function shown(value: Exclude<PackedValue, readonly []>): Pick<MemberData, 'text' | 'kind'> {
  if (value !== null && typeof value === 'object' && !Array.isArray(value)) {
    if ('shape' in value) return { text: value.cell ?? shapeText(value), kind: 'other' };
    return { text: (value as PackedText).cell, kind: 'text' };
  }
  const scalar = unpack(value as PackedScalar);
  if (typeof scalar === 'string') return { text: scalar, kind: 'text' };
  return { text: valueText(scalar), kind: scalar === null || typeof scalar === 'boolean' ? 'other' : 'number' };
}
