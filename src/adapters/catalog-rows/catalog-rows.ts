import type { CollectionRecord } from '../../core/collection.js';
import type { DocumentRecord } from '../../core/document.js';
import type { Section } from '../../core/section.js';
import type { PointRecord } from '../../ports/catalog.js';
import { fromSparseBlob } from './sparse-blob.js';

export interface CollectionRow {
  key: number;
  name: string;
  settings: string;
  generation: string;
  recipe: string;
  question_recipe: string;
  dimensions: number;
  revision: string;
  documents: number;
  sections: number;
  points: number;
  created_at: string;
  updated_at: string;
}

export interface DocumentRow {
  key: number;
  collection: string;
  id: string;
  revision: string;
  input_hash: string;
  media_type: string;
  title: string;
  metadata: string;
  access: string;
  size_bytes: number;
  section_count: number;
  created_at: string;
  updated_at: string;
  report: string;
}

export interface SectionRow {
  key: number;
  document_id: string;
  id: string;
  position: number;
  ordinal: number;
  heading_path: string;
  body_start: number;
  place: string;
  spans: string;
  unit_starts: string;
  text: string;
}

export interface PointRow {
  id: string;
  section_id: string;
  document_id: string;
  part: number;
  language: string;
  start: number;
  end: number;
  sparse: Uint8Array;
}

export function toCollectionRecord(row: CollectionRow): CollectionRecord {
  return {
    name: row.name,
    settings: JSON.parse(row.settings),
    generation: row.generation,
    recipe: row.recipe,
    questionRecipe: row.question_recipe,
    dimensions: row.dimensions,
    revision: row.revision,
    documents: row.documents,
    sections: row.sections,
    points: row.points,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}

export function toDocumentRecord(row: DocumentRow): DocumentRecord {
  return {
    collection: row.collection,
    id: row.id,
    revision: row.revision,
    inputHash: row.input_hash,
    // Only `publish` writes the column, from a MediaType.
    mediaType: row.media_type as DocumentRecord['mediaType'],
    title: row.title,
    metadata: JSON.parse(row.metadata),
    access: JSON.parse(row.access),
    sizeBytes: row.size_bytes,
    sectionCount: row.section_count,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    report: JSON.parse(row.report),
  };
}

/** The values of a section's row in the order of {@link sectionColumns}. */
export function toSectionValues(section: Section): readonly (string | number)[] {
  return [
    section.id,
    section.position,
    section.ordinal,
    JSON.stringify(section.headingPath),
    section.bodyStart,
    JSON.stringify(section.place),
    JSON.stringify(section.spans.map(({ textStart, sourceStart, length }) => [textStart, sourceStart, length])),
    JSON.stringify(section.unitStarts),
    section.text,
  ];
}

export const sectionColumns = [
  'id',
  'position',
  'ordinal',
  'heading_path',
  'body_start',
  'place',
  'spans',
  'unit_starts',
  'text',
] as const;

export function toSection(row: SectionRow): Section {
  let spans: Section['spans'] | undefined;
  let unitStarts: Section['unitStarts'] | undefined;
  return {
    id: row.id,
    documentId: row.document_id,
    headingPath: JSON.parse(row.heading_path),
    ordinal: row.ordinal,
    position: row.position,
    text: row.text,
    bodyStart: row.body_start,
    place: JSON.parse(row.place),
    // Read when asked for: of the twenty sections that a question finds, only those shown need their places.
    get spans() {
      spans ??= toSpans(row.spans);
      return spans;
    },
    get unitStarts() {
      unitStarts ??= JSON.parse(row.unit_starts) as readonly number[]; // What `toSectionValues` wrote.
      return unitStarts;
    },
  };
}

function toSpans(text: string): Section['spans'] {
  const spans: [number, number, number][] = JSON.parse(text);
  return spans.map(([textStart, sourceStart, length]) => ({ textStart, sourceStart, length }));
}

export function toPointRecord(row: PointRow): PointRecord {
  let sparse: PointRecord['sparse'] | undefined;
  return {
    id: row.id,
    sectionId: row.section_id,
    documentId: row.document_id,
    part: row.part,
    // Only `publish` writes the column, from a Language.
    language: row.language as PointRecord['language'],
    start: row.start,
    end: row.end,
    // An index that is filled reads it, a question does not.
    get sparse() {
      sparse ??= fromSparseBlob(row.sparse);
      return sparse;
    },
  };
}
