import { PROCEDURE_NAME_KEY } from '../format/layout.js';
import { type ArtifactFile, readAs } from '../format/read-artifact.js';
import { type Class, classOf } from '../mapping/class.js';
import { decodeInstance } from '../mapping/mapper.js';
import { type ArtifactLike, artifactPlanOf, declaredClasses, THENABLE } from '../mapping/plan.js';
import {
  DeclarationError,
  FormatError,
  oneFault,
  quoted,
  TWO_CLASSES,
  UnknownProcedureError,
} from '../model/errors.js';
import { pointerOf } from '../model/pointer.js';
import type { ProgressReporter } from '../model/progress.js';
import type { Source } from '../storage/storage.js';
import type { Decoding } from './verification.js';

/** The classes that artifacts may be of, by the names of their procedures. */
export class Classes {
  readonly #byProcedure = new Map<string, Set<Class<ArtifactLike>>>();

  /** @throws DeclarationError (`ARTIFACT_DECLARATION`) if one of them is no artifact class. */
  constructor(all: Iterable<Class<ArtifactLike>>) {
    for (const Class of all) {
      const { procedureName } = artifactPlanOf(Class);
      const namesakes = this.#byProcedure.get(procedureName);
      if (namesakes === undefined) this.#byProcedure.set(procedureName, new Set([Class]));
      else namesakes.add(Class);
    }
  }

  /** Every artifact class declared so far. */
  static declared(): Classes {
    return new Classes(declaredClasses() as Iterable<Class<ArtifactLike>>);
  }

  /** The names of all procedures. */
  get procedures(): string[] {
    return [...this.#byProcedure.keys()];
  }

  /** Tells whether a procedure has a class. */
  includes(procedure: string): boolean {
    return this.#byProcedure.has(procedure);
  }

  /** Tells whether a class is among them. */
  has(Class: Class<ArtifactLike>): boolean {
    return this.#byProcedure.get(artifactPlanOf(Class).procedureName)?.has(Class) === true;
  }

  /** @throws DeclarationError (`ARTIFACT_DECLARATION`) if two of them have one procedure name. */
  refuseNamesakes(): void {
    for (const procedure of this.#byProcedure.keys()) this.of(procedure);
  }

  /**
   * The class of a procedure, undefined if there is none.
   * @throws DeclarationError (`ARTIFACT_DECLARATION`) if there are several.
   */
  of(procedure: string): Class<ArtifactLike> | undefined {
    const [Class, other] = this.#byProcedure.get(procedure) ?? [];
    if (Class === undefined || other === undefined) return Class;
    const reason = other.name === Class.name ? ` (${TWO_CLASSES})` : '';
    throw new DeclarationError(
      other.name,
      undefined,
      `has the procedure name ${procedure}, which another class ${Class.name} has already${reason}; give one of them another with @Persisted({ procedure }), give load the class, or pass classes to the repository`,
    );
  }
}

/** Decoding for a verification: of the files whose procedures have a class, of all, or of none. */
export const decodingBy = (classes: Classes, which: 'declared' | 'all' | 'none'): Decoding => ({
  includes: (procedure) => which === 'all' || (which === 'declared' && classes.includes(procedure)),
  decode: (file, path) => void artifactIn(file, path, classes),
});

/** Reads a file and makes an instance of it: of the class given, or of the one of the procedure that the file names. */
export const loadFrom = (
  source: Source,
  path: string,
  from: Class<ArtifactLike> | Classes,
  progress: ProgressReporter,
): Promise<ArtifactLike> =>
  readAs(source, { path, progress, step: 'read', arrays: 'keep' }, (file) => artifactIn(file, path, from));

/**
 * Refuses an artifact with a function `then` of its own: `await` would take it for a promise, and give something else. Classes with
 * a method `then` are refused when they are declared.
 * @throws DeclarationError (`ARTIFACT_DECLARATION`)
 */
export function refuseThenable(artifact: ArtifactLike): void {
  const then = Object.getOwnPropertyDescriptor(artifact, 'then');
  if (then !== undefined && (then.get !== undefined || typeof then.value === 'function'))
    throw new DeclarationError(classOf(artifact).name, 'then', THENABLE);
}

/** Makes an instance of what a file holds: of the class given, or of the one of the procedure that the file names. */
export function artifactIn(
  file: ArtifactFile,
  path: string | undefined,
  from: Class<ArtifactLike> | Classes,
): ArtifactLike {
  const artifact = decodeInstance(classFor(file, path, from), file, path);
  refuseThenable(artifact);
  return artifact;
}

function classFor(
  file: ArtifactFile,
  path: string | undefined,
  from: Class<ArtifactLike> | Classes,
): Class<ArtifactLike> {
  const procedure = file.root[PROCEDURE_NAME_KEY];
  if (typeof procedure !== 'string') throw new FormatError(path, `is not an artifact: it has no ${PROCEDURE_NAME_KEY}`);
  if (from instanceof Classes) {
    const Class = from.of(procedure);
    if (Class === undefined) throw new UnknownProcedureError(path, procedure, from.procedures);
    return Class;
  }
  const expected = artifactPlanOf(from).procedureName;
  if (procedure === expected) return from;
  const message = `found ${quoted(procedure)}, expected ${quoted(expected)}`;
  throw oneFault(expected, path, 'invalid-value', pointerOf([PROCEDURE_NAME_KEY]), message);
}
