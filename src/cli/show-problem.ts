import { KnowledgeBaseError } from '../core/errors.js';
import { type Problem, ProblemError } from './client.js';

/**
 * An error for people: what failed with its code, then the remedy on a line of its own.
 *
 * @param debug also the stack and the causes.
 */
export function problemLines(error: unknown, debug: boolean): string[] {
  const lines = known(error) ?? unknownLines(error, debug);
  return debug ? [...lines, ...stackLines(error)] : lines;
}

function known(error: unknown): string[] | undefined {
  if (error instanceof ProblemError) {
    const { detail, code, problems } = error.problem;
    return [...messageLines(detail, code), ...rowLines(problems)];
  }
  if (error instanceof KnowledgeBaseError) return messageLines(error.message, error.code);
  return undefined;
}

/** Messages end with `; remedy` where there is one, by the rule for error messages. */
function messageLines(message: string, code: string): string[] {
  const cut = message.includes('\n') ? -1 : message.lastIndexOf('; ');
  if (cut === -1) return [`✗ ${message} [${code}]`];
  return [`✗ ${message.slice(0, cut)} [${code}]`, `  → ${message.slice(cut + 2)}`];
}

/** Bad rows of a file, each with its line. */
function rowLines(problems: Problem['problems']): string[] {
  return (problems ?? []).map(({ line, message }) => `  line ${line}: ${message}`);
}

function unknownLines(error: unknown, debug: boolean): string[] {
  const message = error instanceof Error ? error.message : String(error);
  return debug ? [`✗ ${message}`] : [`✗ ${message}`, '  → set KAOJU_LOG_LEVEL=debug to see where it happened'];
}

function stackLines(error: unknown): string[] {
  const lines: string[] = [];
  for (let current = error; current instanceof Error; current = current.cause)
    lines.push(current.stack ?? String(current));
  return lines;
}
