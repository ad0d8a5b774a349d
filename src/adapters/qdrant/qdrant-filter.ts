import type { Schemas } from '@qdrant/js-client-rest';
import {
  type Filter,
  type FilterCondition,
  matchesFilter,
  type RangeCondition,
  type Scalar,
} from '../../core/filter.js';

/** Tells the distinct strings and booleans of a payload key in the knowledge base, for comparisons that Qdrant lacks. */
export type ListValues = (key: string) => Promise<readonly Scalar[]>;

/**
 * The conditions of one knowledge base: tenant, labels and filter, as Qdrant's. Everything it lets through is checked
 * against the catalog once more; what it keeps out is never seen.
 *
 * Qdrant compares numbers and not strings; a comparison with a string (`period: {gte: "2024"}`) becomes "any of" those
 * values of the field, in this knowledge base, that pass it.
 */
export async function toQdrantFilter(
  collection: string,
  filter: Filter,
  labels: readonly string[] | null,
  listValues: ListValues,
): Promise<Schemas['Filter']> {
  const must: Schemas['Condition'][] = [tenantCondition(collection)];
  const must_not: Schemas['Condition'][] = [];
  if (labels !== null) {
    const open: Schemas['Condition'] = { key: 'labelled', match: { value: false } };
    must.push(labels.length === 0 ? open : { should: [open, { key: 'access', match: { any: [...labels] } }] });
  }
  for (const [field, condition] of Object.entries(filter)) {
    const key = payloadKey(field);
    if (isComparison(condition)) {
      for (const unwanted of listOf(condition.not ?? [])) must_not.push(equals(key, unwanted));
      must.push(...(await comparisons(key, field, condition, listValues)));
    } else {
      const wanted = listOf(condition).map((value) => equals(key, value));
      must.push(wanted.length === 1 && wanted[0] ? wanted[0] : { should: wanted });
    }
  }
  return { must, ...(must_not.length > 0 && { must_not }) };
}

export function tenantCondition(collection: string): Schemas['Condition'] {
  return { key: 'collection', match: { value: collection } };
}

export function documentConditions(collection: string, documentId: string): Schemas['Condition'][] {
  return [tenantCondition(collection), { key: 'document_id', match: { value: documentId } }];
}

/** Where a filter's field stands in the payload; quoted where Qdrant would read a path. */
export function payloadKey(field: string): string {
  if (field === 'document_id') return field;
  return /^[\w-]+$/.test(field) ? `metadata.${field}` : `metadata.${JSON.stringify(field)}`;
}

async function comparisons(
  key: string,
  field: string,
  condition: RangeCondition,
  listValues: ListValues,
): Promise<Schemas['Condition'][]> {
  const { not: _, ...bounds } = condition;
  const operands = Object.values(bounds);
  if (operands.length === 0) return [];
  if (operands.every((operand) => typeof operand === 'number')) return [{ key, range: bounds as Schemas['Range'] }];
  const passing = (await listValues(key)).filter((value) => matchesFilter('', { [field]: value }, { [field]: bounds }));
  // A list of no ids lets nothing through.
  return passing.length === 0 ? [{ has_id: [] }] : [{ should: passing.map((value) => equals(key, value)) }];
}

/** Qdrant's `match` takes no number with a fraction. */
function equals(key: string, value: Scalar): Schemas['Condition'] {
  return typeof value === 'number' ? { key, range: { gte: value, lte: value } } : { key, match: { value } };
}

function isComparison(condition: FilterCondition): condition is RangeCondition {
  return typeof condition === 'object' && !Array.isArray(condition);
}

function listOf(value: Scalar | readonly Scalar[]): readonly Scalar[] {
  return typeof value === 'object' ? value : [value];
}
