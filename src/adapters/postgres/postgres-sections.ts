import type { SectionDiff } from '../../core/ingest-report.js';
import type { Section } from '../../core/section.js';
import { type SectionRow, sectionColumns, toSectionValues } from '../catalog-rows/catalog-rows.js';
import type { PostgresTransaction } from './postgres-storage.js';
import { storableText } from './storable-text.js';

const columnTypes: Readonly<Record<(typeof sectionColumns)[number], string>> = {
  id: 'text',
  position: 'integer',
  ordinal: 'integer',
  heading_path: 'text',
  body_start: 'integer',
  place: 'text',
  spans: 'text',
  unit_starts: 'text',
  text: 'text',
};
const names = sectionColumns.join(', ');
/** `unnest($3::text[], $4::integer[], …)`: one parameter a column, however many rows. */
const unnested = sectionColumns.map((name, at) => `$${at + 2}::${columnTypes[name]}[]`).join(', ');

/**
 * Puts a revision's sections in the place of those that are stored. A section is updated when its text differs; one that
 * only moved counts as unchanged, and its row follows. Each kind of change is one statement.
 */
export async function writeSections(
  transaction: PostgresTransaction,
  documentKey: number,
  sections: readonly Section[],
): Promise<SectionDiff> {
  const rows = await transaction.all<SectionRow>(
    `SELECT key, ${names} FROM sections WHERE document_key = $1`,
    documentKey,
  );
  const stored = new Map(rows.map((row) => [row.id, row]));
  const diff = { added: 0, updated: 0, unchanged: 0, removed: 0 };
  const added: (readonly (string | number)[])[] = [];
  const moved: (readonly (string | number)[])[] = [];
  for (const section of sections) {
    const values = toSectionValues({ ...plain(section), text: storableText(section.text) });
    const row = stored.get(section.id);
    stored.delete(section.id);
    if (row === undefined) added.push(values);
    else if (sectionColumns.some((column, at) => row[column] !== values[at])) moved.push(values);
    diff[row === undefined ? 'added' : row.text === values.at(-1) ? 'unchanged' : 'updated']++;
  }
  diff.removed = stored.size;
  await insertSections(transaction, documentKey, added);
  await updateSections(transaction, documentKey, moved);
  if (stored.size > 0) {
    await transaction.run(
      'DELETE FROM sections WHERE key = ANY($1::bigint[])',
      [...stored.values()].map(({ key }) => key),
    );
  }
  return diff;
}

async function insertSections(
  transaction: PostgresTransaction,
  documentKey: number,
  rows: readonly (readonly (string | number)[])[],
): Promise<void> {
  if (rows.length === 0) return;
  await transaction.run(
    `INSERT INTO sections (document_key, ${names}) SELECT $1, * FROM unnest(${unnested})`,
    documentKey,
    ...columnsOf(rows),
  );
}

async function updateSections(
  transaction: PostgresTransaction,
  documentKey: number,
  rows: readonly (readonly (string | number)[])[],
): Promise<void> {
  if (rows.length === 0) return;
  const assignments = sectionColumns.map((name) => `${name} = moved.${name}`).join(', ');
  await transaction.run(
    `UPDATE sections SET ${assignments} FROM unnest(${unnested}) AS moved (${names})
       WHERE sections.document_key = $1 AND sections.id = moved.id`,
    documentKey,
    ...columnsOf(rows),
  );
}

function columnsOf(rows: readonly (readonly (string | number)[])[]): (string | number | undefined)[][] {
  return sectionColumns.map((_, at) => rows.map((row) => row[at]));
}

/** A section that was read has getters, which a spread would leave behind. */
function plain(section: Section): Section {
  const { id, documentId, headingPath, ordinal, position, text, bodyStart, place, spans, unitStarts } = section;
  return { id, documentId, headingPath, ordinal, position, text, bodyStart, place, spans, unitStarts };
}
