import { newsOf } from '../data/news.js';
import type { ChangesData } from '../data/page-data.js';
import { SERVER_PATHS } from '../data/server-address.js';
import { element } from '../markup/element.js';
import { elementNode } from './dom.js';
import type { PageContext } from './live-section.js';
import { answerOf } from './page-source.js';

/** How often a page that somebody looks at asks what has changed. Units: milliseconds. */
const INTERVAL = 2000;

/**
 * Asks the server whether artifacts were added or removed, as long as the page is looked at, and says so above the overview and the
 * tables. They come when the user wants them, so that nothing moves while she reads.
 *
 * @param reload - makes the page on show anew.
 */
export function watchChanges({ source, navigation }: PageContext, reload: () => Promise<void>): void {
  const line = elementNode(element('p', { class: 'news', role: 'status' }));
  const button = elementNode(element('button', { type: 'button' }));
  document.getElementById('main')?.prepend(line);
  const say = (text: string, isNews = false) => {
    if (line.textContent === text) return;
    button.textContent = text;
    line.replaceChildren(...(isNews ? [button] : [text]));
  };
  /** The last time that the page was made anew. */
  let reloading = Promise.resolve();
  button.addEventListener('click', () => {
    say('');
    reloading = reload();
  });

  const ask = async () => {
    // What is new is seen beside what the page has, so not while that is coming.
    const before = reloading;
    await before;
    const changes = await answerOf<ChangesData>(SERVER_PATHS.changes).catch(() => undefined);
    if (reloading !== before) return;
    if (changes === undefined) return say('The server does not answer. This page goes on asking.');
    const { state } = navigation;
    const isList = state.page === 'overview' || state.page === 'table';
    const news = isList
      ? newsOf(source.page.overview, changes, 'procedure' in state ? state.procedure : undefined)
      : '';
    say(news, news !== '');
  };

  let timer = 0;
  const goOn = async () => {
    clearTimeout(timer);
    if (document.hidden) return;
    await ask();
    clearTimeout(timer);
    timer = window.setTimeout(goOn, INTERVAL);
  };
  document.addEventListener('visibilitychange', goOn);
  goOn();
}
