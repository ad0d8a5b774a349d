import type { Operation } from './contract.js';

/**
 * The methods that the contract has for a path, for the `Allow` header of a 405; empty when the path is unknown (404).
 *
 * @param path as requested, without query; parameters are single segments, percent-encoded slashes included.
 */
export function allowedMethods(operations: readonly Operation[], path: string): readonly string[] {
  const found = operationsAt(operations, path);
  return found.flatMap(({ method }) => (method === 'GET' ? ['GET', 'HEAD'] : [method])).sort();
}

/** The operations that the contract has for a path. */
export function operationsAt(operations: readonly Operation[], path: string): readonly Operation[] {
  const segments = path.split('/');
  return operations.filter((operation) => matches(operation.path.split('/'), segments));
}

function matches(pattern: readonly string[], segments: readonly string[]): boolean {
  return (
    pattern.length === segments.length &&
    pattern.every((part, index) => (part.startsWith('{') ? segments[index] !== '' : part === segments[index]))
  );
}
