/** A text that cleaning left out, and why. Offsets are UTF-16 code units into the text as loaded, end exclusive. */
export interface DroppedText {
  /** Name of the cleaning rule: `html_tag`, `html_comment`, `advertisement`, `repeat`, `page_furniture`, … */
  readonly rule: string;
  readonly start: number;
  readonly end: number;
}

/** What one cleaning rule dropped from one document. */
export interface DroppedSummary {
  readonly rule: string;
  readonly count: number;
  readonly characters: number;
  /** Up to three samples of at most 120 characters. */
  readonly samples: readonly string[];
}

/** A flaw found in the source that did not stop the ingest. */
export interface IngestNote {
  /** Stable name: `unclosed_fence`, `replacement_characters`, `page_without_text`, `scan_unread`, `heading_jump`, … */
  readonly code: string;
  readonly message: string;
  /** 1-based line or page, where one can be named. */
  readonly line?: number;
  readonly page?: number;
}

/** What a page's text layer is worth: `sparse` is too little to be sure that it is all that the page says. */
export type TextLayer = 'none' | 'sparse' | 'garbled' | 'good';

/** Where the text of one page of a PDF came from. */
export interface PageSource {
  /** 1-based. */
  readonly page: number;
  readonly textLayer: TextLayer;
  readonly source: 'text_layer' | 'ocr' | 'none';
  /** 0…1: mean certainty of the characters that OCR read; null where it read none. */
  readonly ocrConfidence: number | null;
  /** Degrees clockwise by which a scan had to be turned. */
  readonly turned: 0 | 90 | 180 | 270;
}

/** What became of one page of a PDF. */
export interface PageReport extends PageSource {
  /** UTF-16 code units of the text as loaded, and what became of them: the two parts add up to `characters`. */
  readonly characters: number;
  readonly keptCharacters: number;
  readonly droppedCharacters: number;
}

/** How a revision's sections differ from those that it replaces. */
export interface SectionDiff {
  readonly added: number;
  readonly updated: number;
  readonly unchanged: number;
  readonly removed: number;
}

/** What became of one document: everything that was found, kept, dropped or doubtful. */
export interface IngestReport {
  readonly encoding: string;
  /** UTF-16 code units as loaded, and what became of them: the three parts add up to `characters`. */
  readonly characters: number;
  readonly keptCharacters: number;
  readonly droppedCharacters: number;
  readonly markupCharacters: number;
  readonly headings: number;
  readonly tables: number;
  readonly sections: number;
  readonly parts: number;
  /** PDF only. */
  readonly pages?: number;
  readonly pagesWithoutText?: readonly number[];
  /** Every page, in order. */
  readonly pageReports?: readonly PageReport[];
  readonly dropped: readonly DroppedSummary[];
  readonly notes: readonly IngestNote[];
}
