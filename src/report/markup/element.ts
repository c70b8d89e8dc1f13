// What a page consists of: elements and texts. The views and plots make them, and know neither HTML text nor the DOM. `toHtml` writes them
// into a file, and in the browser `toDom` makes nodes of them, so that one view serves both.
//
//   element('a', { href: '#a=34cf27a3' }, 'newest')    ->    <a href="#a=34cf27a3">newest</a>

/** An element, a text, or several of them. `undefined` is nothing. A text is never read as HTML. */
export type Markup = MarkupElement | string | undefined | readonly Markup[];

/** The attributes of an element. `true` is an attribute without a value, `false` and `undefined` are no attribute. */
export type Attributes = Readonly<Record<string, string | number | boolean | undefined>>;

/** An element of HTML or SVG. */
export interface MarkupElement {
  readonly name: string;
  readonly attributes: Attributes;
  readonly children: readonly Markup[];
}

/** Makes an element. */
export const element = (name: string, attributes: Attributes, ...children: readonly Markup[]): MarkupElement => ({
  name,
  attributes,
  children,
});

/** The names of SVG elements. In the DOM, they belong to another namespace than those of HTML. */
export const SVG_ELEMENTS: ReadonlySet<string> = new Set(
  'svg g path line rect circle text tspan title desc image polyline'.split(' '),
);

/** True for an attribute that a form sends back, or a script reads: it keeps its hidden characters. */
export const isSentBack = (name: string, attribute: string): boolean => name === 'input' && attribute === 'value';

const ELEMENT_NAME = /^[a-z][a-z0-9]*$/;
const ATTRIBUTE_NAME = /^[a-zA-Z][a-zA-Z-]*\d?$/;

/** Elements that run or load something, or show what another site sends. No view makes them. */
const REFUSED_ELEMENTS: ReadonlySet<string> = new Set(
  'script style iframe object embed base link meta template noscript foreignobject use animate set'.split(' '),
);

/** The names that were found right. Views make few names, and many elements. */
const [rightElements, rightAttributes] = [new Set<string>(), new Set<string>()];

/**
 * Checks an element: views make elements, and texts of artifacts only ever become texts and values of attributes. A name that is not
 * one of a view's own, an attribute that runs something, or a link that leaves the page is a fault of the view, so it throws.
 *
 * @throws Error for such an element.
 */
export function checkElement({ name, attributes }: MarkupElement): void {
  if (!rightElements.has(name)) {
    if (!ELEMENT_NAME.test(name) || REFUSED_ELEMENTS.has(name)) throw new Error(`found the element ${name} in a view`);
    rightElements.add(name);
  }
  for (const key in attributes) {
    if (!rightAttributes.has(key)) {
      if (!ATTRIBUTE_NAME.test(key) || /^on|^style$|^srcdoc$|^formaction$/i.test(key))
        throw new Error(`found the attribute ${key} in a view`);
      rightAttributes.add(key);
    }
    const isLink = key === 'href' || key === 'src' || key === 'action';
    if (isLink && !/^(?:[#?]|$|data:image\/png;base64,)/.test(String(attributes[key])))
      throw new Error(`found the link ${attributes[key]} in a view, expected one within the page`);
  }
}
