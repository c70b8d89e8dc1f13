import type { ArrayData, ArtifactData, ComparisonData } from '../data/page-data.js';
import { encoded, type PageState, type PlotState } from '../data/page-state.js';
import { element } from '../markup/element.js';
import { isOfColumns } from '../plots/columns.js';
import { numbersTable } from '../plots/numbers.js';
import { comparedColumns } from '../views/compared-columns.js';
import { ArrayNumbers } from './array-numbers.js';
import { ColumnNumbers } from './column-numbers.js';
import { ComparedNumbers } from './compared-numbers.js';
import { elementNode, toDom } from './dom.js';
import { LivePlot, type PlotOwner } from './live-plot.js';
import type { LiveSection, PageContext } from './live-section.js';
import type { Navigation } from './navigation.js';

/** How many numbers are added to a table at once. */
const NUMBERS = 1000;

/** Brings the plots of an artifact to life. */
export function attachPlots(
  section: HTMLElement,
  artifact: ArtifactData,
  { source, navigation }: PageContext,
): LiveSection {
  const { id, arrays } = artifact;
  const plots: LivePlot[] = [];
  const live = new LivePlots(plots, navigation, (states) => ({ page: 'artifact', id, plots: states }));
  for (const array of arrays) {
    const figure = figureOf(section, array.pointer);
    if (figure === undefined) continue;
    fillNumbers(figure, array);
    if (figure.querySelector('.chart svg.body') === null) continue;
    const numbers = isOfColumns(array) ? new ColumnNumbers(array) : new ArrayNumbers(source, id, array, arrays);
    plots.push(new LivePlot(figure, numbers, live));
  }
  live.show(navigation.state);
  return live;
}

/** Brings the plots of a comparison to life: those of an array are read and zoomed together. */
export function attachComparison(
  section: HTMLElement,
  { ids, artifacts, arrays }: ComparisonData,
  { source, navigation }: PageContext,
): LiveSection {
  const plots: LivePlot[] = [];
  const live = new LivePlots(plots, navigation, (states) => ({ page: 'comparison', ids, plots: states }));
  for (const compared of arrays) {
    const figure = figureOf(section, compared.pointer);
    const areOfOneAxis = compared.arrays.every((array) => array === null || array.shape.length === 1);
    if (figure?.querySelector('.chart .body') && (areOfOneAxis || comparedColumns(compared)))
      plots.push(new LivePlot(figure, new ComparedNumbers(source, artifacts, compared), live));
  }
  live.show(navigation.state);
  return live;
}

const figureOf = (section: HTMLElement, pointer: string): HTMLElement | undefined =>
  [...section.querySelectorAll<HTMLElement>('figure.plot')].find(
    (each) => each.dataset['pointer'] === encoded(pointer),
  );

class LivePlots implements LiveSection, PlotOwner {
  readonly #plots: readonly LivePlot[];
  readonly #navigation: Navigation;
  readonly #pageOf: (plots: readonly PlotState[]) => PageState;

  constructor(plots: readonly LivePlot[], navigation: Navigation, pageOf: (plots: readonly PlotState[]) => PageState) {
    this.#plots = plots;
    this.#navigation = navigation;
    this.#pageOf = pageOf;
  }

  show(state: PageState): void {
    if (!('plots' in state)) return;
    for (const plot of this.#plots) {
      const { pointer } = plot.state;
      const wanted = state.plots.find((each) => each.pointer === pointer) ?? {
        pointer,
        range: undefined,
        isLog: false,
      };
      if (JSON.stringify(wanted) !== JSON.stringify(plot.state)) plot.show(wanted);
    }
  }

  onChange(state: PlotState): void {
    const others = this.#plots.map((plot) => plot.state).filter(({ pointer }) => pointer !== state.pointer);
    const plots = [...others, state].filter(({ range, isLog }) => range !== undefined || isLog);
    this.#navigation.replace(this.#pageOf(plots));
  }
}

/** Fills the table of numbers when it is opened, a thousand at a time. */
function fillNumbers(figure: HTMLElement, array: ArrayData): void {
  const details = figure.querySelector<HTMLDetailsElement>('details.later');
  const [length = 0] = array.shape;
  let shown = 0;
  const more = elementNode(element('button', { type: 'button' }));
  const add = () => {
    const end = Math.min(length, shown + NUMBERS);
    more.before(...toDom(numbersTable(array, shown, end)));
    shown = end;
    more.textContent = `${Math.min(NUMBERS, length - shown).toLocaleString('en')} more`;
    if (shown === length) more.remove();
  };
  more.addEventListener('click', add);
  details?.addEventListener('toggle', () => {
    if (!details.open || shown > 0) return;
    details.append(more);
    add();
  });
}
