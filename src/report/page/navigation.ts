import { type LinkTo, type PageState, parseState, stateText } from '../data/page-state.js';

/** Where a user left a page. */
export interface Place {
  /** How far the page was scrolled. Units: pixels. */
  readonly top: number;
  /** The address of the link that had the focus. */
  readonly focus: string | undefined;
}

/** Shows a page. Where the user left it is undefined if she does not come back to it. */
export type ShowPage = (state: PageState, place: Place | undefined) => void;

/**
 * The address of the page, and the history of the browser. Another page is a new entry; a page that changes its own state replaces the
 * entry it is on. Each entry remembers where the user left its page.
 */
export class Navigation {
  readonly link: LinkTo;
  /** What the address says that is shown. */
  state: PageState;
  #show: ShowPage = () => {};
  #timer = 0;

  constructor(link: LinkTo) {
    this.link = link;
    this.state = this.#inAddress();
  }

  /** Shows the page of the address, and from now on each one that the user goes to. */
  start(show: ShowPage): void {
    this.#show = show;
    history.scrollRestoration = 'manual';
    addEventListener('popstate', ({ state }) => this.#arrive(state));
    addEventListener('pagehide', () => this.#remember());
    document.addEventListener('scroll', () => this.#rememberSoon(), { passive: true });
    document.addEventListener('focusin', () => this.#rememberSoon());
    document.addEventListener('click', (event) => this.#follow(event));
    this.#arrive(history.state);
  }

  /** Opens a page, as a new entry. */
  go(state: PageState): void {
    this.#remember();
    history.pushState(null, '', this.link(state));
    this.#arrive(null);
  }

  /** Puts into the address what the page shows now. */
  replace(state: PageState): void {
    this.state = state;
    this.#rememberSoon();
  }

  #inAddress(): PageState {
    return parseState(this.link({ page: 'overview' }).startsWith('#') ? location.hash : location.search);
  }

  #arrive(place: Place | null): void {
    clearTimeout(this.#timer);
    this.state = this.#inAddress();
    this.#show(this.state, place ?? undefined);
  }

  /** Follows a link to a page. The browser follows all others, and those that are to be opened in another tab. */
  #follow(event: MouseEvent): void {
    const link = (event.target as Element).closest('a');
    const href = link?.getAttribute('href');
    if (typeof href !== 'string' || event.defaultPrevented || event.button !== 0) return;
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    const state = parseState(href);
    if (this.link(state) !== href) document.getElementById(href.slice(1))?.focus();
    else if (stateText(state) !== stateText(this.state)) this.go(state);
    else this.#show(state, undefined);
  }

  /** Browsers refuse many changes of the history within a short time, such as one for each key that is typed. */
  #rememberSoon(): void {
    clearTimeout(this.#timer);
    this.#timer = window.setTimeout(() => this.#remember(), 100);
  }

  #remember(): void {
    clearTimeout(this.#timer);
    const place: Place = { top: scrollY, focus: document.activeElement?.getAttribute('href') ?? undefined };
    history.replaceState(place, '', this.link(this.state));
  }
}
