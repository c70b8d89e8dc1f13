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
//      put the arrays back in place ──────── an array is not where its line is ──→ read the file with
//        ▼                                                                         JsonReader
//      quick reader: memory for arrays and text                                    exact reader
//
// JSON.parse rounds integers and takes a key twice, so the text goes to readJson where that may have happened, and where the text is too
// long for a string of V8. Not all text goes there, because a file of many nested objects then takes 1.7 times as long to load. The file
// itself goes to JsonReader only if another tool wrote it or something is wrong with it: the error then names the place in the file. A large
// file of another tool goes there piece by piece, and a sealed one as a whole. A number that JSON.parse would round is no reason for that: a
// file of many GB, which does not fit into memory, has a short text without its arrays.

import type { Source } from '../storage/storage.js';
import type { ArtifactFile, JsonFile, ReadOptions } from './artifact-file.js';
import { readAnyJsonExactly, readExactly } from './exact-reader.js';
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

/**
 * Reads any JSON file, whatever its root is. Checks the seal of a sealed one.
 *
 * @throws IntegrityError (`ARTIFACT_INTEGRITY`) if the seal is broken.
 * @throws FormatError (`ARTIFACT_FORMAT`) if the text is not JSON, or sealed in an unknown format.
 */
export async function readAnyJson(source: Source, options: ReadOptions): Promise<JsonFile> {
  options.progress.throwIfAborted();
  return (await readQuickly(source, options)) ?? readAnyJsonExactly(source, options);
}
