import type { PlotState } from '../data/page-state.js';
import { element } from '../markup/element.js';
import { elementNode, toDom } from './dom.js';
import type { PlotNumbers, PlotReaders } from './plot-numbers.js';
import type { PlotReader } from './plot-reader.js';

/** Movements of less are clicks. Units: pixels. */
const LEAST_DRAG = 5;

/** Whom a plot that is brought to life tells what it shows. */
export interface PlotOwner {
  /** Called when the user zoomed, or chose another axis. */
  onChange(state: PlotState): void;
}

/** A figure of curves that is read and zoomed, by mouse, by keys and by touch; all its charts together. */
export class LivePlot {
  readonly #figure: HTMLElement;
  readonly #whole: PlotNumbers;
  readonly #owner: PlotOwner;
  readonly #output = elementNode(element('p', { class: 'reading', 'aria-live': 'polite' }));
  readonly #log = elementNode(element('button', { type: 'button' }, 'Log axis'));
  readonly #all = elementNode(element('button', { type: 'button' }, 'Show all'));
  #cursors: readonly Element[] = [];
  readonly #selection = elementNode(element('rect', { class: 'selection', y: 16, height: 158 }));
  state: PlotState;
  #numbers: PlotNumbers;
  #readers: PlotReaders | undefined;
  #index: number | undefined;
  /** Where a drag began, from 0 to 1. */
  #start: number | undefined;
  #turn = 0;

  constructor(figure: HTMLElement, whole: PlotNumbers, owner: PlotOwner) {
    this.#figure = figure;
    this.#whole = whole;
    this.#numbers = whole;
    this.#owner = owner;
    this.state = { pointer: whole.pointer, range: undefined, isLog: false };
    figure.querySelector('figcaption')?.append(elementNode(element('span', { class: 'plot-buttons' })));
    figure.querySelector('.plot-buttons')?.append(this.#log, ' ', this.#all);
    (figure.querySelector('.multiples') ?? this.#charts.at(-1))?.after(this.#output);
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
    let problem = '';
    const numbers =
      range === undefined
        ? this.#whole
        : await this.#whole.withRange(range).catch(({ message }: Error) => {
            problem = `${message}, so the numbers of the whole plot are shown`;
            return this.#whole;
          });
    if (turn !== this.#turn) return;
    const focused = this.#bodies.indexOf(document.activeElement as SVGSVGElement);
    const [figure] = toDom(numbers.figure(state)) as [HTMLElement];
    const charts = figure.querySelectorAll('.chart');
    for (const [place, chart] of this.#charts.entries()) chart.replaceWith(charts[place] as Element);
    this.#numbers = numbers;
    this.#readers = undefined;
    this.#read(undefined);
    this.#output.textContent = problem;
    this.#showButtons();
    this.#attach();
    this.#bodies[focused]?.focus({ preventScroll: true });
  }

  get #charts(): Element[] {
    return [...this.#figure.querySelectorAll('.chart')];
  }

  get #bodies(): SVGSVGElement[] {
    return [...this.#figure.querySelectorAll<SVGSVGElement>('.chart .body')];
  }

  /** The arrays are decoded when somebody reads the plot for the first time. */
  #readersNow(): PlotReaders {
    this.#readers ??= this.#numbers.readers(this.state);
    return this.#readers;
  }

  #readerOf(body: SVGSVGElement): PlotReader | undefined {
    return this.#readersNow().charts[this.#bodies.indexOf(body)];
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
    for (const body of this.#bodies) this.#attachTo(body);
  }

  #attachTo(body: SVGSVGElement): void {
    const at = ({ clientX }: MouseEvent) => {
      const { left, width } = body.getBoundingClientRect();
      return Math.min(1, Math.max(0, (clientX - left) / width));
    };
    body.setAttribute('tabindex', '0');
    body.setAttribute('role', 'application');
    body.setAttribute('aria-roledescription', 'plot');
    body.addEventListener('keydown', (event) => this.#press(event, body));
    body.addEventListener('blur', () => this.#read(undefined));
    body.addEventListener('dblclick', () => this.#change({ range: undefined }));
    body.addEventListener('pointerdown', (event) => {
      if (event.pointerType !== 'mouse') this.#read(this.#readerOf(body)?.nearest(at(event)).index);
      if (event.button === 0 && event.isPrimary) this.#start = at(event);
    });
    body.addEventListener('pointermove', (event) => {
      if (!event.isPrimary) return;
      this.#read(this.#readerOf(body)?.nearest(at(event)).index);
      if (this.#isDrag(at(event), body)) this.#select(body, at(event), event.pointerId);
    });
    body.addEventListener('pointerup', (event) => {
      if (!event.isPrimary) return;
      if (this.#isDrag(at(event), body)) this.#zoomTo(at(event), body);
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
        this.#zoomBy(event.deltaY < 0 ? 0.5 : 2, this.#readerOf(body)?.nearest(at(event)).index, body);
      },
      { passive: false },
    );
  }

  #press(event: KeyboardEvent, body: SVGSVGElement): void {
    const reader = this.#readerOf(body);
    if (reader === undefined || event.ctrlKey || event.altKey || event.metaKey) return;
    const [first, last] = reader.range;
    const steps = event.shiftKey ? 10 : 1;
    const index = this.#index;
    const act: Readonly<Record<string, () => void>> = {
      ArrowRight: () => this.#read(reader.beside(index ?? first, index === undefined ? 0 : steps).index),
      ArrowLeft: () => this.#read(reader.beside(index ?? last, index === undefined ? 0 : -steps).index),
      Home: () => this.#read(reader.beside(first, 0).index),
      End: () => this.#read(reader.beside(last, 0).index),
      '+': () => this.#zoomBy(0.5, index, body),
      '=': () => this.#zoomBy(0.5, index, body),
      '-': () => this.#zoomBy(2, index, body),
      Escape: () => this.#change({ range: undefined }),
      l: () => this.#change({ isLog: !this.state.isLog }),
    };
    if (!Object.hasOwn(act, event.key)) return;
    event.preventDefault();
    act[event.key]?.();
  }

  /** Shows what is read at an index, with a line where it stands in each chart. */
  #read(index: number | undefined): void {
    this.#index = index;
    for (const cursor of this.#cursors) cursor.remove();
    this.#output.textContent = index === undefined ? '' : this.#textAt(index);
    if (index === undefined) return;
    const { charts } = this.#readersNow();
    this.#cursors = this.#bodies.flatMap((body, place) => {
      const reader = charts[place];
      if (reader === undefined || index < reader.range[0] || index > reader.range[1]) return [];
      const x = `${(100 * reader.beside(index, 0).at).toFixed(3)}%`;
      const cursor = elementNode(element('line', { class: 'cursor', x1: x, x2: x, y1: 16, y2: '100%' }));
      body.append(cursor);
      return [cursor];
    });
  }

  /** Returns an index, its x, and the number of each curve that has one there. */
  #textAt(index: number): string {
    const { charts, curves } = this.#readersNow();
    const values = curves.flatMap(({ name, reader }) => {
      const value = reader.valueText(index);
      if (value === undefined) return [];
      return name === undefined ? value : `${name} ${value}`;
    });
    const place = charts.find(({ range }) => index <= range[1])?.placeText(index);
    return [place, ...values].join('  ');
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

  #zoomTo(at: number, body: SVGSVGElement): void {
    const reader = this.#readerOf(body);
    if (reader === undefined || this.#start === undefined) return;
    const [first, last] = [this.#start, at].map((each) => reader.nearest(each).index).sort((a, b) => a - b);
    if (first !== last) this.#change({ range: [first as number, last as number] });
  }

  /** Shows more or fewer numbers around an index. */
  #zoomBy(factor: number, around: number | undefined, body: SVGSVGElement): void {
    const reader = this.#readerOf(body);
    if (reader === undefined) return;
    const [first, last] = reader.range;
    const { length } = this.#whole;
    const centre = around ?? (first + last) / 2;
    // Rounded so that zooming out undoes zooming in.
    const [down, up] = factor > 1 ? [Math.floor, Math.ceil] : [Math.ceil, Math.floor];
    const from = Math.max(0, down(centre - (centre - first) * factor));
    const to = Math.min(length - 1, up(centre + (last - centre) * factor));
    if (to > from) this.#change({ range: from === 0 && to === length - 1 ? undefined : [from, to] });
  }
}
