import type { IngestReport, PageReport } from '../../core/ingest-report.js';

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
    page_reports: report.pageReports?.map(pageReportOnWire) ?? null,
    dropped: report.dropped.map(({ rule, count, characters, samples }) => ({ rule, count, characters, samples })),
    notes: report.notes.map(({ code, message, line, page }) => ({
      code,
      message,
      line: line ?? null,
      page: page ?? null,
    })),
  };
}

function pageReportOnWire(page: PageReport) {
  return {
    page: page.page,
    text_layer: page.textLayer,
    source: page.source,
    ocr_confidence: page.ocrConfidence,
    turned: page.turned,
    characters: page.characters,
    kept_characters: page.keptCharacters,
    dropped_characters: page.droppedCharacters,
  };
}
