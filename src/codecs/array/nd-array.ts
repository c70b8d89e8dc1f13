import { type ArrayEntry, areWrittenAlike, type ElementText } from '../../format/array-table.js';
import { type ArrayLabels, labelsOf } from '../../model/array-labels.js';
import { type DType, dtypeTraits } from '../../model/dtypes.js';
import { Elements, type Missing } from '../../model/elements.js';
import { listsAsRead } from '../../model/lists-as-read.js';
import { excerpt } from '../../model/message-text.js';
import { isSameList, isSameStrings } from '../../model/same-list.js';
import type { Tree } from '../../model/tree.js';
import { elementOfTree } from '../../model/tree-elements.js';
import type { Codec } from '../codec.js';
import { BOOLEAN, FINITE, type Forms, LIST, NUMBER, unionOf } from '../forms.js';
import type { DecodingWalk } from '../walk/decoding-walk.js';
import type { Walk } from '../walk/walk.js';
import type { ArrayDeclaration } from './array-declaration.js';
import { arraySchema } from './array-schema.js';
import { containerOf, containerWith, elementsOfContainer, expectedContainer } from './container.js';
import { elementsOfLists, shapeOfLists } from './nested-lists.js';
import {
  type DeclaredShape,
  hasDeclaredShape,
  hasFewEmptyLists,
  hasNamedAxes,
  isShapeOfLists,
  isShapeOfUnsealed,
} from './shape.js';

/**
 * Returns the codec of a field that holds an array.
 *
 * array in its container ⇄ nested lists of its elements in C order, and an entry with dtype, labels and shape in `$artifact.arrays`
 *
 * @param xKeys - the key of the array that has the x of each number, and then its former keys.
 */
export function ndArrayCodec(declaration: ArrayDeclaration, xKeys: readonly string[] = []): Codec {
  const { dtype, missing, container } = declaration;
  const labels = labelsOf({ ...declaration.labels, x: xKeys[0] });
  const shape = declaration.shape ?? (container === 'typed-array' ? [null] : undefined);
  /** True if the codec maps an array of such a shape, in both directions. Otherwise reports why not. */
  const isAllowed = (elements: Elements, walk: Walk): boolean =>
    walk.fits(elements.shape.length) &&
    hasFewEmptyLists(elements.shape, walk) &&
    hasDeclaredShape(elements.shape, shape, walk) &&
    hasNamedAxes(elements.shape, labels?.axes, walk) &&
    (container !== 'lists' || isShapeOfLists(elements.shape, shape, walk));
  const elementsOfTree = (tree: Tree, entry: ArrayEntry | undefined, walk: DecodingWalk): Elements | undefined => {
    // The lists of a sealed file, or its entry, give the whole shape. In an unsealed file, empty lists may hide some lengths: there the
    // declared lengths are taken.
    const found = entry?.shape ?? shapeOfLists(tree, entry === undefined ? shape : undefined, walk);
    const rank = shape?.length || undefined;
    if (found?.length === 0 && rank !== undefined) {
      walk.wrongType(tree, `${rank === 1 ? 'a list' : `lists, nested ${rank} deep`} (${dtype})`);
      return undefined;
    }
    if (found?.length === 0 && entry !== undefined && entry.shape === undefined) {
      walk.wrongType(tree, `lists (${dtype}); an array without axes has an exact pointer in $artifact.arrays`);
      return undefined;
    }
    // Another tool may have written either.
    const toElement = elementOfTree(dtype, entry === undefined && missing === null ? 'either' : missing);
    return found && elementsOfLists(tree, found, dtype, toElement, walk, false, missing, walk.ownership === 'move');
  };
  return {
    expected: expectedContainer(declaration),
    forms: formsOf(dtype, missing, shape),
    array: { rank: shape?.length, x: declaration.labels?.x, withX: (keys) => ndArrayCodec(declaration, keys) },
    holds(value) {
      const found = containerOf(value);
      // Any object may have the keys data and shape; it is an array if its data are those of a typed array.
      if (found === 'nd-array') return ArrayBuffer.isView((value as { data: unknown }).data);
      return found !== undefined && shape?.length !== 0;
    },
    encode(value, walk) {
      const elements = elementsOfContainer(value, { ...declaration, shape }, walk)?.with(missing, labels);
      if (elements === undefined || !isAllowed(elements, walk)) return null;
      if (walk.profile !== undefined && !isShapeOfUnsealed(elements.shape, shape, walk)) return null;
      walk.addArray(elements);
      return elements;
    },
    decode(tree, walk) {
      const entry = walk.findArray(tree);
      if (walk.isSealed && entry === undefined) {
        walk.reportNoArray(tree, dtype);
        return undefined;
      }
      const before = walk.issueCount;
      if (entry !== undefined && !areWrittenAlike(declaration, entry)) {
        walk.report(
          'invalid-type',
          `found the dtype ${typeText(entry, missing)}, expected ${typeText(declaration, entry.missing)}`,
        );
      }
      reportOtherLabels(entry?.labels, labels, xKeys, walk);
      if (walk.issueCount > before) return undefined;
      // Lists that show another shape than the file says are looked at one by one, to report which of them is wrong.
      const elements = isArrayOf(tree, declaration, entry?.shape)
        ? tree
        : elementsOfTree(tree instanceof Elements ? listsAsRead(tree) : tree, entry, walk);
      return elements && isAllowed(elements, walk) ? containerWith(elements, container, walk) : undefined;
    },
    schema: (place) => arraySchema(declaration, shape, container, place),
  };
}

/** Returns the text of a dtype for a message. It says how NaN is written, if another dtype differs in that. */
function typeText({ dtype, missing }: ElementText, other: Missing): string {
  if (missing === other) return dtype;
  return `${dtype} ${missing === null ? 'with' : 'without'} missing: null`;
}

/**
 * Reports each label of a file that is another one than the class has. A file may lack labels: its class had none when it was saved.
 *
 * @param xKeys - the keys that x may be.
 */
function reportOtherLabels(
  found: ArrayLabels | undefined,
  declared: ArrayLabels | undefined,
  xKeys: readonly string[],
  walk: Walk,
): void {
  if (found === undefined) return;
  const { unit, axes, x } = found;
  if (unit !== undefined && unit !== declared?.unit)
    walk.report('invalid-type', `found unit ${unit}, expected ${declared?.unit ?? 'none'}`);
  if (axes !== undefined && !isSameStrings(axes, declared?.axes ?? []))
    walk.report('invalid-type', `found axes ${axesText(axes)}, expected ${axesText(declared?.axes)}`);
  if (x !== undefined && !xKeys.includes(x))
    walk.report('invalid-type', `found x ${excerpt(x)}, expected ${declared?.x ?? 'none'}`);
}

const axesText = (axes: readonly string[] | undefined): string =>
  axes === undefined ? 'none' : `[${axes.join(', ')}]`;

/** Returns the forms of the trees of an array. One without axes is a bare element. */
function formsOf(dtype: DType, missing: Missing, shape: DeclaredShape): Forms {
  if (shape !== undefined && shape.length > 0) return LIST;
  const { kind } = dtypeTraits(dtype);
  const number = missing === null ? unionOf([NUMBER, { null: true }]) : NUMBER;
  const element = kind === 'bool' ? BOOLEAN : kind === 'float' ? number : FINITE;
  return shape === undefined ? unionOf([LIST, element]) : element;
}

/** True if a tree is an array whose elements are written so, and of a shape if there is one. */
const isArrayOf = (tree: Tree, text: ElementText, shape: readonly number[] | undefined): tree is Elements =>
  tree instanceof Elements && areWrittenAlike(tree, text) && (shape === undefined || isSameList(tree.shape, shape));
