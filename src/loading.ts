import { DeclarationError, FormatError, InvalidArtifactError, UnknownProcedureError } from './errors.js';
import { OtherLayout } from './json/layout.js';
import { pointerOf } from './json/pointer.js';
import { type ArtifactFile, type ReadOptions, readArtifact, readExactly } from './json/read-artifact.js';
import { fromTree } from './mapper.js';
import type { Pace } from './pace.js';
import { type ArtifactLike, artifactPlanOf, type Class, PROCEDURE_KEY } from './plan.js';
import type { Source } from './storage/storage.js';

/** The classes that artifacts may be of, by the names of their procedures. */
export type ClassesByProcedure = Map<string, Class<ArtifactLike>>;

/** @throws DeclarationError (`ARTIFACT_DECLARATION`) if two classes have one procedure name. */
export function byProcedure(all: Iterable<Class<ArtifactLike>>): ClassesByProcedure {
  const classes = new Map<string, Class<ArtifactLike>>();
  for (const Class of all) {
    const { procedure } = artifactPlanOf(Class);
    const other = classes.get(procedure);
    if (other !== undefined && other !== Class) {
      throw new DeclarationError(
        Class.name,
        undefined,
        `has the procedure name ${procedure}, which another class ${other.name} has already; give one of them another with @Persisted({ procedure }), or pass classes to the repository`,
      );
    }
    classes.set(procedure, Class);
  }
  return classes;
}

/** Reads a file and makes an instance of it: of the class given, or of the one of the procedure that the file names. */
export const loadFrom = (
  source: Source,
  path: string,
  from: Class<ArtifactLike> | ClassesByProcedure,
  pace: Pace,
): Promise<{ readonly file: ArtifactFile; readonly artifact: ArtifactLike }> =>
  readAs(source, { path, pace, step: 'read', arrays: 'keep' }, (file) => ({
    file,
    artifact: decode(file, path, from),
  }));

/** Reads a file and decodes it. Where its arrays were cut out, and lists are wanted, the exact reader has the last word. */
export async function readAs<T>(source: Source, options: ReadOptions, decode: (file: ArtifactFile) => T): Promise<T> {
  const file = await readArtifact(source, options);
  try {
    return decode(file);
  } catch (error) {
    if (!(error instanceof OtherLayout)) throw error;
  }
  return decode(await readExactly(source, options));
}

function decode(file: ArtifactFile, path: string, from: Class<ArtifactLike> | ClassesByProcedure): ArtifactLike {
  const procedure = file.root[PROCEDURE_KEY];
  if (typeof procedure !== 'string') throw new FormatError(path, `is not an artifact: it has no ${PROCEDURE_KEY}`);
  if (from instanceof Map) {
    const Class = from.get(procedure);
    if (Class === undefined) throw new UnknownProcedureError(path, procedure, [...from.keys()]);
    return fromTree(Class, file, path);
  }
  const expected = artifactPlanOf(from).procedure;
  if (procedure === expected) return fromTree(from, file, path);
  const message = `found ${JSON.stringify(procedure)}, expected ${JSON.stringify(expected)}`;
  throw new InvalidArtifactError(expected, path, [
    { code: 'invalid-value', path: pointerOf([PROCEDURE_KEY]), message },
  ]);
}
