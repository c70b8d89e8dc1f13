import { Failure } from '../../display/failure.js';
import { isArtifactError } from '../../model/errors.js';
import type { RefusalData } from '../data/page-data.js';
import { linkOnServer, type PageState, parseState } from '../data/page-state.js';
import { SERVER_PATHS } from '../data/server-address.js';
import { documentHtml } from '../document/document.js';
import type { LivePages } from '../gathering/live-pages.js';
import { LiveRefusal } from '../gathering/live-refusal.js';
import { contentOf, contentOfRefusal } from './content.js';

/** What the server answers. */
export interface Answer {
  readonly status: number;
  readonly type: 'text/html; charset=utf-8' | 'application/json' | 'text/plain; charset=utf-8';
  readonly body: string;
}

/** Receives an error that is a fault of this program. */
export type OnFault = (error: unknown) => void;

/**
 * Answers a request for an address. Nothing of the address becomes a path on disk: procedures and ids are looked up in the listing.
 *
 * @param address - the path and the query.
 * @param isGone - true when nobody waits for the answer any more.
 */
export async function answerTo(
  pages: LivePages,
  address: string,
  onFault: OnFault,
  isGone: () => boolean,
): Promise<Answer> {
  const [path = '', ...queries] = address.split('?');
  const state = parseState(queries.join('?'));
  try {
    switch (path) {
      case '/':
        return await documentOf(pages, state, isGone);
      case `/${SERVER_PATHS.page}`:
        return json(200, await pages.page(state, isGone));
      case `/${SERVER_PATHS.array}`:
        return json(200, await pages.arrayPart(state));
      case `/${SERVER_PATHS.changes}`:
        return json(200, await pages.changes());
      default:
        throw new LiveRefusal(404, 'There is no such page.');
    }
  } catch (error) {
    const refusal = refusalOf(error, onFault);
    if (path === '/') return documentOfRefusal(pages, state, refusal, onFault);
    return path.endsWith('.json') ? json(refusal.status, refusal) : plainText(refusal);
  }
}

const html = (status: number, body: string): Answer => ({ status, type: 'text/html; charset=utf-8', body });

const json = (status: number, data: unknown): Answer => ({
  status,
  type: 'application/json',
  body: JSON.stringify(data),
});

/** Returns what is refused as an answer for anybody, with nothing of the artifacts in it. */
export const plainText = ({ status, message }: RefusalData): Answer => ({
  status,
  type: 'text/plain; charset=utf-8',
  body: `${message}\n`,
});

/** Returns what to say of an error. Of a fault of this program, a page says no more than that there was one. */
export function refusalOf(error: unknown, onFault: OnFault): RefusalData {
  if (error instanceof LiveRefusal) return { status: error.status, message: error.message };
  if (error instanceof Failure) return { status: 400, message: error.message };
  if (isArtifactError(error, 'ARTIFACT_NOT_FOUND'))
    return { status: 404, message: 'The file of this artifact is no longer there.' };
  if (isArtifactError(error)) return { status: 500, message: error.message };
  onFault(error);
  return { status: 500, message: 'This is a fault of artifacts itself. Its terminal says more.' };
}

async function documentOf(pages: LivePages, state: PageState, isGone: () => boolean): Promise<Answer> {
  const page = await pages.page(state, isGone);
  return html(200, documentHtml(page, contentOf(page, state, linkOnServer)));
}

/** Returns the page that says what is refused, with the links of every page; as plain text if there can be none. */
async function documentOfRefusal(
  pages: LivePages,
  state: PageState,
  refusal: RefusalData,
  onFault: OnFault,
): Promise<Answer> {
  try {
    const page = await pages.page({ page: 'overview' });
    return html(refusal.status, documentHtml(page, contentOfRefusal(page, state, linkOnServer, refusal)));
  } catch (error) {
    return plainText(refusalOf(error, onFault));
  }
}
