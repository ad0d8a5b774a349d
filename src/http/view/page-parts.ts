/** A stretch of a text; offsets, end exclusive. */
export interface PagePart {
  readonly start: number;
  readonly end: number;
}

/** What a phone scrolls through without stuttering, and a worker renders in about a second. */
export const maxPartCharacters = 100_000;

/**
 * Cuts a text into parts of at most `maxCharacters`: before a section where one begins in a part's second half, else at a
 * blank line, a line's end, or anywhere. The same text always gets the same parts. An empty text is one empty part.
 *
 * @param sectionStarts ascending.
 */
export function pageParts(
  text: string,
  sectionStarts: readonly number[],
  maxCharacters: number = maxPartCharacters,
): readonly PagePart[] {
  const parts: PagePart[] = [];
  let start = 0;
  do {
    const end = partEnd(text, sectionStarts, start, maxCharacters);
    parts.push({ start, end });
    start = end;
  } while (start < text.length);
  return parts;
}

function partEnd(text: string, sectionStarts: readonly number[], start: number, maxCharacters: number): number {
  const latest = start + maxCharacters;
  if (text.length <= latest) return text.length;
  const earliest = start + Math.floor(maxCharacters / 2);
  const section = sectionStarts.findLast((one) => one > earliest && one <= latest);
  if (section !== undefined) return section;
  for (const separator of ['\n\n', '\n']) {
    const found = text.lastIndexOf(separator, latest - separator.length);
    if (found > earliest) return found + separator.length;
  }
  // Never between the halves of a character beyond the first plane.
  return /[\uDC00-\uDFFF]/.test(text[latest] ?? '') ? latest - 1 : latest;
}
