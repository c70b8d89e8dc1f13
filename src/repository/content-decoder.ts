import type { ArtifactFile } from '../format/artifact-file.js';

/** Decodes the contents of files for a verification, which itself knows no class. */
export interface ContentDecoder {
  /** True if files of this procedure are decoded. */
  readonly includes: (procedureName: string) => boolean;
  /** Decodes a file. An ArtifactError that it throws is a problem of the file. */
  readonly decode: (file: ArtifactFile, path: string) => void;
}

/** Decodes nothing, because no class is known. */
export const NO_DECODER: ContentDecoder = { includes: () => false, decode: () => {} };
