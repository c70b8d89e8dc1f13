import { sectionId } from '../data/data-elements.js';
import { type PageState, tableState } from '../data/page-state.js';
import { navigation as linksOfHead } from '../views/frame.js';
import { toDom } from './dom.js';
import type { PageContext } from './live-section.js';
import type { Place } from './navigation.js';
import { messagePage, type Page, pageOf } from './page-of.js';

/** Shows one page at a time. */
export class Pages {
  readonly #context: PageContext;
  readonly #main = document.getElementById('main') as HTMLElement;
  readonly #title = document.title;
  /** The pages that were shown and whose sections are still in the document. */
  readonly #pages = new Map<string, Page>();
  /** Counts what was asked for, so that a page that comes late does not take the place of the next one. */
  #turn = 0;
  #shown: Page | undefined;
  /** The artifacts of the table that was shown last, in its order. */
  #ids: readonly string[] = [];

  constructor(context: PageContext) {
    this.#context = context;
    addEventListener('beforeprint', () => this.#shown?.live?.drawAll?.());
  }

  /** The section on show. */
  get section(): HTMLElement | undefined {
    return this.#shown?.section;
  }

  /** @param place - where the user left the page, if she comes back to it. */
  async show(state: PageState, place: Place | undefined): Promise<void> {
    const turn = ++this.#turn;
    const known = this.#pages.get(sectionId(state));
    this.#main.ariaBusy = 'true';
    const page =
      known ??
      (await pageOf(state, this.#context).catch((error: Error) => messagePage(state, error.message, this.#context)));
    if (turn !== this.#turn) return;
    this.#main.ariaBusy = null;
    known?.live?.show(state);
    const before = this.#shown;
    if (page === before) return;
    if (before !== undefined) this.#remove(before);
    this.#put(page, state);
    if (place !== undefined) goTo(page.section, place);
    else if (before !== undefined) begin(page.section);
  }

  /** Makes the page on show anew, of data that may have changed. */
  async reload(): Promise<void> {
    if (this.#shown === undefined) return;
    const { section } = this.#shown;
    this.#pages.delete(section.id);
    section.removeAttribute('id');
    await this.show(this.#context.navigation.state, { top: scrollY, focus: undefined });
  }

  /** Opens the next artifact, or the one before, in the order of the table that was shown last. */
  async openBeside(step: 1 | -1): Promise<void> {
    const { source, navigation } = this.#context;
    const [artifact] = this.#shown?.about.artifacts ?? [];
    if (artifact === undefined) return;
    if (!this.#ids.includes(artifact.id)) this.#ids = (await source.table(tableState(artifact.procedure)))?.ids ?? [];
    const at = this.#ids.indexOf(artifact.id);
    const id = at < 0 ? undefined : this.#ids[at + step];
    if (id !== undefined) navigation.go({ page: 'artifact', id, plots: [] });
  }

  /** Takes a page away. The sections that a file has, and what has become of them, stay in the document. */
  #remove({ section, live, isMade }: Page): void {
    this.#ids = live?.ids ?? this.#ids;
    section.classList.remove('shown');
    if (!isMade && !this.#context.source.page.isLive) return;
    this.#pages.delete(section.id);
    section.remove();
  }

  #put(page: Page, state: PageState): void {
    const { section, about } = page;
    this.#shown = page;
    this.#pages.set(section.id, page);
    if (!section.isConnected) this.#main.append(section);
    section.classList.add('shown');
    const heading = section.querySelector('h1');
    document.title = heading === null ? this.#title : `${heading.textContent} · ${this.#title}`;
    const { source, navigation } = this.#context;
    const links = linksOfHead({ ...source.page, ...about }, state, navigation.link);
    document.querySelector('.head nav')?.replaceChildren(...toDom(links));
  }
}

/** Begins a page at its top, where a screen reader reads on. */
function begin(section: HTMLElement): void {
  scrollTo(0, 0);
  const heading = section.querySelector('h1');
  heading?.setAttribute('tabindex', '-1');
  heading?.focus({ preventScroll: true });
}

/** Shows a page as the user left it. */
function goTo(section: HTMLElement, { top, focus }: Place): void {
  scrollTo(0, top);
  const links = focus === undefined ? [] : section.querySelectorAll('a');
  const focused = Array.from(links).find((each) => each.getAttribute('href') === focus);
  focused?.focus({ preventScroll: true });
}
