import type { Section } from '../../core/section.js';
import { type DocumentText, shownRanges } from './document-text.js';

/** What a link points at in the present text. */
export interface CitedPlace {
  /** Index of the cited section; -1 when it is not in the document, or none was asked for. */
  readonly section: number;
  /** Words to mark; empty where the section as a whole is meant. */
  readonly marks: readonly { readonly start: number; readonly end: number }[];
  /** Where the page opens: an offset into the text. */
  readonly offset: number;
  /** Lines or pages of the words, 1-based and inclusive; null when no section is cited. */
  readonly lines: { readonly unit: 'line' | 'page'; readonly start: number; readonly end: number } | null;
}

/** From this share of its section on, a passage is the section: marking every word of it would mark nothing. */
const wholeSectionShare = 0.8;

/**
 * Finds what a link cites.
 *
 * @param at offsets into the text as loaded, `51-76`; undefined when they are of another revision.
 */
export function citedPlace(document: DocumentText, sectionId: string | undefined, at: string | undefined): CitedPlace {
  const section = document.sections.findIndex(({ id }) => id === sectionId);
  const cited = document.sections[section];
  if (!cited) return { section: -1, marks: [], offset: 0, lines: null };
  const start = document.starts[section] ?? 0;
  const source = parseAt(at);
  const ranges = source ? shownRanges(document, source) : [];
  const marked = ranges.reduce((sum, range) => sum + range.end - range.start, 0);
  const whole = marked >= (cited.text.length - cited.bodyStart) * wholeSectionShare;
  const { unit } = cited.place;
  return {
    section,
    marks: whole ? [] : ranges,
    offset: (whole ? undefined : ranges[0]?.start) ?? openingOf(document, source?.start) ?? start,
    lines:
      source && ranges.length > 0
        ? { unit, ...unitsOf(cited, source) }
        : { unit, start: cited.place.start, end: cited.place.end },
  };
}

/** Links between the parts of a long page cite no words, only a place. */
function openingOf(document: DocumentText, source: number | undefined): number | undefined {
  return source === undefined ? undefined : shownRanges(document, { start: source, end: source + 1 })[0]?.start;
}

function parseAt(at: string | undefined): { start: number; end: number } | null {
  const found = /^(\d{1,9})-(\d{1,9})$/.exec(at ?? '');
  return found ? { start: Number(found[1]), end: Number(found[2]) } : null;
}

function unitsOf({ place, unitStarts }: Section, source: { start: number; end: number }) {
  const unitAt = (offset: number) =>
    place.start +
    Math.max(
      0,
      unitStarts.findLastIndex((start) => start <= offset),
    );
  return { start: unitAt(source.start), end: unitAt(Math.max(source.start, source.end - 1)) };
}
