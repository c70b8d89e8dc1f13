import type { PageState } from '../data/page-state.js';
import type { Navigation } from './navigation.js';
import type { PageSource } from './page-source.js';

/** What a section that is brought to life works with. */
export interface PageContext {
  readonly source: PageSource;
  readonly navigation: Navigation;
}

/**
 * A section that was brought to life. It changes the address by `navigation.replace` when the user changes what it shows; its links work
 * without it.
 */
export interface LiveSection {
  /** The ids of a table's rows, of those that are not drawn, too: keys lead from an artifact to the next one. */
  readonly ids?: readonly string[];
  /** Shows the state that the address has now: the user came back to the page, or changed its address. */
  show(state: PageState): void;
  /** Draws all that is drawn only when it is near to what is seen: the page is going to be printed. */
  drawAll?(): void;
}
