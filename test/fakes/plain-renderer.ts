import { renderDocument } from '../../src/adapters/document-page/render-document.js';
import type { DocumentRenderer } from '../../src/ports/document-renderer.js';

/** The real rendering, in this thread. */
export const plainRenderer: DocumentRenderer = {
  render: async (shown) => renderDocument(shown),
  close: async () => {},
};
