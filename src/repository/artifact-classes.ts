import type { Class } from '../mapping/class.js';
import { type ArtifactLike, artifactPlanOf, declaredClasses } from '../mapping/plan.js';
import { DeclarationError } from '../model/errors.js';
import { TWO_CLASSES } from '../model/message-text.js';

/** The artifact classes that a repository loads, by the present and former names of their procedures. */
export class ArtifactClasses {
  readonly #byProcedureName = new Map<string, Set<Class<ArtifactLike>>>();

  /** @throws DeclarationError (`ARTIFACT_DECLARATION`) if one of the classes is not an artifact class. */
  constructor(classes: Iterable<Class<ArtifactLike>>) {
    for (const Class of classes) {
      const { procedureName, procedureAliases } = artifactPlanOf(Class);
      for (const name of [procedureName, ...procedureAliases]) {
        const namesakes = this.#byProcedureName.get(name);
        if (namesakes === undefined) this.#byProcedureName.set(name, new Set([Class]));
        else namesakes.add(Class);
      }
    }
  }

  /** Returns all artifact classes declared so far. */
  static declared(): ArtifactClasses {
    return new ArtifactClasses(declaredClasses() as Iterable<Class<ArtifactLike>>);
  }

  /** The names of the procedures that have a class. */
  get procedureNames(): string[] {
    return [...this.#byProcedureName.keys()];
  }

  /** True if a procedure has a class. */
  includes(procedureName: string): boolean {
    return this.#byProcedureName.has(procedureName);
  }

  /** True if this very class is one of them. */
  has(Class: Class<ArtifactLike>): boolean {
    return this.#byProcedureName.get(artifactPlanOf(Class).procedureName)?.has(Class) === true;
  }

  /** @throws DeclarationError (`ARTIFACT_DECLARATION`) if two of the classes have one procedure name, present or former. */
  refuseNamesakes(): void {
    for (const procedureName of this.#byProcedureName.keys()) this.of(procedureName);
  }

  /** Returns the class of a procedure; undefined if it has none, or several. */
  onlyOf(procedureName: string): Class<ArtifactLike> | undefined {
    const [Class, other] = this.#byProcedureName.get(procedureName) ?? [];
    return other === undefined ? Class : undefined;
  }

  /**
   * Returns the class of a procedure; undefined if it has none.
   *
   * @throws DeclarationError (`ARTIFACT_DECLARATION`) if several classes have this procedure name.
   */
  of(procedureName: string): Class<ArtifactLike> | undefined {
    const [Class, other] = this.#byProcedureName.get(procedureName) ?? [];
    if (Class === undefined || other === undefined) return Class;
    const reason = other.name === Class.name ? ` (${TWO_CLASSES})` : '';
    const isPresent = (each: Class) => artifactPlanOf(each).procedureName === procedureName;
    const of = isPresent(other) ? 'procedure name' : 'former procedure name';
    const otherwise =
      isPresent(Class) === isPresent(other) ? '' : isPresent(Class) ? ' as its present one' : ' as a former one';
    throw new DeclarationError(
      other.name,
      undefined,
      `has the ${of} ${procedureName}, which another class ${Class.name} has already${otherwise}${reason}; give one of them another with @Persisted({ procedure }), give load the class, or pass classes to the repository`,
    );
  }
}
