import { createHash } from 'node:crypto';
import type { Elements } from '../model/elements.js';
import { LIMITS, type Limits } from '../model/limits.js';
import type { Tree, TreeObject } from '../model/tree.js';
import type { ArrayTable } from './array-table.js';
import {
  ARTIFACT_KEY,
  FORMAT,
  FROM_KEY,
  NON_FINITE_KEY,
  SCHEMA_VERSION_KEY,
  SEAL_CLOSING,
  SEAL_OPENING,
} from './layout.js';
import type { NonFinitePlaces } from './non-finite.js';
import { sectionPieces } from './section-pieces.js';
import { sortedKeys, type TextSection, TreeLayout } from './tree-layout.js';

/** An artifact as it is encoded: its members, and what `$artifact` says about them. */
export interface EncodedArtifact {
  readonly root: TreeObject;
  readonly arrays: ArrayTable;
  readonly nonFinite: NonFinitePlaces;
  /**
   * The version of the class.
   * @defaultValue 1
   */
  readonly schemaVersion?: number;
}

/**
 * The sealed text of an artifact. The constructor lays out everything but arrays and long strings, and copies small arrays; {@link pieces}
 * makes the rest of the text piece by piece, so that it is never in memory as a whole.
 */
export class ArtifactText {
  /** The arrays that stand in the text as lists with items in them, in its order. */
  readonly elements: readonly Elements[];
  readonly #sections: readonly TextSection[];
  /** The index of the section behind `from`, if the file has that. */
  readonly #behindFrom: number;
  /** The keys of the root, each with the index of the section in which it begins. */
  readonly #members: { readonly key: string; readonly section: number }[] = [];
  readonly #limits: Limits;

  constructor({ root, arrays, nonFinite, schemaVersion = 1 }: EncodedArtifact, limits = LIMITS) {
    const layout = new TreeLayout(limits);
    layout.addText('{');
    for (const key of sortedKeys(root)) {
      this.#members.push({ key, section: layout.sections.length });
      layout.addText('\n  ');
      layout.addKey(key);
      layout.addTree(root[key] as Tree, '  ');
      layout.addText(',');
    }
    layout.addText(`\n  "${ARTIFACT_KEY}": {\n    "arrays": `);
    layout.addTree(arrays.toTree(), '    ');
    layout.addText(`,\n    "format": ${FORMAT},\n`);
    layout.endSection();
    this.#behindFrom = layout.sections.length;
    const places = nonFinite.sortedIn(root);
    if (places.length > 0) {
      layout.addText(`    "${NON_FINITE_KEY}": `);
      layout.addTree(places, '    ');
      layout.addText(',\n');
    }
    if (schemaVersion > 1) layout.addText(`    "${SCHEMA_VERSION_KEY}": ${schemaVersion},\n`);
    layout.addText(SEAL_OPENING);
    layout.endSection();
    this.elements = layout.elements;
    this.#sections = layout.sections;
    this.#limits = limits;
  }

  /**
   * Yields the bytes of the file piece by piece.
   *
   * @param from - the seal of the file from which the artifact was upgraded, if the new file shall name it.
   * @returns the seal at their end: SHA-256, 64 hexadecimal digits.
   * @throws ChangedElements if an array has become shorter.
   * @throws TextTooLong if everything but arrays takes more bytes than a reader accepts.
   */
  *pieces(from?: string): Generator<Uint8Array, string> {
    const hash = createHash('sha256');
    const line = from === undefined ? [] : [`    "${FROM_KEY}": "${from}",\n`];
    const sections = this.#sections.toSpliced(this.#behindFrom, 0, ...line);
    const pieces = sectionPieces(sections, this.#limits, (section) => this.#memberAt(section));
    for (;;) {
      const { done, value } = pieces.next();
      hash.update(value);
      if (!done) {
        yield value;
        continue;
      }
      const seal = hash.digest('hex');
      yield Buffer.concat([value, Buffer.from(`${seal}${SEAL_CLOSING}`)]);
      return seal;
    }
  }

  /** Returns the key of the root's member to which a section belongs. */
  #memberAt(section: number): string | undefined {
    return this.#members.findLast((member) => member.section <= section)?.key;
  }
}
