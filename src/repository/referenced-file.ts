import { readSeal } from '../format/seal.js';
import { isNameOfFile, type ReferenceTexts } from '../format/stored-reference.js';
import { IntegrityError } from '../model/errors.js';
import type { Source } from '../storage/storage.js';

/**
 * Returns a reference to an artifact's file.
 *
 * @param seal - undefined if the file is unsealed.
 * @param plan - the plan of the artifact's class.
 * @throws TypeError if no reference can name the file.
 */
export function referenceToFile(
  path: string,
  key: string,
  seal: string | undefined,
  {
    procedureName: present,
    procedureAliases,
  }: { readonly procedureName: string; readonly procedureAliases: readonly string[] },
): ReferenceTexts {
  const [procedureName = '', file = ''] = key.split('/');
  const name = file.replace(/\.json$/, '');
  if (seal === undefined)
    throw new TypeError(
      `found an artifact from ${path}, which has no seal, expected one that this library has saved: save it first, or take its folder over by "artifacts adopt"`,
    );
  const isOfClass = procedureName === present || procedureAliases.includes(procedureName);
  if (!isOfClass || !isNameOfFile({ procedureName, name }))
    throw new TypeError(`found an artifact from ${path}, which does not bear its own name, expected one that does`);
  return { procedureName, name, seal };
}

/**
 * Checks that a file has the seal that a reference states. Whether the seal is right is checked when the file is read.
 *
 * @throws IntegrityError (`ARTIFACT_INTEGRITY`) if the file has another seal, or none.
 */
export async function checkSealOfReference(source: Source, path: string, { seal }: ReferenceTexts): Promise<void> {
  const found = (await readSeal(source)) ?? 'no seal';
  if (found !== seal) throw new IntegrityError(path, seal, found, 'is not the artifact that the reference names');
}
