import { escaped } from '../../display/escaping.js';
import { SEED_KEY } from '../../display/key-names.js';
import type { OpenedArtifact } from '../../display/opened-artifact.js';
import { valueText } from '../../display/value-text.js';
import { sizeText } from '../../display/wording.js';
import { PROCEDURE_NAME_KEY, PROCEDURE_VERSION_KEY, TIMESTAMP_KEY } from '../../format/layout.js';
import { isStoredScalar, type StoredTree } from '../../format/stored-tree.js';
import { PresentArtifact } from '../../repository/present-artifact.js';
import type { Terminal } from '../console/terminal.js';

/** The number of digits of the seal that are shown. */
const SEAL_DIGITS_SHOWN = 16;

/** Yields the lines above the members: procedure, version, id, file, time, seed, seal and size. */
export function* headLines(
  { resolved, root, size, artifact, fault }: OpenedArtifact,
  { bold, red }: Terminal['colors'],
): Generator<string> {
  const {
    [PROCEDURE_NAME_KEY]: name,
    [PROCEDURE_VERSION_KEY]: version,
    [TIMESTAMP_KEY]: time,
    [SEED_KEY]: seed,
  } = root;
  const folder = resolved.key?.split('/')[0] ?? 'Unknown procedure';
  const procedure = typeof name === 'string' ? name : folder;
  yield `${bold(escaped(procedure))}${typeof version === 'string' ? ` ${escaped(version)}` : ''}   ${resolved.id}`;
  yield `  file    ${escaped(resolved.path)}`;
  if (artifact instanceof PresentArtifact) yield `  class   ${changeText(artifact)}`;
  if (typeof time === 'string') yield `  time    ${escaped(time)}`;
  if (isStoredScalar(seed)) yield `  seed    ${valueText(seed)}`;
  if (artifact === undefined) yield `  seal    ${red('not checked')}: the file is damaged`;
  else if (artifact.seal === undefined) yield '  seal    none (another tool wrote the file)';
  else yield `  seal    ${artifact.seal.slice(0, SEAL_DIGITS_SHOWN)}… ${fault === undefined ? 'right' : red('WRONG')}`;
  yield `  size    ${sizeText(size)}`;
}

const changeText = ({ schemaVersion, classVersion }: PresentArtifact): string =>
  schemaVersion === classVersion
    ? 'shown with the keys and defaults that it has now'
    : `upgraded from version ${schemaVersion} to ${classVersion}`;

/** True if {@link headLines} shows a member of the root, so that it need not be shown among the members. */
export const isInHead = (key: string, member: StoredTree): boolean =>
  key === SEED_KEY
    ? isStoredScalar(member)
    : typeof member === 'string' && [PROCEDURE_NAME_KEY, PROCEDURE_VERSION_KEY, TIMESTAMP_KEY].includes(key);
