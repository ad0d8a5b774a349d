import { KnowledgeBaseError } from '../../core/errors.js';

/** Opaque form of where a listing goes on. */
export function toCursor(values: readonly (string | number)[]): string {
  return Buffer.from(JSON.stringify(values)).toString('base64url');
}

/**
 * Reads a cursor with a string, or a number and a string.
 *
 * @throws KnowledgeBaseError `invalid_request` when it is not one of ours.
 */
export function fromCursor(cursor: string, kinds: readonly ('string' | 'number')[]): (string | number)[] {
  try {
    const values: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    if (
      Array.isArray(values) &&
      values.length === kinds.length &&
      values.every((value, at) => typeof value === kinds[at])
    ) {
      return values as (string | number)[]; // Checked one by one above.
    }
  } catch {
    // Not JSON: the same answer as for JSON of another shape.
  }
  throw new KnowledgeBaseError(
    'invalid_request',
    `Cannot list on from cursor ${JSON.stringify(cursor.slice(0, 80))}: it does not come from this listing; start without a cursor`,
  );
}

/** A page out of one row more than asked for, which says whether there is another page. */
export function toPage<Row, Item>(
  rows: readonly Row[],
  limit: number,
  toItem: (row: Row) => Item,
  cursorOf: (row: Row) => string,
): { items: Item[]; nextCursor: string | null } {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  return {
    items: shown.map(toItem),
    nextCursor: rows.length > limit && last !== undefined ? cursorOf(last) : null,
  };
}
