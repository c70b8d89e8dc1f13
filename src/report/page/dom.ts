import { escapedLines } from '../../display/escaping.js';
import { checkElement, isSentBack, type Markup, type MarkupElement, SVG_ELEMENTS } from '../markup/element.js';

const SVG = 'http://www.w3.org/2000/svg';

/**
 * Makes nodes of markup: the same as a browser makes of what `toHtml` writes. No text is read as HTML.
 *
 * @throws Error for an element or attribute that no view makes.
 */
export function toDom(markup: Markup): Node[] {
  const nodes: Node[] = [];
  addNodes(markup, (node) => nodes.push(node));
  return nodes;
}

/** Makes the node of one element. */
export function elementNode(markup: MarkupElement): HTMLElement | SVGElement {
  checkElement(markup);
  const { name, attributes, children } = markup;
  const node: HTMLElement | SVGElement = SVG_ELEMENTS.has(name)
    ? document.createElementNS(SVG, name as 'svg')
    : document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value === true) node.setAttribute(key, '');
    else if (value !== false && value !== undefined)
      node.setAttribute(key, isSentBack(name, key) ? String(value) : escapedLines(String(value)));
  }
  for (const child of children) addNodes(child, (each) => node.append(each));
  return node;
}

function addNodes(markup: Markup, add: (node: Node) => void): void {
  if (markup === undefined) return;
  if (typeof markup === 'string') add(document.createTextNode(escapedLines(markup)));
  else if ('name' in markup) add(elementNode(markup));
  else for (const each of markup) addNodes(each, add);
}
