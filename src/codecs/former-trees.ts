import type { Codec } from './codec.js';

/** True if a codec, or one of those of what is in its values, decodes trees of files that were written before a class changed. */
export function takesFormerTrees(codec: Codec, seen = new Set<Codec>()): boolean {
  if (seen.has(codec)) return false;
  seen.add(codec);
  return codec.takesFormerTrees === true || (codec.parts?.some((part) => takesFormerTrees(part, seen)) ?? false);
}
