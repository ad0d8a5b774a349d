import type { PreparedDocument } from '../../ingest/loaded-document.js';
import { type PrepareInput, prepareDocument } from '../../ingest/prepare-document.js';

/** Prepares a Markdown text; the short way for tests. */
export function prepareText(text: string, input: Partial<PrepareInput> = {}): Promise<PreparedDocument> {
  const bytes = new TextEncoder().encode(text);
  return prepareDocument({ collection: 'docs', documentId: 'guide.md', bytes, ...input });
}
