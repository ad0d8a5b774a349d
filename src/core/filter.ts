import type { Metadata, MetadataValue } from './document.js';
import { KnowledgeBaseError } from './errors.js';

export type Scalar = string | number | boolean;

/** A comparison on one field. Numbers compare as numbers, strings by code point (so ISO dates and years work). */
export interface RangeCondition {
  readonly gt?: Scalar;
  readonly gte?: Scalar;
  readonly lt?: Scalar;
  readonly lte?: Scalar;
  readonly not?: Scalar | readonly Scalar[];
}

/** One field's condition: equal to, any of, or a comparison. A field with several values matches if one of them does. */
export type FilterCondition = Scalar | readonly Scalar[] | RangeCondition;

/** Conditions by field name; all must hold. `document_id` filters on the document, every other name on its metadata. */
export type Filter = Readonly<Record<string, FilterCondition>>;

const rangeOperators = new Set(['gt', 'gte', 'lt', 'lte', 'not']);

/**
 * Checks an untrusted value as a filter.
 *
 * @throws KnowledgeBaseError `invalid_filter` naming the field and what is accepted.
 */
export function parseFilter(value: unknown): Filter {
  if (value === undefined || value === null) return {};
  if (typeof value !== 'object' || Array.isArray(value))
    throw invalid('filters', 'must be an object of field: condition');
  for (const [field, condition] of Object.entries(value)) assertCondition(field, condition);
  return value as Filter; // Checked field by field above.
}

/** Whether a document passes a filter. An absent field passes only `not`. */
export function matchesFilter(documentId: string, metadata: Metadata, filter: Filter): boolean {
  for (const [field, condition] of Object.entries(filter)) {
    const value = field === 'document_id' ? documentId : metadata[field];
    if (!matchesCondition(value, condition)) return false;
  }
  return true;
}

/**
 * Whether a caller may see a document: unlabelled ones are for everyone, labelled ones need one label in common.
 * `null` stands for a caller with full access (no keys configured, or a write key without labels).
 */
export function mayAccess(access: readonly string[], labels: readonly string[] | null): boolean {
  return access.length === 0 || labels === null || access.some((label) => labels.includes(label));
}

function matchesCondition(value: MetadataValue | undefined, condition: FilterCondition): boolean {
  const values: readonly Scalar[] = value === undefined ? [] : isList(value) ? value : [value];
  if (isList(condition)) return condition.some((wanted) => values.includes(wanted));
  if (typeof condition !== 'object') return values.includes(condition);
  const { not } = condition;
  if (not !== undefined && (isList(not) ? not : [not]).some((unwanted) => values.includes(unwanted))) return false;
  const { gt, gte, lt, lte } = condition;
  if (gt === undefined && gte === undefined && lt === undefined && lte === undefined) return true;
  return values.some(
    (candidate) =>
      (gt === undefined || compare(candidate, gt) > 0) &&
      (gte === undefined || compare(candidate, gte) >= 0) &&
      (lt === undefined || compare(candidate, lt) < 0) &&
      (lte === undefined || compare(candidate, lte) <= 0),
  );
}

/** NaN (never true in a comparison) for values of different kinds. */
function compare(left: Scalar, right: Scalar): number {
  if (typeof left !== typeof right) return Number.NaN;
  return left < right ? -1 : left > right ? 1 : 0;
}

function assertCondition(field: string, condition: unknown): void {
  if (isScalar(condition)) return;
  if (Array.isArray(condition)) {
    if (condition.length === 0 || !condition.every(isScalar))
      throw invalid(field, 'a list needs one or more strings, numbers or booleans');
    return;
  }
  if (typeof condition !== 'object' || condition === null)
    throw invalid(field, 'must be a value, a list of values or a comparison');
  const entries = Object.entries(condition);
  if (entries.length === 0) throw invalid(field, 'an empty comparison; use gt, gte, lt, lte or not');
  for (const [operator, operand] of entries) {
    if (!rangeOperators.has(operator))
      throw invalid(field, `unknown comparison "${operator}"; use gt, gte, lt, lte or not`);
    const valid = isScalar(operand) || (operator === 'not' && Array.isArray(operand) && operand.every(isScalar));
    if (!valid) throw invalid(field, `"${operator}" needs a string, a number or a boolean`);
  }
}

function isList<T>(value: unknown): value is readonly T[] {
  return Array.isArray(value);
}

function isScalar(value: unknown): value is Scalar {
  return (
    typeof value === 'string' || typeof value === 'boolean' || (typeof value === 'number' && Number.isFinite(value))
  );
}

function invalid(field: string, reason: string): KnowledgeBaseError {
  return new KnowledgeBaseError('invalid_filter', `Cannot apply filter "${field.slice(0, 80)}": ${reason}`, {
    facts: { field },
  });
}
