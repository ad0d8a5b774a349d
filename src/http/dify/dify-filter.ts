import { KnowledgeBaseError } from '../../core/errors.js';
import type { Filter, RangeCondition, Scalar } from '../../core/filter.js';
import { parseFilter } from '../../core/filter.js';

/** Dify's `metadata_condition`. */
export interface DifyCondition {
  readonly logical_operator?: 'and' | 'or' | null;
  readonly conditions?:
    | readonly {
        /** One field, or a list of fields of which one must match. */
        readonly name: string | readonly string[];
        readonly comparison_operator: string;
        readonly value?: string | number | boolean | readonly (string | number | boolean)[] | null;
      }[]
    | null;
}

type Operand = Scalar | readonly Scalar[] | null | undefined;

/** Each operator of Dify's as a condition on one field. Text that is a number compares as one: Dify sends numbers as text. */
const operators: Readonly<Record<string, (value: Operand) => RangeCondition | readonly Scalar[]>> = {
  contains: (value) => ({ contains: textOf(value) }),
  'not contains': (value) => ({ not_contains: textOf(value) }),
  'start with': (value) => ({ starts_with: textOf(value) }),
  'end with': (value) => ({ ends_with: textOf(value) }),
  is: (value) => eitherKind([scalarOf(value)]),
  'is not': (value) => ({ not: eitherKind([scalarOf(value)]) }),
  in: (value) => eitherKind(listOf(value)),
  'not in': (value) => ({ not: eitherKind(listOf(value)) }),
  empty: () => ({ empty: true }),
  'not empty': () => ({ empty: false }),
  null: () => ({ empty: true }),
  'not null': () => ({ empty: false }),
  '=': (value) => eitherKind([scalarOf(value)]),
  '≠': (value) => ({ not: eitherKind([scalarOf(value)]) }),
  '>': (value) => ({ gt: numberOrText(value) }),
  '<': (value) => ({ lt: numberOrText(value) }),
  '≥': (value) => ({ gte: numberOrText(value) }),
  '≤': (value) => ({ lte: numberOrText(value) }),
  before: (value) => ({ before: scalarOf(value) }),
  after: (value) => ({ after: scalarOf(value) }),
};

/**
 * Dify's conditions as a filter, which acts inside the search like every other.
 *
 * @throws KnowledgeBaseError `invalid_filter`
 */
export function difyFilter(condition: DifyCondition | null | undefined): Filter {
  const filters = (condition?.conditions ?? []).map(({ name, comparison_operator: operator, value }): Filter => {
    const toCondition = operators[operator];
    if (!toCondition)
      throw invalid(`unknown comparison_operator "${operator.slice(0, 40)}"; use ${Object.keys(operators).join(', ')}`);
    const fields = typeof name === 'string' ? [name] : name;
    if (fields.length === 0) throw invalid('a condition names no field');
    const perField = fields.map((field): Filter => ({ [field]: toCondition(value) }));
    return perField.length === 1 ? (perField[0] ?? {}) : { $or: perField };
  });
  if (filters.length === 0) return {};
  return parseFilter({ [condition?.logical_operator === 'or' ? '$or' : '$and']: filters });
}

function textOf(value: Operand): string {
  return String(scalarOf(value));
}

function scalarOf(value: Operand): Scalar {
  const scalar = Array.isArray(value) ? (value as readonly Scalar[])[0] : (value as Scalar | null | undefined);
  if (scalar === undefined || scalar === null) throw invalid('a condition has no value');
  return scalar;
}

/** Dify sends the values of `in` as a list or as one text with commas. */
function listOf(value: Operand): readonly Scalar[] {
  if (Array.isArray(value)) return value as readonly Scalar[];
  return textOf(value)
    .split(',')
    .map((one) => one.trim());
}

/** A number and its text are one value: metadata may hold either. */
function eitherKind(values: readonly Scalar[]): readonly Scalar[] {
  return values.flatMap((value) => {
    if (typeof value === 'number') return [value, String(value)];
    const number = numberOrText(value);
    return typeof number === 'number' ? [value, number] : [value];
  });
}

function numberOrText(value: Operand): Scalar {
  const scalar = scalarOf(value);
  return typeof scalar === 'string' && /^-?\d+(?:\.\d+)?$/.test(scalar.trim()) ? Number(scalar) : scalar;
}

function invalid(reason: string): KnowledgeBaseError {
  return new KnowledgeBaseError('invalid_filter', `Cannot apply metadata_condition: ${reason}`);
}
