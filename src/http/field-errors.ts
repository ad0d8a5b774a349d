import type { FastifySchemaValidationError } from 'fastify';
import { type ErrorCode, KnowledgeBaseError } from '../core/errors.js';

/** What is wrong with one field of a request. */
export interface FieldError {
  /** JSON pointer into the body; `query/…`, `path/…` or `header/…` for parameters. */
  readonly pointer: string;
  readonly message: string;
}

/** More than this helps nobody. */
const maxFieldErrors = 20;

const prefixes: Readonly<Record<string, string>> = {
  body: '',
  querystring: 'query',
  params: 'path',
  headers: 'header',
};

/** Fields with a code of their own, so that a client can tell a bad question from a bad call. */
const codeOfField: Readonly<Record<string, ErrorCode>> = {
  '/question': 'invalid_question',
  '/filters': 'invalid_filter',
  '/metadata': 'invalid_metadata',
};

/** Turns what the schema validator found into one error that names every field. */
export function fromSchemaErrors(errors: readonly FastifySchemaValidationError[], part: string): KnowledgeBaseError {
  const fields = errors.slice(0, maxFieldErrors).map((error) => toFieldError(error, prefixes[part] ?? ''));
  return invalidFields(fields);
}

/** The error for fields that are wrong; its code is the fields' own when they agree, else `invalid_request`. */
export function invalidFields(fields: readonly FieldError[]): KnowledgeBaseError {
  const codes = new Set(
    fields.map(({ pointer }) => codeOfField[`/${pointer.split('/')[1] ?? ''}`] ?? 'invalid_request'),
  );
  const [code = 'invalid_request'] = codes.size === 1 ? codes : [];
  const list = fields.map(({ pointer, message }) => `"${pointer}" ${message}`).join('; ');
  return new KnowledgeBaseError(code, `Cannot read the request: ${list}`, { facts: { errors: fields } });
}

function toFieldError(error: FastifySchemaValidationError, prefix: string): FieldError {
  const { keyword, params, instancePath } = error;
  const at = `${prefix}${instancePath}`;
  if (keyword === 'additionalProperties') {
    const name = String(params.additionalProperty);
    return { pointer: `${at}/${escapePointer(name)}`, message: 'is not a known field' };
  }
  if (keyword === 'required')
    return { pointer: `${at}/${escapePointer(String(params.missingProperty))}`, message: 'is missing' };
  return { pointer: at === '' ? '/' : at, message: explain(keyword, params, error.message) };
}

function explain(keyword: string, params: Readonly<Record<string, unknown>>, message: string | undefined): string {
  switch (keyword) {
    case 'enum':
      return `must be one of ${String(params.allowedValues).replaceAll(',', ', ')}`;
    case 'pattern':
      return 'must not be only white space';
    case 'minLength':
      return params.limit === 1 ? 'must not be empty' : `must have at least ${params.limit} characters`;
    case 'maxLength':
      return `must have at most ${params.limit} characters`;
    case 'type':
      return `must be ${String(params.type).replaceAll(',', ' or ')}`;
    default:
      return message ?? 'is not valid';
  }
}

/** RFC 6901 §3. Names come from the caller, so they are cut as well. */
function escapePointer(name: string): string {
  return name.slice(0, 80).replaceAll('~', '~0').replaceAll('/', '~1');
}
