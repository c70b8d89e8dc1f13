import type { MemberData } from '../data/page-data.js';
import { element, type Markup } from '../markup/element.js';

/** Values beside their keys, one a line. Long texts do not belong here: see {@link longText}. */
export const keyValueList = (members: readonly MemberData[]): Markup =>
  element(
    'dl',
    { class: 'pairs' },
    members.map((member) =>
      element(
        'div',
        {},
        element('dt', { dir: 'auto' }, member.name),
        element('dd', { class: member.kind === 'number' ? 'number' : undefined, dir: 'auto' }, member.text),
      ),
    ),
  );

/** A text below its name, in lines of its own. */
export const longText = ({ name, text, length }: MemberData): Markup => [
  element('h2', { dir: 'auto' }, name),
  element('p', { class: 'text', dir: 'auto' }, text),
  length === undefined
    ? undefined
    : element(
        'p',
        { class: 'quiet' },
        `The first ${text.length.toLocaleString('en')} of ${length.toLocaleString('en')} characters.`,
      ),
];
