/** A stretch of text: UTF-16 offsets, end exclusive. */
export interface Range {
  readonly start: number;
  readonly end: number;
}

/** Ranges ascending and disjoint: where two overlap, the one that begins first keeps the common stretch. */
export function disjoint<R extends Range>(ranges: readonly R[]): R[] {
  const sorted = ranges.toSorted((left, right) => left.start - right.start || right.end - left.end);
  const result: R[] = [];
  let covered = 0;
  for (const range of sorted) {
    const start = Math.max(range.start, covered);
    if (start >= range.end) continue;
    result.push(start === range.start ? range : { ...range, start });
    covered = range.end;
  }
  return result;
}

/**
 * What is left of a stretch when ranges are taken out.
 *
 * @param removed ascending and disjoint; may reach beyond the stretch.
 */
export function remaining(removed: readonly Range[], start: number, end: number): Range[] {
  const result: Range[] = [];
  let from = start;
  for (let index = firstEndingAfter(removed, start); index < removed.length; index++) {
    const range = removed[index];
    if (!range || range.start >= end) break;
    if (range.start > from) result.push({ start: from, end: range.start });
    from = Math.max(from, range.end);
  }
  if (from < end) result.push({ start: from, end });
  return result;
}

/** Index of the first of ascending, disjoint ranges that ends after an offset; their number when none does. */
export function firstEndingAfter(ranges: readonly Range[], offset: number): number {
  let low = 0;
  let high = ranges.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((ranges[middle]?.end ?? 0) > offset) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** A range grown to whole lines, the last line feed included, if nothing but spaces stands beside it. */
export function wholeLines(text: string, { start, end }: Range): Range {
  const lineStart = text.lastIndexOf('\n', start - 1) + 1;
  const lineFeed = text.indexOf('\n', end);
  const lineEnd = lineFeed === -1 ? text.length : lineFeed + 1;
  const alone = text.slice(lineStart, start).trim() === '' && text.slice(end, lineEnd).trim() === '';
  return alone ? { start: lineStart, end: lineEnd } : { start, end };
}
