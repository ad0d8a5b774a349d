import { type ErrorCode, KnowledgeBaseError } from '../../core/errors.js';
import { toProblem } from '../problem.js';

/** An error in OpenAI's shape. */
export interface OpenAiErrorBody {
  readonly error: {
    readonly message: string;
    readonly type: string;
    readonly param: string | null;
    readonly code: string | null;
  };
}

/**
 * The error for a parameter that cannot be used.
 *
 * @param parameter its path: `messages[0].role`.
 * @param reason OpenAI's code for it.
 */
export function refuseParameter(parameter: string, message: string, reason?: string): KnowledgeBaseError {
  return new KnowledgeBaseError('invalid_request', message, { facts: { param: parameter, reason: reason ?? null } });
}

/** OpenAI's codes where clients look at them; ours stand for all others. */
const codes: Partial<Record<ErrorCode, string>> = {
  unauthorized: 'invalid_api_key',
  collection_not_found: 'model_not_found',
  rate_limited: 'rate_limit_exceeded',
  overloaded: 'rate_limit_exceeded',
};

/** An error as the OpenAI protocol has it, under the same status as everywhere. */
export function toOpenAiError(error: KnowledgeBaseError, path: string, requestId: string): OpenAiErrorBody {
  const { detail } = toProblem(error, path, requestId);
  const { param, reason, errors } = error.facts;
  return {
    error: {
      message: detail,
      type: typeOf(error),
      param: typeof param === 'string' ? param : error.code === 'collection_not_found' ? 'model' : parameterIn(errors),
      code: typeof reason === 'string' ? reason : reason === null ? null : (codes[error.code] ?? error.code),
    },
  };
}

function typeOf({ code, status }: KnowledgeBaseError): string {
  if (code === 'rate_limited' || code === 'overloaded') return 'requests';
  return status >= 500 ? 'server_error' : 'invalid_request_error';
}

/** The first field that the contract's schema refused: `/messages/0/role` is `messages[0].role` here. */
function parameterIn(errors: unknown): string | null {
  const [first] = Array.isArray(errors) ? (errors as readonly { pointer?: unknown }[]) : [];
  if (typeof first?.pointer !== 'string') return null;
  const parameter = first.pointer
    .slice(1)
    .replace(/\/(\d+)/g, '[$1]')
    .replaceAll('/', '.');
  return parameter === '' ? null : parameter;
}
