import type { Class } from '../mapping/class.js';
import { type ArtifactLike, artifactPlanOf, declaredClasses } from '../mapping/plan.js';
import { DeclarationError } from '../model/errors.js';
import { TWO_CLASSES } from '../model/message-text.js';

/** The classes that artifacts may be of, by the names of their procedures. */
export class ArtifactClasses {
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
  static declared(): ArtifactClasses {
    return new ArtifactClasses(declaredClasses() as Iterable<Class<ArtifactLike>>);
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
