import type { Root } from 'mdast';
import type { MediaType, Metadata } from '../src/core/document.js';
import type { DroppedText, IngestNote, IngestReport, PageSource } from '../src/core/ingest-report.js';
import type { Part, Section } from '../src/core/section.js';
import type { SparseVector } from '../src/core/terms.js';

/**
 * A document as read: one text, and one tree whose every node's `position.start.offset` / `end.offset` points into that
 * text. Markdown: the decoded file. PDF: its text in reading order, blocks parted by blank lines, tables as GFM rows.
 */
export interface LoadedDocument {
  readonly mediaType: MediaType;
  readonly text: string;
  readonly tree: Root;
  readonly encoding: string;
  /** What the source says about itself: metadata comment and front matter, nearest wins. */
  readonly metadata: Metadata;
  readonly title: string | null;
  /** Offsets at which each line (Markdown) or page (PDF) begins; the first is 0, ascending. */
  readonly unitStarts: readonly number[];
  readonly unit: 'line' | 'page';
  /** Ranges left out already while loading (a PDF's page furniture), so that they can be reported. */
  readonly dropped: readonly DroppedText[];
  readonly notes: readonly IngestNote[];
  readonly pagesWithoutText?: readonly number[];
  /** PDF: where the text of each page came from, in page order. */
  readonly pageSources?: readonly PageSource[];
}

/** What cleaning leaves: the same text and tree, and the ranges that no section may hold. Ascending, disjoint. */
export interface CleanedDocument extends LoadedDocument {
  readonly dropped: readonly DroppedText[];
}

/** A document ready to be embedded: plain data, so that it can cross from the worker that made it. */
export interface PreparedDocument {
  readonly mediaType: MediaType;
  readonly title: string;
  readonly metadata: Metadata;
  readonly sections: readonly Section[];
  readonly parts: readonly Part[];
  /** Term weights of each part's `embeddedText`, in the order of `parts`; empty where no extractor was given. */
  readonly terms: readonly SparseVector[];
  readonly report: IngestReport;
  /** The text as loaded and what of it is in no section; where it was asked for. */
  readonly source?: Pick<CleanedDocument, 'text' | 'dropped' | 'unitStarts' | 'unit'>;
}
