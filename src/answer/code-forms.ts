import { type QueryTerms, type TermStatistics, termId } from '../core/terms.js';

/** A code in one piece, such as `xj4500`, or in pieces, such as `xj-4500`. */
const onePiece = /^(?=.*\p{L})(?=.*\d)[\p{L}\d]{3,}$/u;
const twoPieces = /^[\p{L}\d]+(?:[-_/.][\p{L}\d]+)+$/u;
const borders = /(?<=\p{L})(?=\d)|(?<=\d)(?=\p{L})/gu;

/**
 * The same code as somebody else writes it: `xj4500` for `xj-4500` and the other way round. None for words, plain numbers and
 * dates.
 */
export function otherForms(term: string): string[] {
  if (onePiece.test(term)) return [term.replace(borders, '-')].filter((form) => form !== term);
  if (twoPieces.test(term) && /\p{L}/u.test(term) && /\d/.test(term)) return [term.replace(/[-_/.]/g, '')];
  return [];
}

/** A question's terms and, after them, the other forms of its codes: what the catalog is asked about. */
export function withOtherForms({ ids, terms }: QueryTerms): QueryTerms {
  const others = terms.flatMap(otherForms).filter((form) => !terms.includes(form));
  return { ids: Uint32Array.from([...ids, ...others.map(termId)]), terms: [...terms, ...others] };
}

/**
 * A code that the collection writes in another form only takes that form: else it would look like a rare word that every passage
 * lacks. Other forms that are not needed are left out again.
 *
 * @param asked how many of the terms are the question's own; the others follow, as `withOtherForms` has them.
 */
export function heldForms(
  { ids, terms }: QueryTerms,
  { points, frequencies }: TermStatistics,
  asked: number,
): { readonly terms: QueryTerms; readonly statistics: TermStatistics } {
  const count = (index: number) => frequencies[index] ?? 0;
  const chosen = terms.slice(0, asked).map((term, index) => {
    if (count(index) > 0) return index;
    return (
      otherForms(term)
        .map((form) => terms.indexOf(form))
        .find((other) => count(other) > 0) ?? index
    );
  });
  const order = [...new Set(chosen)].sort((left, right) => (ids[left] ?? 0) - (ids[right] ?? 0));
  return {
    terms: {
      ids: Uint32Array.from(order, (index) => ids[index] ?? 0),
      terms: order.map((index) => terms[index] ?? ''),
    },
    statistics: { points, frequencies: order.map((index) => frequencies[index] ?? 0) },
  };
}
