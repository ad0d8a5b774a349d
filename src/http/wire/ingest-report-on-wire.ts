import type { IngestReport } from '../../core/ingest-report.js';

export function ingestReportOnWire(report: IngestReport) {
  return {
    encoding: report.encoding,
    characters: report.characters,
    kept_characters: report.keptCharacters,
    dropped_characters: report.droppedCharacters,
    markup_characters: report.markupCharacters,
    headings: report.headings,
    tables: report.tables,
    sections: report.sections,
    parts: report.parts,
    pages: report.pages ?? null,
    pages_without_text: report.pagesWithoutText ?? null,
    dropped: report.dropped.map(({ rule, count, characters, samples }) => ({ rule, count, characters, samples })),
    notes: report.notes.map(({ code, message, line, page }) => ({
      code,
      message,
      line: line ?? null,
      page: page ?? null,
    })),
  };
}
