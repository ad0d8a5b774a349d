import type { Heading } from 'mdast';
import { sectionIdOf } from '../../src/core/identity.js';
import type { Section, TextSpan } from '../../src/core/section.js';
import { headingTitle } from '../heading-title.js';
import type { CleanedDocument } from '../loaded-document.js';
import { rangeOf } from '../node-range.js';
import { type Range, remaining } from '../ranges.js';

export interface CutOptions {
  readonly collection: string;
  readonly documentId: string;
  /** Deepest heading level that opens a section, 1…6. */
  readonly headingLevel: number;
}

/** A stretch of the source from one heading that opens a section to the next; `heading` is absent before the first. */
interface Stretch extends Range {
  readonly heading: Heading | undefined;
}

/**
 * Cuts a document at its headings: every heading of the top level of the tree that is not deeper than the given level
 * opens a section, also one with nothing under it; text before the first heading is a section of its own. Headings in
 * quotations, lists and code open nothing. Where levels jump, the next shallower heading above is the parent.
 *
 * @returns sections whose texts put together are the cleaned text; none for a document without any text.
 */
export function cutSections(document: CleanedDocument, options: CutOptions): Section[] {
  const path: Heading[] = [];
  const ordinals = new Map<string, number>();
  const sections: Section[] = [];
  for (const stretch of stretches(document, options.headingLevel)) {
    const kept = remaining(document.dropped, stretch.start, stretch.end);
    if (kept.length === 0) continue;
    if (stretch.heading) openHeading(path, stretch.heading);
    const headingPath = path.map(headingTitle).filter((title) => title !== '');
    const key = JSON.stringify(headingPath);
    const ordinal = ordinals.get(key) ?? 0;
    ordinals.set(key, ordinal + 1);
    const id = sectionIdOf(options.collection, options.documentId, headingPath, ordinal);
    const identity = { id, documentId: options.documentId, headingPath, ordinal, position: sections.length };
    sections.push({ ...identity, ...content(document, stretch, kept) });
  }
  return sections;
}

function stretches(document: CleanedDocument, headingLevel: number): Stretch[] {
  const { text, tree } = document;
  const headings = tree.children.filter((node) => node.type === 'heading' && node.depth <= headingLevel) as Heading[];
  // Up to three spaces may stand before a heading; they are its line's.
  const starts = headings.map((heading) => text.lastIndexOf('\n', rangeOf(heading).start - 1) + 1);
  const preamble: Stretch = { start: 0, end: starts[0] ?? text.length, heading: undefined };
  const headed = headings.map((heading, index) => ({
    start: starts[index] ?? 0,
    end: starts[index + 1] ?? text.length,
    heading,
  }));
  return [preamble, ...headed];
}

function openHeading(path: Heading[], heading: Heading): void {
  while ((path.at(-1)?.depth ?? 0) >= heading.depth) path.pop();
  path.push(heading);
}

function content(
  document: CleanedDocument,
  stretch: Stretch,
  kept: readonly Range[],
): Pick<Section, 'text' | 'bodyStart' | 'place' | 'spans' | 'unitStarts'> {
  const spans: TextSpan[] = [];
  let text = '';
  for (const { start, end } of kept) {
    spans.push({ textStart: text.length, sourceStart: start, length: end - start });
    text += document.text.slice(start, end);
  }
  const startOffset = kept[0]?.start ?? stretch.start;
  const endOffset = kept.at(-1)?.end ?? stretch.end;
  // Blank lines at the end belong to the text, but a place that names them would point at nothing.
  const lastWord = sourceOffset(spans, Math.max(0, text.trimEnd().length - 1));
  const first = unitAt(document.unitStarts, startOffset);
  const last = Math.max(first, unitAt(document.unitStarts, lastWord));
  return {
    text,
    bodyStart: stretch.heading ? bodyStart(spans, text, rangeOf(stretch.heading).end) : 0,
    place: { unit: document.unit, start: first + 1, end: last + 1, startOffset, endOffset },
    spans,
    unitStarts: document.unitStarts.slice(first, last + 1),
  };
}

/** After the heading's line and the blank lines below it. */
function bodyStart(spans: readonly TextSpan[], text: string, headingEnd: number): number {
  const afterHeading = textOffset(spans, headingEnd);
  const blank = /[^\n]*(?:\n[ \t]*(?=\n))*\n?/y;
  blank.lastIndex = afterHeading;
  return afterHeading + (blank.exec(text)?.[0].length ?? 0);
}

/** Offset into the source of an offset into a section's text. */
export function sourceOffset(spans: readonly TextSpan[], offset: number): number {
  const span = spans.findLast(({ textStart }) => textStart <= offset);
  return span ? span.sourceStart + offset - span.textStart : 0;
}

/** Offset into a section's text of an offset into the source; inside a dropped range, that of the next kept character. */
export function textOffset(spans: readonly TextSpan[], offset: number): number {
  const span = spans.findLast(({ sourceStart }) => sourceStart <= offset);
  return span ? span.textStart + Math.min(offset - span.sourceStart, span.length) : 0;
}

/** 0-based index of the line or page that holds an offset. */
function unitAt(unitStarts: readonly number[], offset: number): number {
  let low = 0;
  let high = unitStarts.length;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if ((unitStarts[middle] ?? 0) <= offset) low = middle;
    else high = middle;
  }
  return low;
}
