import { timeText } from '../../display/times.js';
import { sizeText } from '../../display/wording.js';
import type { ArtifactData, SealData } from '../data/page-data.js';
import { type LinkTo, tableState } from '../data/page-state.js';
import { element, type Markup } from '../markup/element.js';

/** What the head of an artifact shows. */
type HeadData = Pick<ArtifactData, 'id' | 'procedure' | 'time' | 'size'> &
  Partial<Pick<ArtifactData, 'version' | 'seed'>> & {
    /** undefined if the seal was not checked. */
    readonly state: SealData['state'] | undefined;
  };

/** The head of an artifact: procedure, time, id, the state of its seal. */
export const artifactHead = ({ id, procedure, version, time, seed, size, state }: HeadData, link: LinkTo): Markup =>
  element(
    'header',
    {},
    element(
      'p',
      {},
      element('a', { href: link(tableState(procedure)) }, element('bdi', {}, procedure)),
      version === undefined ? undefined : [' ', element('bdi', { class: 'quiet' }, version)],
    ),
    element('h1', {}, timeText(time), ' ', element('span', { class: 'id' }, id)),
    element(
      'p',
      { class: 'quiet' },
      state === undefined ? undefined : [SEAL_MARKS[state], ' · '],
      seed === undefined ? undefined : ['seed ', element('bdi', {}, seed), ' · '],
      sizeText(size),
    ),
  );

const mark = (kind: string, sign: string, text: string): Markup => [
  element('span', { class: kind, 'aria-hidden': 'true' }, sign),
  element('span', { class: 'state' }, ` ${text}`),
];

const SEAL_MARKS: Readonly<Record<SealData['state'], Markup>> = {
  right: mark('right', '✓', 'seal right'),
  none: element('span', { class: 'state' }, 'without a seal (another tool wrote it)'),
  wrong: mark('problem', '✗', 'seal wrong'),
  damaged: mark('problem', '✗', 'damaged'),
};
