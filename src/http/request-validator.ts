import { Ajv2020 } from 'ajv/dist/2020.js';
import type { FastifySchemaCompiler } from 'fastify';

/**
 * Compiles the request schemas of the contract. Bodies are taken as they are: `"5"` is not a number, and an unknown
 * field is an error instead of being dropped, so that a typing mistake cannot change what was asked. Query and path
 * parameters are text by nature and become the declared type; unknown query parameters are errors too.
 */
export function createRequestValidator(): FastifySchemaCompiler<object> {
  const options = { allErrors: true, useDefaults: true, removeAdditional: false, allowUnionTypes: true } as const;
  const bodies = new Ajv2020({ ...options, coerceTypes: false });
  const parameters = new Ajv2020({ ...options, coerceTypes: true });
  return ({ schema, httpPart }) => {
    if (httpPart === 'body') return bodies.compile(schema);
    return parameters.compile(httpPart === 'querystring' ? { ...schema, additionalProperties: false } : schema);
  };
}
