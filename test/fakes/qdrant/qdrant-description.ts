import { readFileSync } from 'node:fs';
import { Ajv, type ValidateFunction } from 'ajv';

interface Operation {
  readonly requestBody?: { readonly content: { readonly 'application/json': { readonly schema: object } } };
  readonly responses: Readonly<
    Record<string, { readonly content?: { readonly 'application/json': { readonly schema: object } } }>
  >;
}

interface Description {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, object>> };
}

const description = JSON.parse(
  readFileSync(new URL('../../fixtures/qdrant/openapi-1.19.json', import.meta.url), 'utf8'),
) as Description;

/**
 * OpenAPI 3.0's `nullable` and open objects accept nearly any body in a JSON Schema validator; made strict, a misspelt
 * key is found.
 */
function strict(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(strict);
  if (typeof value !== 'object' || value === null) return value;
  const { nullable, format: _, ...rest } = value as Record<string, unknown>;
  const schema = Object.fromEntries(Object.entries(rest).map(([key, one]) => [key, strict(one)]));
  if (nullable === true && Object.keys(schema).length === 0) return { type: 'null' };
  if (nullable === true && typeof schema.type === 'string') return { ...schema, type: [schema.type, 'null'] };
  if (schema.type === 'object' && 'properties' in schema && !('additionalProperties' in schema)) {
    return { ...schema, additionalProperties: false };
  }
  return schema;
}

const ajv = new Ajv({ strict: false, allErrors: false, discriminator: false, validateFormats: false });
ajv.addSchema({ $id: 'qdrant', components: strict(description.components) });
const compiled = new Map<string, ValidateFunction>();

function validatorOf(key: string, schema: object): ValidateFunction {
  const known = compiled.get(key);
  if (known) return known;
  const local = JSON.parse(JSON.stringify(strict(schema)).replaceAll('"#/components', '"qdrant#/components'));
  const validator = ajv.compile(local);
  compiled.set(key, validator);
  return validator;
}

/** Path of the description for a request's path, with what stands in its braces; null when Qdrant has none. */
export function findOperation(method: string, path: string) {
  for (const [template, operations] of Object.entries(description.paths)) {
    const pattern = new RegExp(`^${template.replace(/\{[^}]+\}/g, '([^/]+)')}$`);
    const match = pattern.exec(path);
    const operation = operations[method.toLowerCase()];
    if (match && operation) return { template, operation, names: match.slice(1).map(decodeURIComponent) };
  }
  return null;
}

/** What is wrong with a request's body, in words; null when nothing is. */
export function requestFault(key: string, operation: Operation, body: unknown): string | null {
  const schema = operation.requestBody?.content['application/json'].schema;
  // Where there is no body to read, Qdrant does not look at one.
  if (!schema) return null;
  const validate = validatorOf(`${key} request`, schema);
  return validate(body) ? null : ajv.errorsText(validate.errors);
}

/** What is wrong with an answer of ours; the fake throws when there is anything. */
export function answerFault(key: string, operation: Operation, body: unknown): string | null {
  const schema = operation.responses['200']?.content?.['application/json'].schema;
  if (!schema) return null;
  const validate = validatorOf(`${key} answer`, schema);
  return validate(body) ? null : ajv.errorsText(validate.errors);
}
