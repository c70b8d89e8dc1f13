import type { ArrayData, ArtifactData } from '../data/page-data.js';
import type { PageState, PlotState } from '../data/page-state.js';
import { element } from '../markup/element.js';
import { doublesOf } from '../plots/doubles.js';
import { decodeElements, encodeElements } from '../plots/elements-text.js';
import { numbersTable } from '../plots/numbers.js';
import { elementNode, toDom } from './dom.js';
import { LivePlot, type PlotOwner } from './live-plot.js';
import type { LiveSection, PageContext } from './live-section.js';

/** How many numbers are added to a table at once. */
const NUMBERS = 1000;

/** Brings the plots of an artifact to life. */
export const attachPlots = (section: HTMLElement, artifact: ArtifactData, context: PageContext): LiveSection =>
  new LivePlots(section, artifact, context);

class LivePlots implements LiveSection, PlotOwner {
  readonly arrays: readonly ArrayData[];
  readonly #id: string;
  readonly #context: PageContext;
  readonly #plots: readonly LivePlot[];

  constructor(section: HTMLElement, { id, arrays }: ArtifactData, context: PageContext) {
    this.arrays = arrays;
    this.#id = id;
    this.#context = context;
    this.#plots = arrays.flatMap((array) => {
      const figures = [...section.querySelectorAll<HTMLElement>('figure.plot')];
      const figure = figures.find((each) => each.dataset['pointer'] === array.pointer);
      if (figure === undefined) return [];
      fillNumbers(figure, array);
      const isCurve = array.shape.length === 1 && figure.querySelector('.chart .body') !== null;
      return isCurve ? [new LivePlot(figure, array, this)] : [];
    });
    this.show(context.navigation.state);
  }

  show(state: PageState): void {
    if (state.page !== 'artifact') return;
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
    this.#context.navigation.replace({ page: 'artifact', id: this.#id, plots });
  }

  async withRange(array: ArrayData, range: readonly [number, number]): Promise<ArrayData> {
    const part =
      array.elements === undefined ? await this.#context.source.part(this.#id, array.pointer, range) : undefined;
    if (part === undefined) return array;
    if ('drawn' in part) return { ...array, drawn: part.drawn };
    const { values, base } = doublesOf(decodeElements(part.elements, array.dtype ?? array.readAs ?? 'float64'));
    const indices = Float64Array.from(values, (_, index) => index + part.range[0]);
    const drawn = { indices: encodeElements(indices), values: encodeElements(values), base: String(base) };
    return { ...array, drawn };
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
