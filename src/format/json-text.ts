import { LIMITS, type Limits } from '../model/limits.js';
import type { Tree } from '../model/tree.js';
import { sectionPieces } from './section-pieces.js';
import { type TextSection, TreeLayout } from './tree-layout.js';

/**
 * The text of a JSON file without `$artifact`, in the layout of format 1. The constructor lays out everything but arrays and long strings, and
 * copies small arrays; {@link pieces} makes the rest piece by piece, so that it is never in memory as a whole.
 *
 * @see RFC 8259
 */
export class JsonText {
  readonly #sections: readonly TextSection[];
  readonly #limits: Limits;

  constructor(root: Tree, limits = LIMITS) {
    const layout = new TreeLayout(limits);
    layout.addTree(root, '');
    layout.addText('\n');
    layout.endSection();
    this.#sections = layout.sections;
    this.#limits = limits;
  }

  /**
   * Yields the bytes of the file piece by piece.
   *
   * @throws ChangedElements if an array has become shorter.
   * @throws TextTooLong if everything but arrays takes more bytes than a reader accepts.
   */
  *pieces(): Generator<Uint8Array, void> {
    yield yield* sectionPieces(this.#sections, this.#limits, () => undefined);
  }
}
