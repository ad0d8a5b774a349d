import type { PDFDocumentProxy } from 'pdfjs-dist/legacy/build/pdf.mjs';
import type { IngestNote } from '../../../src/core/ingest-report.js';

/** Names the parts of a PDF that are left alone: programs are never run, and files inside it are documents of their own. */
export async function ignoredParts(document: PDFDocumentProxy, bytes: Uint8Array): Promise<IngestNote[]> {
  const notes: IngestNote[] = [];
  const actions = await document.getJSActions().catch(() => null);
  if (actions !== null || count(bytes, /\/S\s*\/JavaScript\b/g) > 0) {
    notes.push({ code: 'javascript_ignored', message: 'The PDF has JavaScript, which was not run' });
  }
  // Found in the bytes: to ask pdf.js for them would unpack them, and a stream's own dictionary is never packed.
  const files = count(bytes, /\/Type\s*\/EmbeddedFile\b/g);
  if (files > 0) {
    const message = `The PDF has ${files} embedded files, which were not read; ingest them as documents of their own`;
    notes.push({ code: 'embedded_files_ignored', message });
  }
  return notes;
}

/** Bytes looked at as one text. */
const windowBytes = 4_000_000;

function count(bytes: Uint8Array, pattern: RegExp): number {
  let found = 0;
  for (let from = 0; from < bytes.length; from += windowBytes) {
    // Windows overlap by the longest match, whose second half is in the next one only.
    const text = Buffer.from(bytes.buffer, bytes.byteOffset + from, Math.min(windowBytes + 40, bytes.length - from));
    for (const match of text.toString('latin1').matchAll(pattern)) if (match.index < windowBytes) found += 1;
  }
  return found;
}
