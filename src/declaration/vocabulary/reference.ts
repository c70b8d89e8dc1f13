import type { Reference } from '../../codecs/reference.js';
import type { Class } from '../../mapping/class.js';
import type { ArtifactLike } from '../../mapping/plan.js';
import { type Codec, failCall, published } from '../codec.js';
import { codecOfReferences } from '../reference-codec.js';

/**
 * Reference to an artifact of a class ⇄ object of three texts: name, procedure_name and seal.
 *
 * @param classOf - returns the class. It is called when the class is needed: it may be defined further down.
 * @throws DeclarationError (`ARTIFACT_DECLARATION`) if it is not a function; when the class is needed, if it returns no artifact class.
 * @example
 * `codec.list(codec.reference(() => ChangePoints))`
 */
export function reference<C extends Class<ArtifactLike>>(classOf: () => C): Codec<Reference<InstanceType<C>>> {
  return published(codecOfReferences(classOf, 'codec.reference()', (fault) => failCall('reference', fault)));
}
