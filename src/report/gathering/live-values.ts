import type { FoundValue } from '../../display/leaves.js';
import { StoredArray } from '../../format/stored-array.js';
import { isStoredObject, isStoredScalar, type StoredScalar, type StoredTree } from '../../format/stored-tree.js';

/** Units: bytes, estimated, that all values take together. */
const MOST_BYTES = 1 << 27;

/** Units: bytes, estimated: what a value takes besides its text. */
const BYTES_PER_VALUE = 64;

/** A value as it is kept. A leaf that is a scalar is kept bare: 200,000 numbers then take a few megabytes. */
type KeptValue = StoredScalar | FoundValue | undefined;

/** The values of one name. */
interface Column {
  readonly values: Map<string, KeptValue>;
  /** Each pointer once, of all that the values have. */
  readonly pointers: Map<string, string>;
  /** The pointer of the values that are kept bare. */
  barePointer: string | undefined;
  bytes: number;
}

/**
 * Keeps the values that were read of artifacts, by the name that they were read for, because files never change. If they take too much
 * memory, those of the names that were asked for longest ago are dropped.
 */
export class LiveValues {
  /** In the order in which they were last asked for. */
  readonly #columns = new Map<string, Column>();
  readonly #mostBytes: number;
  #bytes = 0;

  constructor(mostBytes = MOST_BYTES) {
    this.#mostBytes = mostBytes;
  }

  /**
   * Returns what is known of the values of a name.
   *
   * @param kind - tells names of one kind from those of another.
   */
  of(kind: string, text: string): NamedColumn {
    const name = `${kind} ${text}`;
    const column = this.#columns.get(name) ?? {
      values: new Map(),
      pointers: new Map(),
      barePointer: undefined,
      bytes: 0,
    };
    this.#columns.delete(name);
    this.#columns.set(name, column);
    return {
      has: (key) => column.values.has(key),
      get: (key) => foundOf(column, column.values.get(key)),
      set: (key, value) => this.#set(name, column, key, value),
    };
  }

  #set(name: string, column: Column, key: string, value: FoundValue | undefined): void {
    const kept = keptOf(column, value);
    const bytes = BYTES_PER_VALUE + (typeof kept === 'string' ? 2 * kept.length : 0);
    while (this.#bytes + bytes > this.#mostBytes) {
      const [oldest] = this.#columns.keys();
      // A value for which there is no room is read again when it is needed.
      if (oldest === undefined || oldest === name) return;
      this.#bytes -= this.#columns.get(oldest)?.bytes ?? 0;
      this.#columns.delete(oldest);
    }
    column.values.set(key, kept);
    column.bytes += bytes;
    this.#bytes += bytes;
  }
}

/** The values of one name, by the keys of the artifacts. */
export interface NamedColumn {
  /** True if it is known what the artifact has. */
  has(key: string): boolean;
  /** Returns the value; undefined if the artifact has none. */
  get(key: string): FoundValue | undefined;
  set(key: string, value: FoundValue | undefined): void;
}

function keptOf(column: Column, value: FoundValue | undefined): KeptValue {
  if (value === undefined) return undefined;
  const { tree, isLeaf } = value;
  const pointer = column.pointers.get(value.pointer) ?? value.pointer;
  column.pointers.set(pointer, pointer);
  column.barePointer ??= pointer;
  if (isLeaf && pointer === column.barePointer && isStoredScalar(tree)) return tree;
  return { pointer, tree: standInOf(tree), isLeaf };
}

const foundOf = ({ barePointer = '' }: Column, kept: KeptValue): FoundValue | undefined =>
  kept === undefined || isFound(kept) ? kept : { pointer: barePointer, tree: kept, isLeaf: true };

const isFound = (kept: StoredScalar | FoundValue): kept is FoundValue =>
  typeof kept === 'object' && kept !== null && 'isLeaf' in kept;

/** Returns a value of the same type without its content: no condition asks for what is in an array, a list or an object. */
function standInOf(tree: StoredTree): StoredTree {
  if (tree instanceof StoredArray) return StoredArray.unread(tree, () => {});
  if (Array.isArray(tree)) return [];
  return isStoredObject(tree) ? {} : tree;
}
