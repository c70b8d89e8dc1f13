// The script of the pages. It runs in the browser: what it imports must not need Node, which `.ci/page.js` holds.

import { linkInFile, linkOnServer } from '../data/page-state.js';
import { element } from '../markup/element.js';
import { watchChanges } from './changes.js';
import { elementNode } from './dom.js';
import { handleKeys } from './keys.js';
import { Navigation } from './navigation.js';
import { PageInFile, PageOnServer, pageInDocument } from './page-source.js';
import { Pages } from './pages.js';

/** Shows all that the document has, as without a script, and says why; what fails afterwards is not said. */
function giveUp(reason: unknown): void {
  const { classList } = document.documentElement;
  if (!classList.contains('js')) return;
  classList.remove('js');
  const message = `The script of this page has failed, so all stands on one page: ${reason}`;
  document.getElementById('main')?.prepend(elementNode(element('p', { class: 'problem', role: 'alert' }, message)));
}

function start(): void {
  const page = pageInDocument();
  const source = page.isLive ? new PageOnServer(page) : new PageInFile(page);
  const navigation = new Navigation(page.isLive ? linkOnServer : linkInFile);
  const context = { source, navigation };
  const pages = new Pages(context);
  handleKeys(pages);
  navigation.start((state, place) => pages.show(state, place));
  if (page.isLive) watchChanges(context, () => pages.reload());
}

// Without an error, a browser reports only that it tells of some changed sizes a frame later.
addEventListener('error', ({ error, message }) => {
  if (error !== null) giveUp(message);
});
addEventListener('unhandledrejection', ({ reason }) => giveUp(reason));
start();
