import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { escaped } from '../../display/escaping.js';
import { Failure } from '../../display/failure.js';
import { artifactPlanOf } from '../../mapping/plan.js';
import { type ArtifactError, isArtifactError } from '../../model/errors.js';
import { ArtifactClasses } from '../../repository/artifact-classes.js';
import type { ContentDecoder } from '../../repository/content-decoder.js';
import { contentDecoder } from '../../repository/loading.js';
import { PresentArtifact } from '../../repository/present-artifact.js';
import { hasPresentMembers, inPresentForm } from '../../repository/present-form.js';
import { type OpenStoredOptions, openStoredArtifact, type StoredArtifact } from '../../repository/stored-artifact.js';
import type { Source } from '../../storage/storage.js';
import { failureOf } from '../console/failure.js';

/** The classes that the user gives by `--import`, and what they make of files. */
export class ImportedClasses {
  /** The paths of the files that are older than their classes, of those that were opened so far. */
  readonly older = new Set<string>();
  /** The errors of the files that do not fit their classes, by path, of those that were opened so far. */
  readonly misfits = new Map<string, ArtifactError>();

  private constructor(readonly all: ArtifactClasses) {}

  /**
   * Imports a module that declares artifact classes.
   *
   * @param name - a path, or the name of a package that is installed in the project of the working directory.
   * @throws Failure (`IMPORT`) if the module cannot be imported or declares no artifact class.
   * @throws DeclarationError (`ARTIFACT_DECLARATION`) if classes are declared wrongly, or two for one procedure.
   */
  static async of(name: string): Promise<ImportedClasses> {
    await importModule(name);
    const classes = ArtifactClasses.declared();
    if (classes.procedureNames.length === 0)
      throw importFailure(
        `${escaped(name)} declares no artifact class with this copy of persisted-artifacts.\n` +
          'The copy of the project is run by npx --no artifacts.',
      );
    classes.refuseNamesakes();
    return new ImportedClasses(classes);
  }

  /** Decodes the files of these classes. */
  get decoder(): ContentDecoder {
    return contentDecoder(this.all, 'declared', {});
  }

  /** Returns the present name of a procedure, of which a folder may have a former name. */
  presentName(folder: string): string {
    const Class = this.all.of(folder);
    return Class === undefined ? folder : artifactPlanOf(Class).procedureName;
  }

  /** Returns the names of the folders that have the artifacts of a procedure: its present name, and its former ones. */
  foldersOf(procedure: string): readonly string[] {
    const Class = this.all.of(procedure);
    const isPresent = Class !== undefined && this.presentName(procedure) === procedure;
    return isPresent ? [procedure, ...artifactPlanOf(Class).procedureAliases] : [procedure];
  }

  /** True if the members of a procedure's files are those that its class gives them. */
  readsAsStored(procedure: string): boolean {
    const Class = this.all.of(procedure);
    return Class === undefined || hasPresentMembers(Class, 1);
  }

  /**
   * Opens an artifact with the members that its class gives it now. One that does not fit its class is opened as it is stored, and is
   * added to {@link misfits}.
   *
   * @throws all that `openStoredArtifact` throws.
   */
  async open(open: () => Promise<Source>, path: string, options: OpenStoredOptions): Promise<StoredArtifact> {
    const stored = await openStoredArtifact(open, path, options);
    const Class = this.all.of(stored.procedureName);
    if (Class === undefined) return stored;
    try {
      const present = await inPresentForm(stored, Class, {}, open, options);
      if (present instanceof PresentArtifact) this.older.add(path);
      return present;
    } catch (error) {
      if (!isArtifactError(error)) throw error;
      // The default of a field is first used here. That it is wrong is a fault of the class, not of the file.
      if (isArtifactError(error, 'ARTIFACT_DECLARATION')) throw failureOf(error);
      this.misfits.set(path, error);
      return stored;
    }
  }
}

async function importModule(name: string): Promise<void> {
  try {
    const path = existsSync(name) ? resolve(name) : createRequire(resolve('_')).resolve(name);
    await import(pathToFileURL(path).href);
  } catch (error) {
    if (isArtifactError(error)) throw error;
    const [reason = ''] = String(error instanceof Error ? error.message : error).split('\n');
    throw importFailure(`${escaped(name)} could not be imported: ${escaped(reason)}`);
  }
}

const importFailure = (message: string): Failure => new Failure(message, { code: 'IMPORT' });
