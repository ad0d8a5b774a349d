import type { Metadata, MetadataValue } from './document.js';
import { KnowledgeBaseError } from './errors.js';
import { timeOf } from './time-of.js';

export type Scalar = string | number | boolean;

/**
 * A comparison on one field; all that it names must hold. Numbers compare as numbers (also with text that is one), strings
 * by code point (so ISO dates and years work), `before` and `after` as dates however they are written.
 */
export interface RangeCondition {
  readonly gt?: Scalar;
  readonly gte?: Scalar;
  readonly lt?: Scalar;
  readonly lte?: Scalar;
  readonly not?: Scalar | readonly Scalar[];
  readonly contains?: string;
  readonly not_contains?: string;
  readonly starts_with?: string;
  readonly ends_with?: string;
  readonly before?: Scalar;
  readonly after?: Scalar;
  /** True: the field is absent, an empty text or an empty list; false: it is not. */
  readonly empty?: boolean;
}

/** One field's condition: equal to, any of, or a comparison. A field with several values matches if one of them does. */
export type FilterCondition = Scalar | readonly Scalar[] | RangeCondition | readonly Filter[];

/**
 * Conditions by field name; all must hold. `document_id` filters on the document, `$or` and `$and` hold a list of filters
 * (one of which, or all of which must hold), every other name is a field of the metadata.
 */
export interface Filter {
  readonly [field: string]: FilterCondition;
}

/** Filters inside filters; more are no question but an attack on the stack. */
const deepestGroup = 8;

const scalarOperators = new Set(['gt', 'gte', 'lt', 'lte', 'not', 'before', 'after']);
const textOperators = new Set(['contains', 'not_contains', 'starts_with', 'ends_with']);
const operatorList = [...scalarOperators, ...textOperators, 'empty'].join(', ');

/**
 * Checks an untrusted value as a filter.
 *
 * @throws KnowledgeBaseError `invalid_filter` naming the field and what is accepted.
 */
export function parseFilter(value: unknown): Filter {
  if (value === undefined || value === null) return {};
  assertFilter(value, 'filters', 0);
  return value as Filter; // Checked field by field above.
}

/** Whether a document passes a filter. An absent field passes only `not`, `not_contains` and `empty`. */
export function matchesFilter(documentId: string, metadata: Metadata, filter: Filter): boolean {
  for (const [field, condition] of Object.entries(filter)) {
    if (field === '$or' || field === '$and') {
      const inner = condition as readonly Filter[]; // parseFilter lets nothing else through.
      const matches = (one: Filter) => matchesFilter(documentId, metadata, one);
      if (!(field === '$or' ? inner.some(matches) : inner.every(matches))) return false;
      continue;
    }
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
  if (isList(condition)) return condition.some((wanted) => values.includes(wanted as Scalar));
  if (typeof condition !== 'object') return values.includes(condition);
  return holdsNegations(values, condition as RangeCondition) && holdsComparisons(values, condition as RangeCondition);
}

/** What also holds for a field that is absent. */
function holdsNegations(values: readonly Scalar[], { not, not_contains: without, empty }: RangeCondition): boolean {
  if (not !== undefined && (isList(not) ? not : [not]).some((unwanted) => values.includes(unwanted))) return false;
  if (without !== undefined && values.some((value) => holdsText(value, without))) return false;
  return empty === undefined || empty === values.every((value) => value === '');
}

function holdsComparisons(values: readonly Scalar[], condition: RangeCondition): boolean {
  const { gt, gte, lt, lte, contains, starts_with: start, ends_with: end, before, after } = condition;
  const asked = [gt, gte, lt, lte, contains, start, end, before, after];
  if (asked.every((operand) => operand === undefined)) return true;
  return values.some(
    (value) =>
      (gt === undefined || compare(value, gt) > 0) &&
      (gte === undefined || compare(value, gte) >= 0) &&
      (lt === undefined || compare(value, lt) < 0) &&
      (lte === undefined || compare(value, lte) <= 0) &&
      (contains === undefined || holdsText(value, contains)) &&
      (start === undefined || (typeof value === 'string' && value.startsWith(start))) &&
      (end === undefined || (typeof value === 'string' && value.endsWith(end))) &&
      (before === undefined || timeOf(value) < timeOf(before)) &&
      (after === undefined || timeOf(value) > timeOf(after)),
  );
}

function holdsText(value: Scalar, text: string): boolean {
  return typeof value === 'string' && value.includes(text);
}

/** NaN (never true in a comparison) for values of different kinds. */
function compare(left: Scalar, right: Scalar): number {
  if (typeof left !== typeof right) return numberOf(left) - numberOf(right);
  return left < right ? -1 : left > right ? 1 : 0;
}

/** The number that a value is, also as text; NaN for everything else. */
export function numberOf(value: Scalar | readonly Scalar[] | undefined): number {
  if (typeof value === 'number') return value;
  return typeof value === 'string' && /^\s*-?\d+(?:\.\d+)?\s*$/.test(value) ? Number(value) : Number.NaN;
}

function assertFilter(value: unknown, name: string, depth: number): void {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw invalid(name, 'must be an object of field: condition');
  if (depth > deepestGroup) throw invalid(name, `filters inside filters more than ${deepestGroup} deep`);
  for (const [field, condition] of Object.entries(value)) {
    if (field === '$or' || field === '$and') assertGroup(field, condition, depth);
    else assertCondition(field, condition);
  }
}

function assertGroup(field: string, group: unknown, depth: number): void {
  if (!Array.isArray(group) || group.length === 0) throw invalid(field, 'needs a list of one or more filters');
  for (const filter of group) assertFilter(filter, field, depth + 1);
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
  if (entries.length === 0) throw invalid(field, `an empty comparison; use ${operatorList}`);
  for (const [operator, operand] of entries) assertOperand(field, operator, operand);
}

function assertOperand(field: string, operator: string, operand: unknown): void {
  if (textOperators.has(operator)) {
    if (typeof operand !== 'string') throw invalid(field, `"${operator}" needs a string`);
    return;
  }
  if (operator === 'empty') {
    if (typeof operand !== 'boolean') throw invalid(field, '"empty" needs true or false');
    return;
  }
  if (!scalarOperators.has(operator)) throw invalid(field, `unknown comparison "${operator}"; use ${operatorList}`);
  const isDate = operator === 'before' || operator === 'after';
  if (isDate && isScalar(operand) && Number.isNaN(timeOf(operand))) throw invalid(field, `"${operator}" needs a date`);
  const valid = isScalar(operand) || (operator === 'not' && Array.isArray(operand) && operand.every(isScalar));
  if (!valid) throw invalid(field, `"${operator}" needs a string, a number or a boolean`);
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
