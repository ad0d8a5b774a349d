import { decodeText } from '../decode-text.js';
import type { Loader } from '../load-document.js';
import { withOptionalPackage } from './optional-package.js';
import { escapeMarkdown, plainSections } from './plain-sections.js';

/** Rows of a section: enough to be worth a section, few enough to be cited by. */
const rowsPerSection = 25;

/**
 * A table of comma-separated values: every row a line that names its columns, so that a row is found by what it says, and
 * a section for every block of rows.
 *
 * Rejects with `format_not_installed` or `unreadable_document`.
 */
export const loadCsv: Loader = async (bytes, { documentId }) => {
  const { text } = decodeText(bytes, documentId);
  const rows = await withOptionalPackage(documentId, 'CSV', async () => {
    const { CSVLoader } = await import('@langchain/community/document_loaders/fs/csv');
    const separator = separatorOf(text);
    const documents = await new CSVLoader(new Blob([text]), { separator }).load();
    return documents.map(({ pageContent }) => `- ${escapeMarkdown(pageContent).split('\n').join('; ')}`);
  });
  const sections = Array.from({ length: Math.ceil(rows.length / rowsPerSection) }, (_, at) => {
    const block = rows.slice(at * rowsPerSection, (at + 1) * rowsPerSection);
    const first = at * rowsPerSection + 1;
    return { title: `${first}–${first + block.length - 1}`, body: block.join('\n') };
  });
  return plainSections(documentId, 'text/csv', sections);
};

/** Spreadsheets of some countries write semicolons, others tabs. */
function separatorOf(text: string): string {
  const [header = ''] = text.split(/\r?\n/, 1);
  const counts = [',', ';', '\t'].map((sign) => ({ sign, count: header.split(sign).length }));
  return counts.sort((left, right) => right.count - left.count)[0]?.sign ?? ',';
}
