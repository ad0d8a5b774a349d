import type { PageReport } from '../src/core/ingest-report.js';
import type { CleanedDocument } from './loaded-document.js';

/** Counts what became of every page: the two counts of kept and dropped characters add up to all of them. */
export function pageReports(document: CleanedDocument): PageReport[] {
  const { text, unitStarts, dropped, pageSources = [] } = document;
  let at = 0;
  return pageSources.map((source, index) => {
    // Pages without text at the end begin where the blank line after the text would end.
    const start = Math.min(unitStarts[index] ?? text.length, text.length);
    const end = Math.min(unitStarts[index + 1] ?? text.length, text.length);
    let out = 0;
    while ((dropped[at]?.end ?? Number.POSITIVE_INFINITY) <= start) at += 1;
    for (let next = at; (dropped[next]?.start ?? Number.POSITIVE_INFINITY) < end; next += 1) {
      const range = dropped[next];
      if (range) out += Math.min(range.end, end) - Math.max(range.start, start);
    }
    return { ...source, characters: end - start, keptCharacters: end - start - out, droppedCharacters: out };
  });
}
