import { decodeText } from '../decode-text.js';
import type { Loader } from '../load-document.js';
import { withOptionalPackage } from './optional-package.js';
import { escapeMarkdown, plainSections } from './plain-sections.js';

/**
 * Subtitles as what was said, in one text.
 *
 * Rejects with `format_not_installed` or `unreadable_document`.
 */
export const loadSrt: Loader = async (bytes, { documentId }) => {
  const { text } = decodeText(bytes, documentId);
  const sections = await withOptionalPackage(documentId, 'SRT', async () => {
    const { SRTLoader } = await import('@langchain/community/document_loaders/fs/srt');
    const documents = await new SRTLoader(new Blob([text])).load();
    return documents.map(({ pageContent }) => ({ title: 'Subtitles', body: escapeMarkdown(pageContent) }));
  });
  return plainSections(documentId, 'application/x-subrip', sections);
};
