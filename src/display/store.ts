import type { ArtifactError } from '../model/errors.js';
import type { OpenStoredOptions, StoredArtifact } from '../repository/stored-artifact.js';
import type { Source, Storage } from '../storage/storage.js';

/** Where artifacts are, and how they are opened. */
export interface Store {
  readonly storage: Storage;

  /** Opens an artifact, as its class has it now if the class is known, and otherwise as it is stored. */
  openStored(open: () => Promise<Source>, path: string, options: OpenStoredOptions): Promise<StoredArtifact>;

  /** Returns the present name of the procedure whose artifacts a folder has; without this function, it is the name of the folder. */
  presentName?(folder: string): string;

  /** The errors of files that do not fit their classes, and are opened as they are stored, by path. */
  readonly misfits?: ReadonlyMap<string, ArtifactError> | undefined;

  /** True if the artifacts of a procedure are opened as they are stored. */
  readsAsStored(procedure: string): boolean;
}
