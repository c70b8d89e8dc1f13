import type { StoredObject } from '../format/stored-tree.js';
import { StoredArtifact } from './stored-artifact.js';

/** An artifact whose file is older than its class, with the members that its class gives it now. */
export class PresentArtifact extends StoredArtifact {
  constructor(
    stored: StoredArtifact,
    root: StoredObject,
    /** The version of the class. It is that of the file if only former keys and defaults make the difference. */
    readonly classVersion: number,
  ) {
    super(stored.path, stored.size, root, stored, stored.places);
  }
}
