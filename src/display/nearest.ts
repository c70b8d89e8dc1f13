import { distance } from 'fastest-levenshtein';

/** A candidate is similar up to this edit distance, and below this part of the longer word's length. Commander has the same limits. */
const MAX_DISTANCE = 3;
const MAX_DISTANCE_PART = 0.6;

/** Returns the candidate that is most similar to a misspelled word, regardless of case; undefined if none is similar. */
export function nearest(word: string, candidates: Iterable<string>): string | undefined {
  let best: string | undefined;
  let least = MAX_DISTANCE + 1;
  for (const candidate of candidates) {
    const edits = distance(word.toLowerCase(), candidate.toLowerCase());
    if (edits >= least || edits >= MAX_DISTANCE_PART * Math.max(word.length, candidate.length)) continue;
    best = candidate;
    least = edits;
  }
  return best;
}
