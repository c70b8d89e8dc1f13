import { Place } from '../model/place.js';
import { isTreeObject, type Tree, type TreeObject } from '../model/tree.js';
import { addressOfKey } from './address.js';
import { PROCEDURE_NAME_KEY } from './layout.js';
import { isSeal } from './seal.js';

// An artifact names another one by three texts, in an object that has no other key:
//
//     "source": {
//       "name": "2026-02-11T15-40-12_3f8a9b",
//       "procedure_name": "ChangePoints",
//       "seal": "9c1b…64 digits…d4f6"
//     }

/** What names an artifact: where its file is, and which bytes it has. */
export interface ReferenceTexts {
  readonly procedureName: string;
  /** The name of the file, without `.json`. */
  readonly name: string;
  /** The digits of the file's seal. */
  readonly seal: string;
}

/** A reference, and where it stands in a file. */
export interface PlacedReference {
  readonly place: Place | undefined;
  readonly reference: ReferenceTexts;
}

/** The keys of a reference in a file. */
const REFERENCE_KEYS = ['name', PROCEDURE_NAME_KEY, 'seal'] as const;

/** Returns the object that a file has for a reference. */
export const treeOfReference = ({ procedureName, name, seal }: ReferenceTexts): TreeObject => ({
  name,
  [PROCEDURE_NAME_KEY]: procedureName,
  seal,
});

/** Returns the key of the file that a reference names. */
export const keyOfReference = ({ procedureName, name }: Omit<ReferenceTexts, 'seal'>): string =>
  `${procedureName}/${name}.json`;

/** True if an artifact's file may have these names. No such file is outside of its storage. */
export const isNameOfFile = (names: Omit<ReferenceTexts, 'seal'>): boolean =>
  addressOfKey(keyOfReference(names)) !== undefined;

/** Returns the reference that a tree is by its form; undefined if it is none. */
function referenceOfTree(tree: Tree): ReferenceTexts | undefined {
  if (!isTreeObject(tree)) return undefined;
  const { name, [PROCEDURE_NAME_KEY]: procedureName, seal } = tree;
  if (!isSeal(seal) || typeof name !== 'string' || typeof procedureName !== 'string') return undefined;
  if (Object.keys(tree).length !== REFERENCE_KEYS.length || !REFERENCE_KEYS.every((key) => Object.hasOwn(tree, key)))
    return undefined;
  return isNameOfFile({ procedureName, name }) ? { procedureName, name, seal } : undefined;
}

/** Returns all references in the members of a file, by their form, in the order of the file. No class is needed. */
export function referencesIn(root: TreeObject): PlacedReference[] {
  const found: PlacedReference[] = [];
  const visit = (tree: Tree, place: Place | undefined): void => {
    // Of scalars and arrays, there is nothing to visit.
    if (Array.isArray(tree)) {
      for (let index = 0; index < tree.length; index++) {
        const item = tree[index] as Tree;
        if (typeof item === 'object' && item !== null) visit(item, new Place(place, index));
      }
    } else if (isTreeObject(tree)) {
      const reference = referenceOfTree(tree);
      if (reference !== undefined) found.push({ place, reference });
      else
        for (const key of Object.keys(tree)) {
          const member = tree[key] as Tree;
          if (typeof member === 'object' && member !== null) visit(member, new Place(place, key));
        }
    }
  };
  visit(root, undefined);
  return found;
}
