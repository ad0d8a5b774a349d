import type { Operation } from './contract.js';

/**
 * The methods that the contract has for a path, for the `Allow` header of a 405; empty when the path is unknown (404).
 *
 * @param path as requested, without query; parameters are single segments, percent-encoded slashes included.
 */
export function allowedMethods(operations: readonly Operation[], path: string): readonly string[] {
  const segments = path.split('/');
  const found = operations.filter((operation) => matches(operation.path.split('/'), segments));
  return found.flatMap(({ method }) => (method === 'GET' ? ['GET', 'HEAD'] : [method])).sort();
}

function matches(pattern: readonly string[], segments: readonly string[]): boolean {
  return (
    pattern.length === segments.length &&
    pattern.every((part, index) => (part.startsWith('{') ? segments[index] !== '' : part === segments[index]))
  );
}
