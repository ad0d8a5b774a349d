import type { Schemas } from '@qdrant/js-client-rest';

/** A point as the fake keeps it. */
export interface FakePoint {
  readonly id: string;
  readonly vectors: Readonly<Record<string, number[] | { indices: number[]; values: number[] }>>;
  payload: Record<string, unknown>;
}

/** Whether a point passes a filter, by Qdrant's rules: a field with several values passes with any of them. */
export function passes(point: FakePoint, filter: Schemas['Filter'] | null | undefined): boolean {
  if (!filter) return true;
  const must = listOf(filter.must);
  const should = listOf(filter.should);
  const mustNot = listOf(filter.must_not);
  return (
    must.every((condition) => holds(point, condition)) &&
    (should.length === 0 || should.some((condition) => holds(point, condition))) &&
    !mustNot.some((condition) => holds(point, condition))
  );
}

function holds(point: FakePoint, condition: Schemas['Condition']): boolean {
  if ('has_id' in condition) return condition.has_id.some((id) => String(id) === point.id);
  if ('is_empty' in condition) {
    const { key } = condition.is_empty as { key: string };
    return valuesAt(point.payload, key).length === 0;
  }
  if ('key' in condition && 'match' in condition && condition.match) {
    return matches(valuesAt(point.payload, condition.key), condition.match);
  }
  if ('key' in condition && 'range' in condition && condition.range) {
    const range = condition.range as { gt?: number; gte?: number; lt?: number; lte?: number };
    return valuesAt(point.payload, condition.key).some(
      (value) =>
        typeof value === 'number' &&
        (range.gt === undefined || value > range.gt) &&
        (range.gte === undefined || value >= range.gte) &&
        (range.lt === undefined || value < range.lt) &&
        (range.lte === undefined || value <= range.lte),
    );
  }
  if ('must' in condition || 'should' in condition || 'must_not' in condition) {
    return passes(point, condition as Schemas['Filter']);
  }
  throw new Error(`the fake Qdrant does not know the condition ${JSON.stringify(condition)}`);
}

function matches(values: readonly unknown[], match: object): boolean {
  if ('value' in match) return values.includes(match.value);
  if ('any' in match && Array.isArray(match.any)) return match.any.some((wanted) => values.includes(wanted));
  throw new Error(`the fake Qdrant does not know the match ${JSON.stringify(match)}`);
}

/** The values at a payload path such as `metadata."a.b"`. */
export function valuesAt(payload: Readonly<Record<string, unknown>>, path: string): unknown[] {
  const keys = [...path.matchAll(/"((?:[^"\\]|\\.)*)"|[^.]+/g)].map(([key, quoted]) =>
    quoted === undefined ? key : (JSON.parse(`"${quoted}"`) as string),
  );
  let value: unknown = payload;
  for (const key of keys) {
    value = typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[key] : undefined;
  }
  if (value === undefined || value === null) return [];
  return Array.isArray(value) ? value : [value];
}

function listOf<Item>(value: Item | Item[] | null | undefined): Item[] {
  return value === null || value === undefined ? [] : Array.isArray(value) ? value : [value];
}
