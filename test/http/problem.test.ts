import { describe, expect, test } from 'vitest';
import { KnowledgeBaseError } from '../../src/core/errors.js';
import { toProblem } from '../../src/http/problem.js';

describe('toProblem()', () => {
  test('puts facts beside the members of the problem, in snake_case, and lets none replace a member', () => {
    const facts = { documentId: 'a.md', status: 200, code: 'fine', limit_bytes: 5 };
    const error = new KnowledgeBaseError('document_not_found', 'Cannot find "a.md": check the id', { facts });
    expect(toProblem(error, '/v1/x', 'r1')).toEqual({
      type: 'urn:kaoju:error:document_not_found',
      title: 'There is no such document',
      status: 404,
      detail: 'Cannot find "a.md": check the id',
      instance: '/v1/x',
      code: 'document_not_found',
      retryable: false,
      request_id: 'r1',
      document_id: 'a.md',
      limit_bytes: 5,
    });
  });

  test('keeps the facts of an internal error to the log', () => {
    const error = new KnowledgeBaseError('internal_error', 'Cannot read /srv/x', { facts: { path: '/srv/x' } });
    expect(JSON.stringify(toProblem(error, '/v1/x', 'r1'))).not.toMatch(/srv/);
  });
});
