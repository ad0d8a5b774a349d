import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Loader } from '../load-document.js';
import { withOptionalPackage } from './optional-package.js';
import { escapeMarkdown, plainSections } from './plain-sections.js';

/**
 * A book: a section for every chapter.
 *
 * Rejects with `format_not_installed` or `unreadable_document`.
 */
export const loadEpub: Loader = async (bytes, { documentId }) => {
  // The loader reads files only.
  const folder = await mkdtemp(join(tmpdir(), 'kaoju-epub-'));
  try {
    const path = join(folder, 'book.epub');
    await writeFile(path, bytes);
    const sections = await withOptionalPackage(documentId, 'EPUB', async () => {
      const { EPubLoader } = await import('@langchain/community/document_loaders/fs/epub');
      const chapters = await new EPubLoader(path).load();
      return chapters.map(({ pageContent, metadata }, at) => ({
        title: typeof metadata.chapter === 'string' ? metadata.chapter : String(at + 1),
        body: escapeMarkdown(pageContent),
      }));
    });
    return plainSections(documentId, 'application/epub+zip', sections);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
};
