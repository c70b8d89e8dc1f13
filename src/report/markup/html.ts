import { escapedLines } from '../../display/escaping.js';
import { type Attributes, checkElement, type Markup } from './element.js';

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
  if (isList(markup)) return markup.map(toHtml).join('');
  checkElement(markup);
  const { name, attributes, children } = markup;
  const start = `<${name}${attributesHtml(attributes)}>`;
  return VOID_ELEMENTS.has(name) ? start : `${start}${children.map(toHtml).join('')}</${name}>`;
}

const isList = (markup: Markup): markup is readonly Markup[] => Array.isArray(markup);

function attributesHtml(attributes: Attributes): string {
  let html = '';
  for (const [key, value] of Object.entries(attributes)) {
    if (value === true) html += ` ${key}`;
    else if (value !== false && value !== undefined) html += ` ${key}="${escapedHtml(String(value))}"`;
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

/** Returns a text as HTML. Hidden characters, such as those that change the direction of writing, become escapes such as `\u202e`. */
export const escapedHtml = (text: string): string =>
  escapedLines(text).replace(/[&<>"']/g, (character) => REPLACED[character] as string);
