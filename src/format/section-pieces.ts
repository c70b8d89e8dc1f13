import { quotedPieces } from '../json/scalars.js';
import type { Limits } from '../model/limits.js';
import { arrayPieces } from './array-text.js';
import { PieceGatherer } from './piece-gatherer.js';
import type { LongString, TextSection } from './tree-layout.js';

/**
 * Yields the bytes of sections piece by piece, so that they are never in memory as a whole.
 *
 * @param memberAt - returns the key of the root's member to which a section belongs; undefined if there is none.
 * @returns the last piece.
 * @throws ChangedElements if an array has become shorter.
 * @throws TextTooLong if everything but arrays takes more bytes than a reader accepts.
 */
export function* sectionPieces(
  sections: readonly TextSection[],
  limits: Limits,
  memberAt: (section: number) => string | undefined,
): Generator<Buffer, Buffer> {
  const gatherer = new PieceGatherer(limits.piece, mostBytes(sections));
  let room = limits.text;
  for (const [index, section] of sections.entries()) {
    const isArray = typeof section !== 'string' && 'elements' in section;
    for (const content of isArray ? arrayPieces(section, limits) : textsOf(section, limits)) {
      if (!isArray) room -= Buffer.byteLength(content);
      if (room < 0) throw new TextTooLong(memberAt(index), limits.text);
      yield* gatherer.add(content);
    }
  }
  return gatherer.rest();
}

/** Estimates the greatest number of bytes of the text: a small artifact needs no large piece. */
function mostBytes(sections: readonly TextSection[]): number {
  let bytes = 0;
  for (const section of sections) {
    if (typeof section === 'string') bytes += 3 * section.length;
    else bytes += 'string' in section ? 6 * section.string.length : 32 * section.elements.values.length;
  }
  return bytes;
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
