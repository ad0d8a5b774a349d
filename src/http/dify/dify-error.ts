import type { KnowledgeBaseError } from '../../core/errors.js';
import { toProblem } from '../problem.js';

/** An error as Dify reads it. */
export interface DifyError {
  readonly status: number;
  readonly body: { readonly error_code: number; readonly error_msg: string };
}

/**
 * An error in the shape of Dify's External Knowledge API: 1001 for a header that is no bearer key, 1002 for a key that is not
 * known (both with 403), 2001 for a knowledge base that there is not (404). Whatever else goes wrong has its HTTP status for
 * a code.
 *
 * @param authorization the request's header.
 */
export function toDifyError(
  error: KnowledgeBaseError,
  path: string,
  requestId: string,
  authorization: string | undefined,
): DifyError {
  const { detail: error_msg } = toProblem(error, path, requestId);
  switch (error.code) {
    case 'unauthorized': {
      const error_code = /^Bearer +\S+$/i.test(authorization ?? '') ? 1002 : 1001;
      return { status: 403, body: { error_code, error_msg } };
    }
    case 'forbidden':
      return { status: 403, body: { error_code: 1002, error_msg } };
    case 'collection_not_found':
    case 'invalid_collection_name':
      return { status: 404, body: { error_code: 2001, error_msg } };
    default:
      return { status: error.status, body: { error_code: error.status, error_msg } };
  }
}
