import { expect, test } from 'vitest';
import { ProblemError } from '../../src/cli/client.js';
import { fromWireResponse, toWireRequest } from '../../src/cli/wire-exchange.js';

test('toWireRequest() sends JSON with the token', () => {
  expect(toWireRequest({ json: { a: 1 } }, 'secret')).toEqual({
    headers: { accept: 'application/json', authorization: 'Bearer secret', 'content-type': 'application/json' },
    body: '{"a":1}',
  });
});

test('fromWireResponse() reads an empty body as undefined', () => {
  expect(fromWireResponse(204, '', {})).toBeUndefined();
});

test('fromWireResponse() throws the problem that the server names', () => {
  const body = JSON.stringify({
    title: 'No',
    status: 404,
    code: 'collection_not_found',
    detail: 'Cannot find it; make it',
  });
  const thrown = thrownBy(() => fromWireResponse(404, body, {}));
  expect(thrown).toBeInstanceOf(ProblemError);
  expect(thrown).toMatchObject({ problem: { code: 'collection_not_found', status: 404 } });
});

test('fromWireResponse() names the status when the body is no problem', () => {
  expect(thrownBy(() => fromWireResponse(502, '<html>', {}))).toMatchObject({
    problem: { code: 'unexpected_response', title: 'HTTP status 502' },
  });
});

test('fromWireResponse() gives the body of a status that the request accepts', () => {
  expect(fromWireResponse(503, '{"status":"not_ready"}', { alsoAccept: [503] })).toEqual({ status: 'not_ready' });
});

function thrownBy(action: () => unknown): unknown {
  try {
    action();
  } catch (error) {
    return error;
  }
  return undefined;
}
