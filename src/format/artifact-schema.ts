import { MAX_LABEL_LENGTH } from '../model/array-labels.js';
import { dtypeNames } from '../model/dtypes.js';
import type { JsonSchema } from '../model/json-schema.js';
import { FORMAT, FROM_KEY, NON_FINITE_KEY, SCHEMA_VERSION_KEY, SEAL_LENGTH } from './layout.js';

const LABEL: JsonSchema = { type: 'string', minLength: 1, maxLength: MAX_LABEL_LENGTH };

const ARRAY_ENTRY: JsonSchema = {
  type: 'object',
  properties: {
    axes: { type: 'array', items: LABEL },
    dtype: { enum: dtypeNames },
    missing: { type: 'null' },
    shape: { type: 'array', items: { type: 'integer', minimum: 0 } },
    unit: LABEL,
    x: { type: 'string' },
  },
  required: ['dtype'],
  additionalProperties: false,
};

const SEAL: JsonSchema = { type: 'string', pattern: `^[0-9a-f]{${SEAL_LENGTH}}$` };

/** The JSON Schema of `$artifact`, the last member of a sealed file. It cannot say whether the seal and the table of arrays fit the file. */
export const ARTIFACT_SCHEMA: JsonSchema = {
  type: 'object',
  properties: {
    arrays: { type: 'object', additionalProperties: ARRAY_ENTRY },
    format: { const: FORMAT },
    [FROM_KEY]: SEAL,
    [NON_FINITE_KEY]: { type: 'array', items: { type: 'string' }, minItems: 1, uniqueItems: true },
    [SCHEMA_VERSION_KEY]: { type: 'integer', minimum: 2 },
    sha256: SEAL,
  },
  required: ['arrays', 'format', 'sha256'],
  additionalProperties: false,
};
