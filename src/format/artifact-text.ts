import { createHash } from 'node:crypto';
import { quotedPieces } from '../json/scalars.js';
import type { Elements } from '../model/elements.js';
import { LIMITS, type Limits } from '../model/limits.js';
import type { Tree, TreeObject } from '../model/tree.js';
import type { ArrayTable } from './array-table.js';
import { arrayPieces } from './array-text.js';
import { ARTIFACT_KEY, FORMAT, NON_FINITE_KEY, SEAL_CLOSING, SEAL_OPENING } from './layout.js';
import type { NonFinitePlaces } from './non-finite.js';
import { PieceGatherer } from './piece-gatherer.js';
import { type LongString, sortedKeys, type TextSection, TreeLayout } from './tree-layout.js';

/** An artifact as it is encoded: its members, and what `$artifact` says about them. */
export interface EncodedArtifact {
  readonly root: TreeObject;
  readonly arrays: ArrayTable;
  readonly nonFinite: NonFinitePlaces;
}

/**
 * The sealed text of an artifact. The constructor lays out everything but arrays and long strings, and copies small arrays; {@link pieces}
 * makes the rest of the text piece by piece, so that it is never in memory as a whole.
 */
export class ArtifactText {
  /** The arrays that stand in the text as lists with items in them, in its order. */
  readonly elements: readonly Elements[];
  readonly #sections: readonly TextSection[];
  /** The keys of the root, each with the index of the section in which it begins. */
  readonly #members: { readonly key: string; readonly section: number }[] = [];
  readonly #limits: Limits;

  constructor({ root, arrays, nonFinite }: EncodedArtifact, limits = LIMITS) {
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
    const places = nonFinite.sortedIn(root);
    if (places.length > 0) {
      layout.addText(`    "${NON_FINITE_KEY}": `);
      layout.addTree(places, '    ');
      layout.addText(',\n');
    }
    layout.addText(SEAL_OPENING);
    layout.endSection();
    this.elements = layout.elements;
    this.#sections = layout.sections;
    this.#limits = limits;
  }

  /**
   * Yields the bytes of the file piece by piece.
   *
   * @returns the seal at their end: SHA-256, 64 hexadecimal digits.
   * @throws ChangedElements if an array has become shorter.
   * @throws TextTooLong if everything but arrays takes more bytes than a reader accepts.
   */
  *pieces(): Generator<Uint8Array, string> {
    const hash = createHash('sha256');
    const gatherer = new PieceGatherer(this.#limits.piece, this.#maxBytes());
    let room = this.#limits.text;
    for (const [index, section] of this.#sections.entries()) {
      const isArray = typeof section !== 'string' && 'elements' in section;
      for (const content of isArray ? arrayPieces(section, this.#limits) : textsOf(section, this.#limits)) {
        if (!isArray) room -= Buffer.byteLength(content);
        if (room < 0) throw new TextTooLong(this.#memberAt(index), this.#limits.text);
        for (const piece of gatherer.add(content)) {
          hash.update(piece);
          yield piece;
        }
      }
    }
    const rest = gatherer.rest();
    const seal = hash.update(rest).digest('hex');
    yield Buffer.concat([rest, Buffer.from(`${seal}${SEAL_CLOSING}`)]);
    return seal;
  }

  /** Estimates the greatest number of bytes of the text: a small artifact needs no large piece. */
  #maxBytes(): number {
    let bytes = 0;
    for (const section of this.#sections) {
      if (typeof section === 'string') bytes += 3 * section.length;
      else bytes += 'string' in section ? 6 * section.string.length : 32 * section.elements.values.length;
    }
    return bytes;
  }

  /** Returns the key of the root's member to which a section belongs. */
  #memberAt(section: number): string | undefined {
    return this.#members.findLast((member) => member.section <= section)?.key;
  }
}

/** Yields the text of a section without arrays. */
function* textsOf(section: string | LongString, { piece }: Limits): Generator<string> {
  if (typeof section === 'string') yield section;
  else yield* quotedPieces(section.string, piece);
}

/** Thrown if everything but the arrays of an artifact takes more bytes than a reader accepts. */
export class TextTooLong extends Error {
  constructor(
    /** The member of the root at which the limit was exceeded. */
    readonly key: string | undefined,
    /** The limit, in bytes. */
    readonly maxBytes: number,
  ) {
    super('found too long a text');
  }
}
