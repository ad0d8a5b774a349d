import type { IngestReport } from './ingest-report.js';

/** A metadata value: a scalar, or several strings (tags). */
export type MetadataValue = string | number | boolean | readonly string[];

/**
 * Filterable facts about a document. `domain`, `subcategory` and `period` (领域/子类/时间) and `title` have a fixed
 * meaning; every other key is the caller's own.
 */
export type Metadata = Readonly<Record<string, MetadataValue>>;

/**
 * Where text stands in its source.
 *
 * `start` and `end` count lines (Markdown) or pages (PDF), 1-based and inclusive. `startOffset` and `endOffset` are
 * UTF-16 code units into the document's text as loaded (decoded Markdown; a PDF's text in reading order), end exclusive.
 */
export interface Place {
  readonly unit: 'line' | 'page';
  readonly start: number;
  readonly end: number;
  readonly startOffset: number;
  readonly endOffset: number;
}

/** The formats this version reads, with the endings of their files. Plain text is read as Markdown. */
export const fileEndings = {
  'text/markdown': ['md', 'markdown', 'mdx', 'mkd', 'txt', 'text'],
  'application/pdf': ['pdf'],
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document': ['docx'],
  'text/html': ['html', 'htm', 'xhtml'],
  'text/csv': ['csv'],
  'application/epub+zip': ['epub'],
  'application/vnd.openxmlformats-officedocument.presentationml.presentation': ['pptx'],
  'application/x-subrip': ['srt'],
} as const;

export type MediaType = keyof typeof fileEndings;

export const mediaTypes = Object.keys(fileEndings) as readonly MediaType[];

/** One published document, as the catalog keeps it. Identity is `id`, the caller's own, not the content. */
export interface DocumentRecord {
  readonly collection: string;
  readonly id: string;
  /** SHA-256 of the bytes, hexadecimal. */
  readonly revision: string;
  /** SHA-256 of everything the caller gave: bytes, media type, metadata, labels, and the collection's heading level. */
  readonly inputHash: string;
  readonly mediaType: MediaType;
  readonly title: string;
  readonly metadata: Metadata;
  /** Access labels; empty means everyone who may read the collection. Sorted, without repeats. */
  readonly access: readonly string[];
  readonly sizeBytes: number;
  readonly sectionCount: number;
  /** RFC 3339, UTC. */
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly report: IngestReport;
}
