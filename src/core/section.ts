import type { Place } from './document.js';
import type { Language } from './reply.js';
import type { SparseVector } from './terms.js';

/**
 * The text under one heading path, cut at the collection's heading level (3 unless set): the unit that is retrieved
 * and cited.
 */
export interface Section {
  /** UUIDv5 of collection, document, heading path and ordinal; survives re-ingest. */
  readonly id: string;
  readonly documentId: string;
  /** Titles of the headings above and at this section, outermost first; empty for text before the first heading. */
  readonly headingPath: readonly string[];
  /** How many sections with the same heading path stand before this one in the document; 0-based. */
  readonly ordinal: number;
  /** Position of the section in its document; 0-based. */
  readonly position: number;
  /** Cleaned text, the heading's own line included: a document's sections put together equal its cleaned text. */
  readonly text: string;
  /** Offset in `text` where the body starts, after the heading line and its blank lines. */
  readonly bodyStart: number;
  readonly place: Place;
  /**
   * Maps `text` back to the source: `text.slice(textStart, textStart + length)` stands at `sourceStart` of the text as
   * loaded. Ascending; covers `text` completely, since cleaning only ever leaves characters out.
   */
  readonly spans: readonly TextSpan[];
  /**
   * Offsets into the text as loaded at which each line (or page) that touches this section begins, the first one
   * being `place.start`; ascending. With it, any span of the section gets its own line or page.
   */
  readonly unitStarts: readonly number[];
}

export interface TextSpan {
  readonly textStart: number;
  readonly sourceStart: number;
  readonly length: number;
}

/** A piece of a section that the encoder can read whole. Offsets are into the section's `text`, end exclusive. */
export interface Part {
  readonly sectionId: string;
  /** 0-based within the section. */
  readonly index: number;
  readonly start: number;
  readonly end: number;
  /** What is embedded and matched: heading path, newline, plain text of the slice (markup off, table header repeated). */
  readonly embeddedText: string;
}

/** A part as the index stores it. */
export interface Point {
  /** UUIDv5 of section id, part index and content hash: unchanged parts keep their point. */
  readonly id: string;
  readonly sectionId: string;
  readonly documentId: string;
  readonly part: number;
  /** Of the embedded text: the dense leg ranks each language by itself. */
  readonly language: Language;
  readonly start: number;
  readonly end: number;
  /** Unit length. */
  readonly dense: Float32Array;
  readonly sparse: SparseVector;
}
