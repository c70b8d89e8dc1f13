import { ABSENT } from '../../display/number-cell.js';
import { elementText } from '../../display/value-text.js';
import { sizeOf } from '../../model/elements.js';
import type { ComparedArrayData, ComparedArtifactData } from '../data/page-data.js';
import { element, type Markup } from '../markup/element.js';
import { elementsOf } from '../plots/elements-text.js';
import { MOST_IN_LINE } from '../plots/numbers.js';

/** Draws a table of arrays with one axis and few numbers, one a column, which marks those that differ; undefined if there are many. */
export function comparedValues(
  { arrays, differences }: ComparedArrayData,
  artifacts: readonly ComparedArtifactData[],
): Markup {
  const lengths = arrays.map((array) => (array === null ? 0 : sizeOf(array.shape)));
  const columns = arrays.map((array) => array && elementsOf(array));
  const isUnread = columns.some((column, place) => column === undefined && arrays[place] !== null);
  if (Math.max(...lengths) > MOST_IN_LINE || isUnread) return undefined;
  const heads = artifacts.map(({ id }) => element('th', { scope: 'col', class: 'id' }, id));
  const rows = Array.from({ length: Math.max(...lengths) }, (_, index) => {
    const texts = columns.map((column, place) => {
      const value = column?.[index];
      return value === undefined ? ABSENT : elementText(value, arrays[place]?.dtype);
    });
    // Texts have all digits, so that two numbers have one text only if they are the same.
    const cells = texts.map((text, place) => {
      const differs = columns[place] && differences[place] && text !== texts[0];
      return differs ? element('td', { class: 'differs' }, `◆ ${text}`) : element('td', {}, text);
    });
    return element('tr', {}, element('th', { scope: 'row' }, String(index)), cells);
  });
  return element(
    'div',
    { class: 'table' },
    element('table', {}, element('thead', {}, element('tr', {}, element('td', {}), heads)), element('tbody', {}, rows)),
  );
}
