import { Definitions } from '../codecs/schema/definitions.js';
import { SchemaPlace } from '../codecs/schema/schema-place.js';
import type { Class } from '../mapping/class.js';
import type { JsonSchema } from '../model/json-schema.js';
import type { Codec } from './codec.js';
import { rootCodec } from './root-codec.js';

const DRAFT = 'https://json-schema.org/draft/2020-12/schema';

/**
 * Returns the JSON Schema (draft 2020-12) of the stored form of a class or codec: of the files of an artifact class, sealed or not.
 *
 * Every file fits it that can be loaded, but for one without `procedure_name`, and for one of an older version, which is upgraded first.
 * Not every file that fits it can be loaded: a schema knows no seals, does not see a key that is there twice, and cannot say that the rows
 * of an array have one length. class-validator's constraints are included as far as JSON Schema can say them, but for those with a
 * condition or groups.
 *
 * @param type - a declared class, or a codec.
 * @throws DeclarationError (`ARTIFACT_DECLARATION`) if it is neither, or is declared wrongly.
 * @see https://json-schema.org/draft/2020-12
 *
 * @example
 * await writeFile('change-points.schema.json', JSON.stringify(jsonSchemaOf(ChangePoints)));
 */
export function jsonSchemaOf(type: Class | Codec<unknown, never>): JsonSchema {
  const codec = rootCodec(type);
  const definitions = new Definitions();
  const schema = codec.schema(SchemaPlace.root(definitions));
  const { schemas } = definitions;
  // A copy, because codecs share parts of schemas.
  return structuredClone({ $schema: DRAFT, ...schema, ...(schemas === undefined ? {} : { $defs: schemas }) });
}
