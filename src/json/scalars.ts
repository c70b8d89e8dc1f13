import type { Tree } from './tree.js';

/** Tells whether a tree has nothing below it. */
export const isScalar = (tree: Tree): boolean => typeof tree !== 'object' || tree === null;

/** The text of a tree that has nothing below it. */
export function scalarText(tree: Tree): string {
  if (typeof tree === 'string') return NEEDS_NO_ESCAPE.test(tree) ? `"${tree}"` : JSON.stringify(tree);
  if (tree === 0 && Object.is(tree, -0)) return '-0.0';
  return typeof tree === 'number' && !Number.isFinite(tree) ? `"${tree}"` : String(tree);
}

const NEEDS_NO_ESCAPE = /^[ !#-[\]-~]*$/;
