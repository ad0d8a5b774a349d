import { mayAccess } from '../core/filter.js';
import { headingKey } from '../core/heading-key.js';
import type { ExpectedPlace, LabelledRow, RowProblem } from '../core/labelled-row.js';
import type { Section } from '../core/section.js';
import type { Catalog } from '../ports/catalog.js';

/** A labelled row whose places were found in the collection. */
export interface ResolvedRow {
  readonly row: LabelledRow;
  /** Number of the expected place, 0-based, that a section belongs to; null for none. */
  readonly placeOf: (documentId: string, sectionId: string) => number | null;
}

type Place = { readonly documentId: string; readonly sectionIds: ReadonlySet<string> | null };

const pageSize = 500;

/**
 * Finds every expected document and section. A document that the caller may not see counts as one that is not there.
 *
 * Rejects as the catalog does; what is not found is a problem of its row, not an error.
 */
export async function resolveRows(
  catalog: Pick<Catalog, 'findDocument' | 'listSections'>,
  collection: string,
  rows: readonly LabelledRow[],
  labels: readonly string[] | null,
): Promise<{ readonly resolved: readonly ResolvedRow[]; readonly problems: readonly RowProblem[] }> {
  const documents = new Map<string, Promise<readonly Section[] | null>>();
  const sectionsOf = (id: string) => {
    const known = documents.get(id) ?? readSections(catalog, collection, id, labels);
    documents.set(id, known);
    return known;
  };
  const resolved: ResolvedRow[] = [];
  const problems: RowProblem[] = [];
  for (const row of rows) {
    const places: Place[] = [];
    for (const expected of row.expected) {
      const sections = await sectionsOf(expected.documentId);
      const found = sections && findPlace(expected, sections);
      if (found) places.push(found);
      else problems.push({ line: row.line, ...notFound(expected, sections !== null) });
    }
    resolved.push({ row, placeOf: (documentId, sectionId) => placeOf(places, documentId, sectionId) });
  }
  return { resolved, problems };
}

function placeOf(places: readonly Place[], documentId: string, sectionId: string): number | null {
  const index = places.findIndex(
    (place) => place.documentId === documentId && (place.sectionIds === null || place.sectionIds.has(sectionId)),
  );
  return index < 0 ? null : index;
}

function findPlace({ documentId, sectionId, heading }: ExpectedPlace, sections: readonly Section[]): Place | null {
  if (sectionId === null && heading === null) return { documentId, sectionIds: null };
  const found =
    sectionId === null ? underHeading(sections, heading ?? '') : sections.filter(({ id }) => id === sectionId);
  return found.length === 0 ? null : { documentId, sectionIds: new Set(found.map(({ id }) => id)) };
}

/** The sections that the heading opens, or else those that hold it as a deeper heading in their text. */
function underHeading(sections: readonly Section[], heading: string): readonly Section[] {
  const key = headingKey(heading);
  if (key === '') {
    const before = sections.filter(({ headingPath }) => headingPath.length === 0);
    return before.length > 0 ? before : sections.slice(0, 1);
  }
  const opened = sections.filter(({ headingPath }) => headingKey(headingPath.at(-1) ?? '') === key);
  if (opened.length > 0) return opened;
  return sections.filter(({ text }) =>
    [...text.matchAll(/^ {0,3}#{1,6}[ \t]+(.+)$/gm)].some(([, title = '']) => headingKey(title) === key),
  );
}

async function readSections(
  catalog: Pick<Catalog, 'findDocument' | 'listSections'>,
  collection: string,
  id: string,
  labels: readonly string[] | null,
): Promise<readonly Section[] | null> {
  const document = await catalog.findDocument(collection, id);
  if (!document || !mayAccess(document.access, labels)) return null;
  const sections: Section[] = [];
  let cursor: string | null = null;
  do {
    const page: Awaited<ReturnType<Catalog['listSections']>> = await catalog.listSections(collection, id, {
      limit: pageSize,
      cursor,
    });
    sections.push(...page.items);
    cursor = page.nextCursor;
  } while (cursor !== null);
  return sections;
}

function notFound({ documentId, sectionId, heading }: ExpectedPlace, isDocument: boolean): Omit<RowProblem, 'line'> {
  const document = JSON.stringify(documentId.slice(0, 120));
  if (!isDocument) return { code: 'unknown_document', message: `the collection has no document ${document}` };
  const what =
    sectionId === null ? `no heading ${JSON.stringify(heading?.slice(0, 120))}` : `no section "${sectionId}"`;
  return { code: 'unknown_section', message: `document ${document} has ${what}` };
}
