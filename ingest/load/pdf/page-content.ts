/** What one page of a PDF holds, as plain data. Points (1/72 inch), origin top left, y downwards, page rotation undone. */
export interface PageContent {
  /** 1-based. */
  readonly number: number;
  readonly width: number;
  readonly height: number;
  readonly spans: readonly Span[];
  readonly strokes: readonly Stroke[];
}

/** A run of text in one font, as pdf.js gives it. */
export interface Span {
  readonly text: string;
  readonly left: number;
  readonly right: number;
  readonly baseline: number;
  readonly size: number;
  readonly font: Font;
  /** Degrees clockwise, 0 for ordinary text, rounded to whole degrees. */
  readonly angle: number;
  /** Where the document's structure tree puts it; null in an untagged document. */
  readonly tag: Tag | null;
  /** Marked by the author as no content: header, footer, watermark, ornament. */
  readonly artifact: boolean;
}

/** What a font's name says. */
export interface Font {
  /** Name without subset prefix, weight and slant: `Times`, `SimHei`. */
  readonly family: string;
  readonly bold: boolean;
  readonly italic: boolean;
  readonly mono: boolean;
}

/** A straight horizontal or vertical line, or the edge of a filled box. */
export interface Stroke {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** Position of marked content in the structure tree. */
export interface Tag {
  /** Number of the innermost block element (paragraph, heading, cell, list item) on its page: same number, same block. */
  readonly block: number;
  /** 1…6 for a heading, 0 for `Title`, null for anything else. */
  readonly heading: number | null;
  readonly kind: 'heading' | 'paragraph' | 'list' | 'code' | 'caption' | 'contents' | 'note' | 'cell';
  readonly cell: TagCell | null;
}

/** A cell of a tagged table. */
export interface TagCell {
  /** Number of the table on its page. */
  readonly table: number;
  readonly row: number;
  readonly column: number;
  readonly header: boolean;
}
