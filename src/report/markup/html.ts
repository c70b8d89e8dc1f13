import { escapedLines } from '../../display/escaping.js';
import { type Attributes, checkElement, isSentBack, type Markup, SVG_ELEMENTS } from './element.js';

/** The elements of HTML that have no content and no end tag. */
const VOID_ELEMENTS: ReadonlySet<string> = new Set(['br', 'col', 'hr', 'img', 'input', 'wbr']);

/**
 * Writes markup as HTML. In texts, the characters that HTML reads as its own are replaced, and hidden characters become visible escapes.
 *
 * @see https://html.spec.whatwg.org/multipage/syntax.html
 */
export function toHtml(markup: Markup): string {
  if (markup === undefined) return '';
  if (typeof markup === 'string') return escapedHtml(markup);
  if (isList(markup)) return listHtml(markup);
  checkElement(markup);
  const { name, attributes, children } = markup;
  const start = `<${name}${attributesHtml(name, attributes)}`;
  if (VOID_ELEMENTS.has(name)) return `${start}>`;
  const content = listHtml(children);
  return content === '' && SVG_ELEMENTS.has(name) ? `${start}/>` : `${start}>${content}</${name}>`;
}

/** V8 copies the texts that `+=` puts together once, at the end. */
function listHtml(list: readonly Markup[]): string {
  let html = '';
  for (const each of list) html += toHtml(each);
  return html;
}

const isList = (markup: Markup): markup is readonly Markup[] => Array.isArray(markup);

function attributesHtml(name: string, attributes: Attributes): string {
  let html = '';
  for (const key in attributes) {
    const value = attributes[key];
    if (value === true) html += ` ${key}`;
    else if (value !== false && value !== undefined)
      html += ` ${key}="${typeof value === 'number' ? value : isSentBack(name, key) ? exactHtml(value) : escapedHtml(value)}"`;
  }
  return html;
}

const REPLACED: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Matches what `exactHtml` writes as a reference. There are none to U+0000 and to U+0080 to U+009F: they would mean something else. */
const REFERRED = /[&<>"']|(?![\0\u0080-\u009f])[^ -~]/gu;

/** Texts that are HTML as they are. */
const PLAIN = /^[ !#-%(-;=?-~\n]*$/;

/** Returns a text as HTML. Hidden characters, such as those that change the direction of writing, become escapes such as `\u202e`. */
export const escapedHtml = (text: string): string =>
  PLAIN.test(text) ? text : escapedLines(text).replace(/[&<>"']/g, (character) => REPLACED[character] as string);

/**
 * Returns a text as HTML that a browser reads as the same text: what a form sends back must not change. Its hidden characters are
 * references, so nothing hides in the source.
 *
 * @see https://html.spec.whatwg.org/multipage/parsing.html#numeric-character-reference-end-state
 */
const exactHtml = (text: string): string =>
  PLAIN.test(text)
    ? text
    : text.replace(REFERRED, (each) => REPLACED[each] ?? `&#x${each.codePointAt(0)?.toString(16)};`);
