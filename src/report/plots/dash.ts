import { element, type Markup } from '../markup/element.js';
import { DASHES } from './line-plot.js';

/** Returns the dash of the curve at a place, as it stands in heads and legends. */
export const dashOf = (place: number): Markup =>
  element(
    'svg',
    {
      class: `dash curve-${place + 1}`,
      width: 26,
      height: 6,
      fill: 'none',
      stroke: 'currentColor',
      'aria-hidden': 'true',
    },
    element('line', { x2: 26, y1: 3, y2: 3, 'stroke-width': 2, 'stroke-dasharray': DASHES[place] }),
  );

/** Returns the name of the curve at a place, beside its dash. */
export const legendOf = (place: number, name: string | undefined): Markup =>
  element('span', { class: 'legend' }, dashOf(place), ' ', name);
