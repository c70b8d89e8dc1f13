import type { JsonValue } from '../../console/json-text.js';
import { jsonText } from '../../console/json-text.js';
import type { Destination } from '../destination.js';
import type { CrateDetails } from './crate-details.js';
import { runId } from './described-run.js';
import { compacted, type Entity, fileId, linkTo } from './entity.js';

/** The name of the file that makes a folder a crate. */
export const METADATA_FILE = 'ro-crate-metadata.json';

const RO_CRATE = 'https://w3id.org/ro/crate/1.1';
const PROFILE = 'https://w3id.org/ro/wfrun/process/0.5';

/** The terms of RO-Crate, and those that the profile adds: `sha256` is one of them. */
const CONTEXT: JsonValue = [`${RO_CRATE}/context`, 'https://w3id.org/ro/terms/workflow-run/context'];

/** Writes the metadata of a crate, one entity a line: the same entities always give the same bytes. */
export class CrateMetadata {
  readonly #destination: Destination;
  #isFirst = true;

  private constructor(destination: Destination) {
    this.#destination = destination;
  }

  /** Begins the metadata of a crate. */
  static async begin(destination: Destination): Promise<CrateMetadata> {
    await destination.write(`{"@context":${jsonText(CONTEXT)},"@graph":[`);
    return new CrateMetadata(destination);
  }

  /** Adds an entity, as an object or as its text. */
  async add(entity: Entity | string): Promise<void> {
    const text = typeof entity === 'string' ? entity : jsonText(entity);
    await this.#destination.write(`${this.#isFirst ? '' : ','}\n${text}`);
    this.#isFirst = false;
  }

  /** Ends the metadata. */
  async finish(): Promise<void> {
    await this.#destination.write('\n]}\n');
    await this.#destination.finish();
  }
}

/**
 * Returns the entities of a crate as a whole: its descriptor, the crate, and the profile.
 *
 * @param keys - of all artifacts in it.
 * @see https://www.researchobject.org/ro-crate/1.1/root-data-entity.html
 */
export function crateEntities(
  { name, description, published, license, authors, publisher }: CrateDetails,
  keys: readonly string[],
): Entity[] {
  const linksTo = (entities: readonly Entity[]) => compacted(entities.map(({ '@id': id }) => linkTo(id)));
  return [
    {
      '@id': METADATA_FILE,
      '@type': 'CreativeWork',
      conformsTo: linkTo(RO_CRATE),
      about: linkTo('./'),
    },
    {
      '@id': './',
      '@type': 'Dataset',
      conformsTo: linkTo(PROFILE),
      name,
      description,
      datePublished: published,
      license: linkTo(license['@id']),
      author: linksTo(authors),
      publisher: linksTo(publisher === undefined ? [] : [publisher]),
      hasPart: compacted(keys.map((key) => linkTo(fileId(key)))),
      mentions: compacted(keys.map((key) => linkTo(runId(key)))),
    },
    { '@id': PROFILE, '@type': 'CreativeWork', name: 'Process Run Crate', version: '0.5' },
  ];
}
