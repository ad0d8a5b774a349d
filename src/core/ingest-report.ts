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
  /** Stable name: `unclosed_fence`, `replacement_characters`, `page_without_text`, `heading_jump`, … */
  readonly code: string;
  readonly message: string;
  /** 1-based line or page, where one can be named. */
  readonly line?: number;
  readonly page?: number;
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
  readonly dropped: readonly DroppedSummary[];
  readonly notes: readonly IngestNote[];
}
