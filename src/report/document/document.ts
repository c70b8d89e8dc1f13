import { createHash } from 'node:crypto';
import { SCRIPT, STYLE } from '#page-files';
import { dataId, withoutSections } from '../data/data-elements.js';
import type { PageData } from '../data/page-data.js';
import { tableState } from '../data/page-state.js';
import type { Markup } from '../markup/element.js';
import { escapedHtml, toHtml } from '../markup/html.js';

// A document is one file: its style, its script and its data are in it, and it loads nothing. The policy in its head allows exactly this
// style and these scripts, by their hashes.
//
//   <head> policy, title, style, first script </head>
//   <body> what `toHtml` makes of views, data as JSON, script </body>

/** Marks that scripts run, before the first section is drawn: then one section is shown at a time. */
const FIRST_SCRIPT = "document.documentElement.classList.add('js')";

const hashOf = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

/**
 * The Content-Security-Policy of a document. That of the server may also ask the server for data, and send its forms there.
 *
 * @see https://www.w3.org/TR/CSP3/
 * @see https://www.w3.org/TR/trusted-types/
 */
export const contentSecurityPolicy = ({ isLive }: Pick<PageData, 'isLive'>): string =>
  [
    "default-src 'none'",
    `script-src ${hashOf(FIRST_SCRIPT)} ${hashOf(SCRIPT)}`,
    `style-src ${hashOf(STYLE)}`,
    'img-src data:',
    ...(isLive ? ["connect-src 'self'"] : []),
    "base-uri 'none'",
    `form-action ${isLive ? "'self'" : "'none'"}`,
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join('; ');

/** Returns the document up to its body. */
export const documentStart = ({ isLive, root }: Pick<PageData, 'isLive' | 'root'>): string =>
  `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${escapedHtml(contentSecurityPolicy({ isLive }))}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapedHtml(`Artifacts in ${root}`)}</title>
<style>${STYLE}</style>
<script>${FIRST_SCRIPT}</script>
</head>
<body>
`;

/** The document from the end of its data on. */
export const DOCUMENT_END = `<script>${SCRIPT}</script>
</body>
</html>
`;

/** Returns data as an element of a document. */
export const dataElement = (id: string, data: unknown): string =>
  `${dataElementStart(id)}${jsonInHtml(data)}${DATA_ELEMENT_END}`;

/** What stands before and after the JSON of data. */
export const dataElementStart = (id: string): string => `<script type="application/json" id="${escapedHtml(id)}">`;
export const DATA_ELEMENT_END = '</script>\n';

/**
 * Returns data as JSON that may stand within a `<script>`, which ends at the first `</script` and has another end after `<!--`.
 *
 * @see https://html.spec.whatwg.org/multipage/scripting.html#restrictions-for-contents-of-script-elements
 */
export function jsonInHtml(data: unknown): string {
  let json = JSON.stringify(data);
  // To search a long text for one character takes far less time than a regular expression does.
  for (const [character, escaped] of ESCAPES) if (json.includes(character)) json = json.replaceAll(character, escaped);
  return json;
}

const ESCAPES = [
  ['<', '\\u003c'],
  ['\u2028', '\\u2028'],
  ['\u2029', '\\u2029'],
] as const;

/** Returns a whole document with some content, and the data of a page of the server. */
export function documentHtml(page: PageData, content: Markup): string {
  const { tables, artifacts, comparison } = page;
  return [
    documentStart(page),
    toHtml(content),
    dataElement('data', withoutSections(page)),
    ...tables.map((table) => dataElement(dataId(tableState(table.procedure)), table)),
    ...artifacts.map((artifact) => dataElement(dataId({ page: 'artifact', id: artifact.id, plots: [] }), artifact)),
    ...(comparison === undefined
      ? []
      : [dataElement(dataId({ page: 'comparison', ids: comparison.ids, plots: [] }), comparison)]),
    DOCUMENT_END,
  ].join('');
}
