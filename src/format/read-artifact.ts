// The ways in which a file is read:
//
//      does the file end in `$artifact` and a seal? ──────── no ────────────────────────────┐
//        │ yes                                                                              │
//      hash each piece, and cut the arrays out of it ─────── not in the writer's layout ────┤
//        │ the text without arrays                                                          │
//      does JSON.parse lose nothing of this text? ── no ──┐                                 │
//        │ yes                                            │                                 │
//      take its tree                       read the text with readJson ── a fault ──────────┤
//        │                                                │                                 │
//        ├────────────────────────────────────────────────┘                                 ▼
//      put the arrays back in place ──────── an array is not where its line is ──→ read the whole file
//        ▼                                                                         with readJson
//      quick reader: memory for arrays and text                                    exact reader
//
// JSON.parse takes about a third of the time of readJson, but it rounds integers and takes a key twice. So the text goes to readJson
// where that may have happened, and where the text is too long for a string of V8. The whole file goes to readJson only if another tool
// wrote it or something is wrong with it: errors then tell the place in the file. Its size must not decide on a fault of a number: a file
// of many GB has a short text without its arrays, which fits into memory when the file does not.

import type { Source } from '../storage/storage.js';
import type { ArtifactFile, ReadOptions } from './artifact-file.js';
import { readExactly } from './exact-reader.js';
import { readQuickly } from './quick-reader.js';

/**
 * Reads an artifact file and checks its seal, if it is sealed.
 *
 * @throws IntegrityError (`ARTIFACT_INTEGRITY`) if the seal is broken.
 * @throws FormatError (`ARTIFACT_FORMAT`) if the text is not JSON, its root no object, or its format unknown.
 * @throws ChangedElements if an array is not the one that is expected.
 */
export async function readArtifact(source: Source, options: ReadOptions): Promise<ArtifactFile> {
  options.progress.throwIfAborted();
  return (await readQuickly(source, options)) ?? readExactly(source, options);
}
