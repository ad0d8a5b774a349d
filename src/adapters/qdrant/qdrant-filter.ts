import type { Schemas } from '@qdrant/js-client-rest';
import {
  type Filter,
  type FilterCondition,
  matchesFilter,
  numberOf,
  type RangeCondition,
  type Scalar,
} from '../../core/filter.js';
import { timeOf } from '../../core/time-of.js';

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
  generation: string,
  filter: Filter,
  labels: readonly string[] | null,
  listValues: ListValues,
): Promise<Schemas['Filter']> {
  const must: Schemas['Condition'][] = [tenantCondition(generation)];
  if (labels !== null) {
    const open: Schemas['Condition'] = { key: 'labelled', match: { value: false } };
    must.push(labels.length === 0 ? open : { should: [open, { key: 'access', match: { any: [...labels] } }] });
  }
  const conditions = await conditionsOf(filter, listValues);
  return { ...conditions, must: [...must, ...conditions.must] };
}

interface Conditions {
  readonly must: Schemas['Condition'][];
  readonly must_not?: Schemas['Condition'][];
}

async function conditionsOf(filter: Filter, listValues: ListValues): Promise<Conditions> {
  const must: Schemas['Condition'][] = [];
  const must_not: Schemas['Condition'][] = [];
  for (const [field, condition] of Object.entries(filter)) {
    if (field === '$or' || field === '$and') {
      const inner = condition as readonly Filter[]; // parseFilter lets nothing else through.
      const group = await Promise.all(inner.map((one) => conditionsOf(one, listValues)));
      must.push({ [field === '$or' ? 'should' : 'must']: group });
      continue;
    }
    const key = payloadKey(field);
    if (isComparison(condition)) {
      for (const unwanted of listOf(condition.not ?? [])) must_not.push(equals(key, unwanted));
      const { not_contains: without, empty } = condition;
      if (without !== undefined) must_not.push(...(await comparisons(key, field, { contains: without }, listValues)));
      if (empty !== undefined) (empty ? must : must_not).push({ should: [{ is_empty: { key } }, equals(key, '')] });
      must.push(...(await comparisons(key, field, condition, listValues)));
    } else {
      const wanted = listOf(condition as Scalar | readonly Scalar[]).map((value) => equals(key, value));
      must.push(wanted.length === 1 && wanted[0] ? wanted[0] : { should: wanted });
    }
  }
  return { must, ...(must_not.length > 0 && { must_not }) };
}

export function tenantCondition(generation: string): Schemas['Condition'] {
  return { key: 'generation', match: { value: generation } };
}

export function documentConditions(generation: string, documentId: string): Schemas['Condition'][] {
  return [tenantCondition(generation), { key: 'document_id', match: { value: documentId } }];
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
  const { not: _, not_contains: __, empty: ___, ...bounds } = condition;
  if (Object.keys(bounds).length === 0) return [];
  const passing = (await listValues(key)).filter((value) => matchesFilter('', { [field]: value }, { [field]: bounds }));
  const wanted: Schemas['Condition'][] = [...numberRanges(key, bounds), ...passing.map((value) => equals(key, value))];
  // A list of no ids lets nothing through.
  return wanted.length === 0 ? [{ has_id: [] }] : [{ should: wanted }];
}

/** The numbers that pass, none of which the list of values holds. A date is a year, seconds or milliseconds there. */
function numberRanges(key: string, { contains, starts_with, ends_with, before, after, ...bounds }: RangeCondition) {
  if ([contains, starts_with, ends_with].some((operand) => operand !== undefined)) return [];
  const numbers = Object.entries(bounds).map(([operator, operand]) => [operator, numberOf(operand)] as const);
  if (numbers.some(([, number]) => Number.isNaN(number))) return [];
  const range = Object.fromEntries(numbers) as Schemas['Range'];
  if (before === undefined && after === undefined) return [{ key, range }];
  const [early, late] = [after, before].map((date) => (date === undefined ? null : timeOf(date)));
  const bounded = numbers.length > 0 ? [{ key, range }] : [];
  return dateBands(early ?? -Infinity, late ?? Infinity).map((band) => ({ must: [...bounded, { key, range: band }] }));
}

/** Sub-ranges of numbers that name a time between two, both excluded, by the unit that their size stands for. */
function dateBands(early: number, late: number): Schemas['Range'][] {
  const years = Array.from({ length: 401 }, (_, index) => 1800 + index).filter((year) => {
    const time = timeOf(year);
    return time > early && time < late;
  });
  const [first] = years;
  const within = (low: number, high: number, unit: number): Schemas['Range'] => ({
    gt: Math.max(low, early / unit),
    ...(Math.min(high, late / unit) === late / unit ? { lt: late / unit } : { lte: high }),
  });
  return [
    ...(first === undefined ? [] : [{ gte: first, lte: years.at(-1) ?? first }]),
    within(9_999, 100_000_000_000, 1_000),
    within(100_000_000_000, Number.MAX_SAFE_INTEGER, 1),
  ];
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
