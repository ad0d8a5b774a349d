import type { IngestReport } from './ingest-report.js';

/** Notes of pages that nothing but OCR could have read, while it was off. */
const unread: ReadonlySet<string> = new Set(['scan_unread', 'garbled_page']);

/**
 * Whether pages of a document were left unread because OCR was off: with OCR on, the same bytes say more, so that the
 * document is not unchanged.
 */
export function missedScans({ notes }: Pick<IngestReport, 'notes'>): boolean {
  return notes.some(({ code }) => unread.has(code));
}
