import { describe, expect, test } from 'vitest';
import { heldForms, otherForms, withOtherForms } from '../../src/answer/code-forms.js';
import { termId } from '../../src/core/terms.js';

function asked(...terms: string[]) {
  const sorted = [...terms].sort((left, right) => termId(left) - termId(right));
  return { ids: Uint32Array.from(sorted, termId), terms: sorted };
}

describe('otherForms()', () => {
  test.each([
    ['xj4500', ['xj-4500']],
    ['xj-4500', ['xj4500']],
    ['tn_660.b', ['tn660b']],
    ['p1', []],
    ['4500', []],
    ['2024-03-15', []],
    ['read-only', []],
    ['年假', []],
  ])('of %s are %j', (term, forms) => {
    expect(otherForms(term)).toEqual(forms);
  });
});

describe('heldForms()', () => {
  const held = (question: ReturnType<typeof asked>, collection: Record<string, number>) => {
    const all = withOtherForms(question);
    const frequencies = all.terms.map((term) => collection[term] ?? 0);
    const { terms, statistics } = heldForms(all, { points: 10, frequencies }, question.ids.length);
    expect(terms.ids).toEqual(Uint32Array.from([...terms.ids].sort((left, right) => left - right)));
    expect([...terms.ids]).toEqual(terms.terms.map(termId));
    return Object.fromEntries(terms.terms.map((term, index) => [term, statistics.frequencies[index]]));
  };

  test('takes the form in which the collection writes a code', () => {
    expect(held(asked('xj4500', '墨盒'), { 'xj-4500': 2, 墨盒: 5 })).toEqual({ 'xj-4500': 2, 墨盒: 5 });
    expect(held(asked('xj-4500', 'xj'), { xj4500: 1 })).toEqual({ xj4500: 1, xj: 0 });
  });

  test('keeps the form that was asked for where it is held, or where none is', () => {
    expect(held(asked('xj4500'), { xj4500: 1, 'xj-4500': 9 })).toEqual({ xj4500: 1 });
    expect(held(asked('xj4500'), {})).toEqual({ xj4500: 0 });
  });

  test('counts a code once that was asked for in both forms', () => {
    expect(held(asked('xj4500', 'xj-4500'), { 'xj-4500': 3 })).toEqual({ 'xj-4500': 3 });
  });
});
