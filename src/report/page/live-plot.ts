import type { ArrayData } from '../data/page-data.js';
import type { PlotState } from '../data/page-state.js';
import { element } from '../markup/element.js';
import { arrayFigure } from '../plots/array-figure.js';
import { elementNode, toDom } from './dom.js';
import { PlotReader, type Reading } from './plot-reader.js';

/** Movements of less are clicks. Units: pixels. */
const LEAST_DRAG = 5;

/** What a plot that is brought to life asks for. */
export interface PlotOwner {
  readonly arrays: readonly ArrayData[];
  /** Returns the array with the numbers of a range, if the page does not have them. */
  withRange(array: ArrayData, range: readonly [number, number]): Promise<ArrayData>;
  /** Called when the user zoomed, or chose another axis. */
  onChange(state: PlotState): void;
}

/** A plot of one curve that is read and zoomed, by mouse, by keys and by touch. */
export class LivePlot {
  readonly #figure: HTMLElement;
  readonly #array: ArrayData;
  readonly #owner: PlotOwner;
  readonly #output = elementNode(element('p', { class: 'reading', 'aria-live': 'polite' }));
  readonly #log = elementNode(element('button', { type: 'button' }, 'Log axis'));
  readonly #all = elementNode(element('button', { type: 'button' }, 'Show all'));
  readonly #cursor = elementNode(element('line', { class: 'cursor', y1: 16, y2: '100%' }));
  readonly #selection = elementNode(element('rect', { class: 'selection', y: 16, height: 158 }));
  state: PlotState;
  #reader: PlotReader | undefined;
  #index: number | undefined;
  /** Where a drag began, from 0 to 1. */
  #start: number | undefined;
  #turn = 0;

  constructor(figure: HTMLElement, array: ArrayData, owner: PlotOwner) {
    this.#figure = figure;
    this.#array = array;
    this.#owner = owner;
    this.state = { pointer: array.pointer, range: undefined, isLog: false };
    figure.querySelector('figcaption')?.append(elementNode(element('span', { class: 'plot-buttons' })));
    figure.querySelector('.plot-buttons')?.append(this.#log, ' ', this.#all);
    figure.querySelector('.chart')?.after(this.#output);
    this.#log.addEventListener('click', () => this.#change({ isLog: !this.state.isLog }));
    this.#all.addEventListener('click', () => this.#change({ range: undefined }));
    this.#showButtons();
    this.#attach();
  }

  /** Draws another state. */
  async show(state: PlotState): Promise<void> {
    this.state = state;
    const turn = ++this.#turn;
    const { range } = state;
    const array = range === undefined ? this.#array : await this.#owner.withRange(this.#array, range);
    if (turn !== this.#turn) return;
    const hadFocus = this.#figure.querySelector('.body') === document.activeElement;
    const [figure] = toDom(arrayFigure(array, this.#owner.arrays, state)) as [HTMLElement];
    this.#figure.querySelector('.chart')?.replaceWith(figure.querySelector('.chart') as Element);
    this.#reader = PlotReader.of(array, this.#owner.arrays, state);
    this.#showButtons();
    this.#attach();
    if (hadFocus) this.#body?.focus({ preventScroll: true });
  }

  get #body(): SVGSVGElement | null {
    return this.#figure.querySelector<SVGSVGElement>('.chart .body');
  }

  /** The arrays are decoded when somebody reads the plot for the first time. */
  #readerNow(): PlotReader | undefined {
    this.#reader ??= PlotReader.of(this.#array, this.#owner.arrays, this.state);
    return this.#reader;
  }

  #showButtons(): void {
    this.#log.setAttribute('aria-pressed', String(this.state.isLog));
    this.#all.toggleAttribute('disabled', this.state.range === undefined);
  }

  #change(change: Partial<PlotState>): void {
    const state = { ...this.state, ...change };
    this.#owner.onChange(state);
    this.show(state);
  }

  #attach(): void {
    const body = this.#body;
    if (body === null) return;
    const at = ({ clientX }: MouseEvent) => {
      const { left, width } = body.getBoundingClientRect();
      return Math.min(1, Math.max(0, (clientX - left) / width));
    };
    body.setAttribute('tabindex', '0');
    body.setAttribute('role', 'application');
    body.setAttribute('aria-roledescription', 'plot');
    body.addEventListener('keydown', (event) => this.#press(event));
    body.addEventListener('blur', () => this.#read(undefined));
    body.addEventListener('dblclick', () => this.#change({ range: undefined }));
    body.addEventListener('pointerdown', (event) => {
      if (event.pointerType !== 'mouse') this.#read(this.#readerNow()?.nearest(at(event)));
      else if (event.button === 0) this.#start = at(event);
    });
    body.addEventListener('pointermove', (event) => {
      this.#read(this.#readerNow()?.nearest(at(event)));
      if (this.#isDrag(at(event), body)) this.#select(body, at(event), event.pointerId);
    });
    body.addEventListener('pointerup', (event) => {
      if (this.#isDrag(at(event), body)) this.#zoomTo(at(event));
      this.#endDrag();
    });
    body.addEventListener('pointercancel', () => this.#endDrag());
    body.addEventListener('pointerleave', ({ pointerType }) => {
      if (pointerType === 'mouse' && document.activeElement !== body) this.#read(undefined);
    });
    body.addEventListener(
      'wheel',
      (event) => {
        if (!event.ctrlKey) return;
        event.preventDefault();
        this.#zoomBy(event.deltaY < 0 ? 0.5 : 2, this.#readerNow()?.nearest(at(event)).index);
      },
      { passive: false },
    );
  }

  #press(event: KeyboardEvent): void {
    const reader = this.#readerNow();
    if (reader === undefined || event.ctrlKey || event.altKey || event.metaKey) return;
    const [first, last] = reader.range;
    const steps = event.shiftKey ? 10 : 1;
    const index = this.#index;
    const act: Readonly<Record<string, () => void>> = {
      ArrowRight: () => this.#read(reader.beside(index ?? first, index === undefined ? 0 : steps)),
      ArrowLeft: () => this.#read(reader.beside(index ?? last, index === undefined ? 0 : -steps)),
      Home: () => this.#read(reader.beside(first, 0)),
      End: () => this.#read(reader.beside(last, 0)),
      '+': () => this.#zoomBy(0.5, index),
      '=': () => this.#zoomBy(0.5, index),
      '-': () => this.#zoomBy(2, index),
      Escape: () => this.#change({ range: undefined }),
      l: () => this.#change({ isLog: !this.state.isLog }),
    };
    if (!Object.hasOwn(act, event.key)) return;
    event.preventDefault();
    act[event.key]?.();
  }

  /** Shows what is read, with a line where it stands. */
  #read(reading: Reading | undefined): void {
    this.#index = reading?.index;
    this.#output.textContent = reading?.text ?? '';
    this.#cursor.remove();
    if (reading === undefined) return;
    const x = `${(100 * reading.at).toFixed(3)}%`;
    this.#cursor.setAttribute('x1', x);
    this.#cursor.setAttribute('x2', x);
    this.#body?.append(this.#cursor);
  }

  #isDrag(at: number, body: SVGSVGElement): boolean {
    return this.#start !== undefined && Math.abs(at - this.#start) * body.getBoundingClientRect().width >= LEAST_DRAG;
  }

  #select(body: SVGSVGElement, at: number, pointer: number): void {
    const start = this.#start as number;
    body.setPointerCapture(pointer);
    this.#selection.setAttribute('x', `${100 * Math.min(start, at)}%`);
    this.#selection.setAttribute('width', `${100 * Math.abs(start - at)}%`);
    body.append(this.#selection);
  }

  #endDrag(): void {
    this.#start = undefined;
    this.#selection.remove();
  }

  #zoomTo(at: number): void {
    const reader = this.#readerNow();
    if (reader === undefined || this.#start === undefined) return;
    const [first, last] = [this.#start, at].map((each) => reader.nearest(each).index).sort((a, b) => a - b);
    if (first !== last) this.#change({ range: [first as number, last as number] });
  }

  /** Shows more or fewer numbers around an index. */
  #zoomBy(factor: number, around: number | undefined): void {
    const reader = this.#readerNow();
    if (reader === undefined) return;
    const [first, last] = reader.range;
    const [length = 0] = this.#array.shape;
    const centre = around ?? (first + last) / 2;
    // Rounded so that zooming out undoes zooming in.
    const [down, up] = factor > 1 ? [Math.floor, Math.ceil] : [Math.ceil, Math.floor];
    const from = Math.max(0, down(centre - (centre - first) * factor));
    const to = Math.min(length - 1, up(centre + (last - centre) * factor));
    if (to > from) this.#change({ range: from === 0 && to === length - 1 ? undefined : [from, to] });
  }
}
