import { jsonText } from '../../console/json-text.js';
import { type Entity, type Link, linkTo } from './entity.js';

/** Entities that several artifacts may name: software, environments, artifacts that are not in the crate. Each stands in the crate once. */
export class SharedEntities {
  /** The text of each entity by its id. */
  readonly #texts = new Map<string, string>();

  /** Adds an entity, unless it is there. Its id has to contain all that the entity says. */
  add(entity: Entity): Link {
    this.#texts.set(entity['@id'], jsonText(entity));
    return linkTo(entity['@id']);
  }

  /** Returns the texts of all entities, sorted by their ids. */
  texts(): string[] {
    return [...this.#texts].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, text]) => text);
  }
}
