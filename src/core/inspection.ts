import type { MediaType } from './document.js';
import type { IngestReport } from './ingest-report.js';
import type { Section } from './section.js';

/** A file to look at. */
export interface InspectInput {
  /** File name: says the format by its ending, and is the title of a document that has none. */
  readonly name: string;
  readonly bytes: Uint8Array;
  /** Of an encrypted PDF. */
  readonly password?: string;
  /** Deepest heading that opens a section, 1…6; 3 unless set. */
  readonly headingLevel?: number;
  /** Whether to draw the pages of a PDF. */
  readonly pictures: boolean;
  readonly signal?: AbortSignal;
}

/** What ingesting a file would make of it. */
export interface Inspection {
  readonly mediaType: MediaType;
  readonly title: string;
  readonly report: IngestReport;
  readonly sections: readonly Section[];
  /** What is in no section, in order. */
  readonly dropped: readonly InspectedText[];
  /** Pages of a PDF in order, or one page of everything for a format without pages. */
  readonly pages: readonly InspectedPage[];
}

/** A stretch of the text as loaded that is in no section. */
export interface InspectedText {
  readonly rule: string;
  /** 1-based line or page. */
  readonly unit: number;
  readonly text: string;
}

/** One page, and what was cut from it. */
export interface InspectedPage {
  /** 1-based. */
  readonly number: number;
  readonly pieces: readonly InspectedPiece[];
  /** JPEG; null where none was asked for, or the page cannot be drawn. */
  readonly picture: Uint8Array | null;
}

/** Text of one page that stays together: of one section, or left out by one rule. */
export interface InspectedPiece {
  readonly text: string;
  /** Null for text that is in no section. */
  readonly headingPath: readonly string[] | null;
  /** Whether the section begins here rather than on a page before. */
  readonly begins: boolean;
  /** Null for text in a section. */
  readonly rule: string | null;
}
