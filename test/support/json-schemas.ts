import { Ajv2020, type ErrorObject } from 'ajv/dist/2020.js';
import type { JsonSchema } from '../../src/index.js';

/** Strict: it refuses a schema with a keyword that is unknown, or that is for another type than the schema has. */
const ajv = new Ajv2020({ strict: true, allErrors: true });

/** Returns a function that returns where a value does not fit a schema, and why not. The schema has to be one of the draft 2020-12. */
export function fitting(schema: JsonSchema): (value: unknown) => string[] {
  const validate = ajv.compile(schema);
  ajv.removeSchema(schema);
  return (value) => (validate(value) ? [] : (validate.errors ?? []).map(lineOf));
}

const lineOf = ({ instancePath, message, params }: ErrorObject): string =>
  `${instancePath} ${message}${'additionalProperty' in params ? `: ${params['additionalProperty']}` : ''}`;
