import type { ShownText } from '../../ports/document-renderer.js';
import { renderDocument } from './render-document.js';

/** Entry of a rendering worker. */
export default function renderInWorker(shown: ShownText): string {
  return renderDocument(shown);
}
