import type { Place } from './document.js';
import type { Section } from './section.js';

/**
 * Where a slice of a section stands in its source, with its own lines or pages.
 *
 * @param start offset into the section's text. @param end exclusive, at least `start`.
 */
export function placeOf(section: Section, start: number, end: number): Place {
  const startOffset = sourceOffset(section, start);
  // The last character decides, not the one after it: that may stand pages further on, past text that cleaning dropped.
  const endOffset = end > start ? sourceOffset(section, end - 1) + 1 : startOffset;
  return {
    unit: section.place.unit,
    start: unitOf(section, startOffset),
    end: unitOf(section, Math.max(startOffset, endOffset - 1)),
    startOffset,
    endOffset,
  };
}

function sourceOffset({ spans, place }: Section, offset: number): number {
  let source = place.startOffset;
  for (const span of spans) {
    if (span.textStart > offset) break;
    source = span.sourceStart + Math.min(offset - span.textStart, span.length);
  }
  return source;
}

function unitOf({ unitStarts, place }: Section, offset: number): number {
  let unit = place.start;
  unitStarts.forEach((unitStart, index) => {
    if (unitStart <= offset) unit = place.start + index;
  });
  return unit;
}
