import { KnowledgeBaseError } from '../core/errors.js';
import { isBlocking, type LabelledInput, parseLabelledRows, type RowProblem } from '../core/labelled-row.js';
import type { Catalog } from '../ports/catalog.js';
import { type ResolvedRow, resolveRows } from './resolve-rows.js';

/** Labelled questions of a caller, and what they may be held against. */
export interface LabelsRequest {
  readonly input: LabelledInput;
  /** Put before every `document` of a row. */
  readonly source: string | null;
  /** Access labels of the caller; null for full access. */
  readonly labels: readonly string[] | null;
}

/**
 * Reads labelled questions and finds what they expect.
 *
 * @returns with the rows only problems that do no harm (duplicates).
 * Rejects with `invalid_labels`, every bad row named, when one row at least is malformed, contradicts another or expects
 * what is not there.
 */
export async function readLabels(
  catalog: Pick<Catalog, 'findDocument' | 'listSections'>,
  collection: string,
  { input, source, labels }: LabelsRequest,
): Promise<{ readonly resolved: readonly ResolvedRow[]; readonly problems: readonly RowProblem[] }> {
  const { rows, problems } = parseLabelledRows(input, source);
  const { resolved, problems: notFound } = await resolveRows(catalog, collection, rows, labels);
  const all = [...problems, ...notFound].sort((left, right) => left.line - right.line);
  const blocking = all.filter(isBlocking);
  const [first] = blocking;
  if (first) {
    const more = blocking.length > 1 ? ` (and ${blocking.length - 1} more rows)` : '';
    throw new KnowledgeBaseError(
      'invalid_labels',
      `Cannot use the labelled questions: line ${first.line}: ${first.message}${more}; correct the lines named, nothing was applied`,
      { facts: { problems: all } },
    );
  }
  return { resolved, problems: all };
}
