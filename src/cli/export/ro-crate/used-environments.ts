import { createHash } from 'node:crypto';
import { isStoredObject, type StoredObject, type StoredTree } from '../../../format/stored-tree.js';
import type { Environment } from '../../../provenance/environment.js';
import { jsonText } from '../../console/json-text.js';
import { compacted, type Link, localId } from './entity.js';
import type { SharedEntities } from './shared-entities.js';

/** What a member of each key of an environment may be. */
const MEMBERS: { readonly [Key in keyof Environment]: (tree: StoredTree) => boolean } = {
  node: isText,
  platform: isText,
  architecture: isText,
  package: (tree) =>
    tree === null || hasMembers(tree, { name: isText, version: (version) => version === null || isText(version) }),
  lockfile: (tree) => tree === null || hasMembers(tree, { name: isText, sha256: isText }),
  git: (tree) =>
    tree === null ||
    hasMembers(tree, { commit: isText, dirty: (dirty) => dirty === null || typeof dirty === 'boolean' }),
};

function isText(tree: StoredTree): boolean {
  return typeof tree === 'string';
}

/** True for an object that has these keys, no others, and the right member under each of them. */
function hasMembers(tree: StoredTree, members: { readonly [key: string]: (tree: StoredTree) => boolean }): boolean {
  return (
    isStoredObject(tree) &&
    Object.keys(tree).length === Object.keys(members).length &&
    Object.entries(members).every(([key, isRight]) => Object.hasOwn(tree, key) && isRight(tree[key] as StoredTree))
  );
}

/** Returns all environments in a file, by their form: what `captureEnvironment` has returned, under whatever key. No class is needed. */
export function environmentsIn(root: StoredObject): Environment[] {
  const found: Environment[] = [];
  const visit = (tree: StoredTree): void => {
    if (Array.isArray(tree)) tree.forEach(visit);
    else if (hasMembers(tree, MEMBERS)) found.push(tree as unknown as Environment);
    else if (isStoredObject(tree)) Object.values(tree).forEach(visit);
  };
  visit(root);
  return found;
}

/**
 * Adds the program of a procedure as it ran: its version, and what the environments say that it ran with.
 *
 * @returns a link to it.
 */
export function addProgram(
  shared: SharedEntities,
  procedure: string,
  version: string,
  environments: readonly Environment[],
): Link {
  const platforms = [...new Set(environments.map(({ platform }) => platform))];
  const architectures = [...new Set(environments.map(({ architecture }) => architecture))];
  const requirements = new Map<string, Link>();
  for (const environment of environments)
    for (const link of addSoftware(shared, environment)) requirements.set(link['@id'], link);
  const ranWith = {
    operatingSystem: compacted(platforms),
    processorRequirements: compacted(architectures),
    softwareRequirements: compacted([...requirements.values()]),
  };
  const digest = createHash('sha256').update(jsonText(ranWith)).digest('hex').slice(0, DIGEST_LENGTH);
  return shared.add({
    '@id': localId('procedure', procedure, version, ...(environments.length === 0 ? [] : [digest])),
    '@type': 'SoftwareApplication',
    name: procedure,
    version: version === '' ? undefined : version,
    ...ranWith,
  });
}

/** The digits of the hash that tells the programs of one version in different environments apart. */
const DIGEST_LENGTH = 16;

/** Adds what a program ran with. */
function addSoftware(shared: SharedEntities, { node, package: own, lockfile, git }: Environment): Link[] {
  const links = [
    shared.add({
      '@id': localId('software', 'Node.js', node),
      '@type': 'SoftwareApplication',
      name: 'Node.js',
      version: node,
      url: 'https://nodejs.org/',
    }),
  ];
  if (own !== null)
    links.push(
      shared.add({
        '@id': localId('package', own.name, ...(own.version === null ? [] : [own.version])),
        '@type': 'SoftwareApplication',
        name: own.name,
        version: own.version ?? undefined,
      }),
    );
  if (lockfile !== null)
    links.push(
      shared.add({
        '@id': localId('lockfile', lockfile.name, lockfile.sha256),
        '@type': 'CreativeWork',
        name: lockfile.name,
        description:
          'The lockfile, which fixes the versions of all packages. It is known by its SHA-256, and is not in this crate.',
        sha256: lockfile.sha256,
      }),
    );
  if (git !== null)
    links.push(
      shared.add({
        '@id': localId('git', git.commit, STATES[`${git.dirty}`]),
        '@type': 'SoftwareSourceCode',
        name: `git commit ${git.commit}`,
        version: git.commit,
        description: DESCRIPTIONS[STATES[`${git.dirty}`]],
      }),
    );
  return links;
}

/** What is said of a work tree, by whether it was dirty. */
const STATES = { true: 'changed', false: 'clean', null: 'unknown' } as const;

const DESCRIPTIONS = {
  changed: 'The program had changes that are not in the commit.',
  clean: 'The commit has all of the program.',
  unknown: 'Whether the commit has all of the program is not known.',
} as const;
