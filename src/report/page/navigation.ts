import { type LinkTo, type PageState, parseState, stateText } from '../data/page-state.js';

/** What a page remembers of itself in the history: how far it was scrolled, and which link had the focus. */
interface Place {
  readonly top: number;
  readonly focus: string | undefined;
}

/**
 * The address of the page, and the history. A new page is a new entry; a page that changes its own state replaces the entry it is on.
 */
export class Navigation {
  readonly link: LinkTo;
  /** What the page shows. */
  state: PageState;
  readonly #show: (state: PageState, place: Place | undefined) => void;
  #timer = 0;

  /** @param show - shows a page; the place is where the user left it, if she comes back to it. */
  constructor(link: LinkTo, show: (state: PageState, place: Place | undefined) => void) {
    this.link = link;
    this.#show = show;
    this.state = this.#inAddress();
    history.scrollRestoration = 'manual';
    addEventListener('popstate', (event) => this.#arrive(event.state));
    addEventListener('pagehide', () => this.#remember());
    document.addEventListener('scroll', () => this.#rememberSoon(), { passive: true });
    document.addEventListener('focusin', () => this.#rememberSoon());
    document.addEventListener('click', (event) => this.#follow(event));
  }

  /** Shows the page of the address. */
  start(): void {
    this.#arrive(history.state);
  }

  /** Opens another page. */
  go(state: PageState): void {
    this.#remember();
    this.state = state;
    history.pushState(null, '', this.link(state));
    this.#show(state, undefined);
  }

  /** Says what the page shows now, without opening another one. */
  replace(state: PageState): void {
    this.state = state;
    this.#remember();
  }

  #inAddress(): PageState {
    return parseState(this.link({ page: 'overview' }).startsWith('#') ? location.hash : location.search);
  }

  #arrive(place: Place | null): void {
    clearTimeout(this.#timer);
    this.state = this.#inAddress();
    this.#show(this.state, place ?? undefined);
  }

  /** Opens a link within the pages; the browser follows all others, and each one that is to be opened in another tab. */
  #follow(event: MouseEvent): void {
    const link = event.target instanceof Element ? event.target.closest('a') : null;
    const href = link?.getAttribute('href');
    if (typeof href !== 'string' || event.defaultPrevented || event.button !== 0) return;
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey || link?.target) return;
    const state = parseState(href);
    if (href !== this.link(state)) return;
    event.preventDefault();
    if (stateText(state) !== stateText(this.state)) this.go(state);
  }

  #rememberSoon(): void {
    clearTimeout(this.#timer);
    this.#timer = window.setTimeout(() => this.#remember(), 100);
  }

  #remember(): void {
    clearTimeout(this.#timer);
    const focus = document.activeElement?.getAttribute('href') ?? undefined;
    const place: Place = { top: scrollY, focus };
    history.replaceState(place, '', this.link(this.state));
  }
}
