import { element } from '../markup/element.js';
import { elementNode } from './dom.js';

/** What the keys do, as `?` shows it. */
const KEYS: readonly (readonly [keys: string, meaning: string])[] = [
  ['/', 'to the filter'],
  ['j  k', 'next, previous row or artifact'],
  ['Enter', 'open the row'],
  ['x', 'pick the row to compare it'],
  ['←  →', 'on a plot: read the numbers; with Shift, ten at a time'],
  ['Home  End', 'on a plot: the first, the last number'],
  ['+  −', 'on a plot: zoom in, out'],
  ['Esc', 'on a plot: show all'],
  ['l', 'on a plot: logarithmic axis'],
  ['?', 'these keys'],
];

/** What keys work on. */
export interface KeyTarget {
  /** The section on show. */
  readonly section: HTMLElement | undefined;
  /** Opens the next artifact, or the one before. */
  openBeside(step: 1 | -1): void;
}

/** Lets keys without Ctrl, Alt or Meta work on the page, but not while somebody types. Those of a plot are its own. */
export function handleKeys(target: KeyTarget): void {
  document.addEventListener('keydown', (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.altKey || event.metaKey || isTyping(event.target)) return;
    if (document.querySelector('dialog[open]') !== null || !press(event.key, target)) return;
    event.preventDefault();
  });
}

const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && target.matches('input:not([type=checkbox]), textarea, select');

/** Does what a key means. Returns false for a key without a meaning. */
function press(key: string, target: KeyTarget): boolean {
  const { section } = target;
  if (key === '?') return showKeys();
  if (key === '/') return focusFilter(section);
  if (key === 'j' || key === 'k') return moveBy(key === 'j' ? 1 : -1, target);
  return key === 'x' && pickRow();
}

function focusFilter(section: HTMLElement | undefined): boolean {
  const field = section?.querySelector<HTMLInputElement>('input[type=search]');
  field?.focus();
  field?.select();
  return field !== undefined && field !== null;
}

/** Moves the focus to the next row that has a link; on the page of an artifact, opens the next one. */
function moveBy(step: 1 | -1, target: KeyTarget): boolean {
  const { section } = target;
  if (section?.matches('.artifact')) {
    target.openBeside(step);
    return true;
  }
  const links = [...(section?.querySelectorAll<HTMLElement>('tbody tr:has(a[href])') ?? [])];
  const at = links.findIndex((row) => row.contains(document.activeElement));
  const row = links[at < 0 && step < 0 ? links.length - 1 : at + step];
  row?.querySelector('a')?.focus();
  row?.scrollIntoView({ block: 'nearest' });
  return row !== undefined;
}

function pickRow(): boolean {
  const box = document.activeElement?.closest('tbody tr')?.querySelector<HTMLInputElement>('input[type=checkbox]');
  box?.click();
  return box !== undefined && box !== null;
}

/** Shows the keys in a dialog, which Escape closes. */
function showKeys(): boolean {
  const dialog = elementNode(
    element(
      'dialog',
      { class: 'keys', 'aria-labelledby': 'keys' },
      element('h2', { id: 'keys' }, 'Keys'),
      element(
        'dl',
        {},
        KEYS.map(([keys, meaning]) =>
          element(
            'div',
            {},
            element(
              'dt',
              {},
              keys.split('  ').map((each) => [element('kbd', {}, each), ' ']),
            ),
            element('dd', {}, meaning),
          ),
        ),
      ),
      element('button', { type: 'button' }, 'Close'),
    ),
  ) as HTMLDialogElement;
  dialog.querySelector('button')?.addEventListener('click', () => dialog.close());
  dialog.addEventListener('close', () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
  return true;
}
