import type { Section } from '../../core/section.js';

/** A document's sections put together, and where each begins. Offsets are UTF-16 code units into `text`. */
export interface DocumentText {
  readonly text: string;
  readonly sections: readonly Section[];
  readonly starts: readonly number[];
}

export function documentText(sections: readonly Section[]): DocumentText {
  const starts: number[] = [];
  let length = 0;
  for (const { text } of sections) {
    starts.push(length);
    length += text.length;
  }
  return { text: sections.map(({ text }) => text).join(''), sections, starts };
}

/** Stretches of the text that stand at these offsets of the source; cleaning may have parted them. End exclusive. */
export function shownRanges(
  { sections, starts }: DocumentText,
  source: { readonly start: number; readonly end: number },
): { start: number; end: number }[] {
  const ranges: { start: number; end: number }[] = [];
  for (const [index, section] of sections.entries()) {
    for (const { textStart, sourceStart, length } of section.spans) {
      const from = Math.max(source.start, sourceStart);
      const to = Math.min(source.end, sourceStart + length);
      if (from >= to) continue;
      const base = (starts[index] ?? 0) + textStart - sourceStart;
      const last = ranges.at(-1);
      if (last && last.end === base + from) last.end = base + to;
      else ranges.push({ start: base + from, end: base + to });
    }
  }
  return ranges;
}

/** Where each page of a PDF begins in the text, ascending: the first character of it that is shown. */
export function pageStarts({ sections, starts }: DocumentText): { page: number; start: number }[] {
  const found: { page: number; start: number }[] = [];
  for (const [index, { place, unitStarts, spans }] of sections.entries()) {
    if (place.unit !== 'page') continue;
    for (const [offset, unitStart] of unitStarts.entries()) {
      const page = place.start + offset;
      // A page that began in the section before is named there.
      if (page <= (found.at(-1)?.page ?? 0)) continue;
      const span = spans.find((one) => one.sourceStart + one.length > unitStart);
      if (!span) continue;
      const within = span.textStart + Math.max(0, unitStart - span.sourceStart);
      found.push({ page, start: (starts[index] ?? 0) + within });
    }
  }
  return found;
}
