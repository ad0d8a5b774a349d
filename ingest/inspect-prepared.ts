import type { InspectedPage, InspectedPiece, InspectedText, Inspection } from '../src/core/inspection.js';
import type { Section } from '../src/core/section.js';
import type { PreparedDocument } from './loaded-document.js';

type Source = NonNullable<PreparedDocument['source']>;

/**
 * Lays out a prepared document page by page, for looking at; without pictures.
 *
 * @param prepared with its source (`keepSource`).
 */
export function inspectPrepared(prepared: PreparedDocument): Inspection {
  const { source, mediaType, title, report, sections } = prepared;
  if (source === undefined) throw new Error('Cannot inspect a document that was prepared without its source');
  const pieces = piecesOf(source, sections);
  const starts = source.unit === 'page' ? source.unitStarts : [0];
  const pages: InspectedPage[] = starts.map((start, index) => ({
    number: index + 1,
    picture: null,
    pieces: within(pieces, start, starts[index + 1] ?? source.text.length, source.text),
  }));
  return { mediaType, title, report, sections, dropped: droppedTexts(source), pages };
}

interface Piece extends Omit<InspectedPiece, 'text' | 'begins'> {
  readonly start: number;
  readonly end: number;
  /** Where the section begins. */
  readonly opens: number;
}

/** The whole text in order: stretches of sections, and of what was dropped. */
function piecesOf({ dropped }: Source, sections: readonly Section[]): Piece[] {
  const pieces: Piece[] = dropped.map(({ start, end, rule }) => ({
    start,
    end,
    rule,
    headingPath: null,
    opens: start,
  }));
  for (const { spans, headingPath } of sections) {
    const opens = spans[0]?.sourceStart ?? 0;
    for (const { sourceStart, length } of spans) {
      pieces.push({ start: sourceStart, end: sourceStart + length, rule: null, headingPath, opens });
    }
  }
  return pieces.sort((a, b) => a.start - b.start);
}

function within(pieces: readonly Piece[], from: number, to: number, text: string): InspectedPiece[] {
  return pieces.flatMap(({ start, end, rule, headingPath, opens }) => {
    const piece = text.slice(Math.max(start, from), Math.min(end, to)).trim();
    if (start >= to || end <= from || piece === '') return [];
    return [{ text: piece, headingPath, rule, begins: opens >= from && opens === start }];
  });
}

function droppedTexts({ text, dropped, unitStarts }: Source): InspectedText[] {
  let unit = 0;
  return dropped.map(({ rule, start, end }) => {
    while ((unitStarts[unit + 1] ?? Number.POSITIVE_INFINITY) <= start) unit += 1;
    return { rule, unit: unit + 1, text: text.slice(start, end).trim() };
  });
}
