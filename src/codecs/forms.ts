import { elementKindOf } from '../model/dtypes.js';
import { Elements } from '../model/elements.js';
import { NumberList } from '../model/number-list.js';
import { NumberText } from '../model/number-text.js';
import type { Tree } from '../model/tree.js';
import { NON_FINITE } from '../model/tree-numbers.js';

/** The forms that the trees of one codec may have. By them, `either` tells its alternatives apart. */
export interface Forms {
  readonly null?: true;
  readonly boolean?: true;
  readonly number?: true;
  readonly list?: true;
  readonly object?: true;
  /** Which texts there may be: some literally, or all of one form. */
  readonly text?: readonly (string | TextForm)[];
}

/** A form of texts. No text has two forms, but for {@link ANY_TEXT}. */
export interface TextForm {
  /** The texts, in the words of a message. */
  readonly name: string;
  includes(text: string): boolean;
}

export const ANY_TEXT: TextForm = { name: 'texts', includes: () => true };

/** The texts of bigints. */
export const DIGITS: TextForm = { name: 'texts of digits', includes: (text) => /^-?\d+$/.test(text) };

/** The texts of dates: all that begin as an ISO 8601 date does, so that a wrong date is reported as a date. */
export const DATES: TextForm = { name: 'dates', includes: (text) => /^(?:[+-]\d\d)?\d{4}-\d\d-\d\d/.test(text) };

// The forms that several codecs have.

export const TEXT: Forms = { text: [ANY_TEXT] };
export const BOOLEAN: Forms = { boolean: true };
export const FINITE: Forms = { number: true };
/** A number, or the name of one that is not finite. */
export const NUMBER: Forms = { number: true, text: Object.keys(NON_FINITE) };
export const LIST: Forms = { list: true };
export const OBJECT: Forms = { object: true };
export const DATE: Forms = { text: [DATES] };
/** All forms: those of plain JSON values. */
export const ANY: Forms = { null: true, boolean: true, number: true, list: true, object: true, text: [ANY_TEXT] };

const KINDS = ['null', 'boolean', 'number', 'list', 'object'] as const;

/** Returns the forms that any of some codecs has. */
export function unionOf(all: readonly Forms[]): Forms {
  const union: { -readonly [Kind in keyof Forms]: Forms[Kind] } = {};
  for (const kind of KINDS) if (all.some((forms) => forms[kind])) union[kind] = true;
  const text = all.flatMap((forms) => forms.text ?? []);
  return text.length === 0 ? union : { ...union, text };
}

/** Returns, in the words of a message, what two codecs may both store: `two lists`, `the text "NaN" twice`. Undefined if a tree tells them apart. */
export function overlapOf(a: Forms, b: Forms): string | undefined {
  const kind = KINDS.find((each) => a[each] && b[each]);
  if (kind !== undefined) return kind === 'null' ? 'null twice' : `two ${kind}s`;
  for (const one of a.text ?? []) {
    for (const other of b.text ?? []) {
      const overlap = overlapOfTexts(one, other);
      if (overlap !== undefined) return overlap;
    }
  }
  return undefined;
}

function overlapOfTexts(a: string | TextForm, b: string | TextForm): string | undefined {
  if (typeof a === 'string') {
    const isBoth = typeof b === 'string' ? a === b : b.includes(a);
    return isBoth ? `the text ${JSON.stringify(a)} twice` : undefined;
  }
  if (typeof b === 'string') return overlapOfTexts(b, a);
  if (a !== b && a !== ANY_TEXT && b !== ANY_TEXT) return undefined;
  return `two ${(a === ANY_TEXT ? b : a).name}`;
}

/** True if a tree has one of the forms. */
export function hasForm(tree: Tree, forms: Forms): boolean {
  if (typeof tree === 'string')
    return forms.text?.some((each) => (typeof each === 'string' ? each === tree : each.includes(tree))) === true;
  return forms[kindOf(tree)] === true;
}

function kindOf(tree: Exclude<Tree, string>): (typeof KINDS)[number] {
  if (tree === null) return 'null';
  if (typeof tree === 'boolean') return 'boolean';
  if (typeof tree === 'number' || typeof tree === 'bigint' || tree instanceof NumberText) return 'number';
  if (tree instanceof Elements && tree.shape.length === 0)
    return elementKindOf(tree.dtype) === 'bool' ? 'boolean' : 'number';
  return Array.isArray(tree) || tree instanceof NumberList || tree instanceof Elements ? 'list' : 'object';
}
