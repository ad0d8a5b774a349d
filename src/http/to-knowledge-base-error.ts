import type { FastifyError } from 'fastify';
import { KnowledgeBaseError } from '../core/errors.js';
import { fromSchemaErrors } from './field-errors.js';

/**
 * What a request failed with, as an error of the contract. Errors of the framework become ours by their code; whatever
 * else was thrown is `internal_error` with the thrown value as cause, which the log shows and the client does not.
 */
export function toKnowledgeBaseError(error: unknown): KnowledgeBaseError {
  if (error instanceof KnowledgeBaseError) return error;
  if (isFrameworkError(error)) {
    if (error.validation) return fromSchemaErrors(error.validation, error.validationContext ?? 'body');
    const known = fromFrameworkCode(error);
    if (known !== undefined) return known;
    if ((error.statusCode ?? 500) < 500)
      return new KnowledgeBaseError('invalid_request', `Cannot read the request: ${error.message}`, { cause: error });
  }
  return new KnowledgeBaseError('internal_error', 'Cannot complete the request: something failed inside the server', {
    cause: error,
  });
}

function fromFrameworkCode(error: FastifyError): KnowledgeBaseError | undefined {
  switch (error.code) {
    case 'FST_ERR_CTP_BODY_TOO_LARGE':
    case 'FST_REQ_FILE_TOO_LARGE':
      return new KnowledgeBaseError(
        'payload_too_large',
        'Cannot take a body of this size: send at most 1 MB of JSON, or a document within KAOJU_MAX_DOCUMENT_MB',
        { cause: error },
      );
    case 'FST_ERR_CTP_INVALID_MEDIA_TYPE':
      return new KnowledgeBaseError('unsupported_media_type', 'Cannot read a body of this Content-Type', {
        cause: error,
      });
    case 'FST_ERR_HANDLER_TIMEOUT':
      return new KnowledgeBaseError('timeout', 'Cannot finish the request in time: try again, or ask for less', {
        cause: error,
      });
    case 'FST_ERR_CTP_INVALID_JSON_BODY':
    case 'FST_ERR_CTP_EMPTY_JSON_BODY':
      return new KnowledgeBaseError('invalid_request', 'Cannot read the body as JSON: send one valid JSON object', {
        cause: error,
      });
    default:
      return undefined;
  }
}

function isFrameworkError(error: unknown): error is FastifyError {
  return error instanceof Error && ('code' in error || 'statusCode' in error || 'validation' in error);
}
