import type { MediaType } from '../core/document.js';

/** One section of the text to show. Offsets are UTF-16 code units into that text. */
export interface ShownSection {
  /** The `id` attribute that it gets. */
  readonly anchor: string;
  readonly start: number;
  /** Where its body starts, after the heading's line. */
  readonly bodyStart: number;
  /** Of its heading, 1…6; a PDF's text does not say it. */
  readonly level: number;
  /** The section that was cited. */
  readonly cited: boolean;
}

/** Cleaned text of a document, or a stretch of it, to be shown as a page. */
export interface ShownText {
  readonly text: string;
  readonly mediaType: MediaType;
  /** Ascending, the first one starts at 0. */
  readonly sections: readonly ShownSection[];
  /** Words to mark, ascending and apart, end exclusive; empty for none. */
  readonly marks: readonly { readonly start: number; readonly end: number }[];
  /** Where pages of a PDF begin, ascending, with the words that say so. */
  readonly pages: readonly { readonly start: number; readonly label: string }[];
  /** Words of the page's own language. */
  readonly words: { readonly table: string; readonly footnotes: string; readonly backToText: string };
}

/** Makes safe HTML of document text: nothing of a document's own HTML, scripts, styles or images comes through. */
export interface DocumentRenderer {
  /**
   * The sections' HTML, one `<section>` each, in order. The first mark has the id `cited`, or the cited section without marks.
   *
   * @throws KnowledgeBaseError `document_too_complex` or `timeout`; the signal's reason when aborted.
   */
  render(shown: ShownText, signal?: AbortSignal): Promise<string>;
  close(): Promise<void>;
}
