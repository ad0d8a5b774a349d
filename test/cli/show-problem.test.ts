import { expect, test } from 'vitest';
import { problemLines } from '../../src/cli/show-problem.js';
import { KnowledgeBaseError } from '../../src/core/errors.js';
import { problem } from '../fakes/fake-client.js';

test('problemLines() puts the remedy on a line of its own', () => {
  const error = problem(404, 'collection_not_found', 'Cannot find collection "x"; create it with PUT');
  expect(problemLines(error, false)).toEqual([
    '✗ Cannot find collection "x" [collection_not_found]',
    '  → create it with PUT',
  ]);
});

test('problemLines() keeps a message of several lines whole', () => {
  const error = new KnowledgeBaseError('invalid_configuration', 'Cannot start:\n  - KAOJU_PORT=x; use a number');
  expect(problemLines(error, false)).toEqual([
    '✗ Cannot start:\n  - KAOJU_PORT=x; use a number [invalid_configuration]',
  ]);
});

test('problemLines() shows stacks and causes only for debugging', () => {
  const error = new TypeError('outer', { cause: new Error('inner') });
  expect(problemLines(error, false).join('\n')).not.toContain('at ');
  const debug = problemLines(error, true).join('\n');
  expect(debug).toContain('TypeError: outer');
  expect(debug).toContain('Error: inner');
});
