import { inspectPrepared } from '../ingest/inspect-prepared.js';
import { createPreparePool } from '../ingest/prepare-pool.js';
import { silenceOnnxruntime } from './adapters/builtin-models/silence-onnxruntime.js';
import { compiledFile } from './compiled-file.js';
import type { Config } from './config.js';
import type { InspectInput, Inspection } from './core/inspection.js';

/** Longer side of a page's picture, in pixels: 10 point letters can be read, and a page takes about 150 kB. */
const pictureSide = 1200;

/**
 * Prepares a file as ingest does, in a worker with the same limits, and lays out what came of it. Nothing is kept.
 *
 * Rejects as `prepareDocument`.
 */
export async function inspectDocument({ ocr }: Pick<Config, 'ocr'>, input: InspectInput): Promise<Inspection> {
  silenceOnnxruntime();
  const pool = createPreparePool({
    threads: 1,
    ...(ocr && { ocr: { url: compiledFile('src/adapters/ocr/paddle-ocr').href, exportName: 'paddleOcr' } }),
  });
  try {
    const prepared = await pool.prepare(
      {
        collection: 'inspection',
        documentId: input.name,
        bytes: input.bytes,
        keepSource: true,
        ...(input.headingLevel !== undefined && { headingLevel: input.headingLevel }),
        ...(input.password !== undefined && { password: input.password }),
      },
      input.signal ? { signal: input.signal } : {},
    );
    const inspection = inspectPrepared(prepared);
    const isPdf = inspection.mediaType === 'application/pdf';
    return input.pictures && isPdf ? await withPictures(inspection, input) : inspection;
  } finally {
    await pool.close();
  }
}

async function withPictures(inspection: Inspection, { bytes, password, signal }: InspectInput): Promise<Inspection> {
  // pdf.js is read in only when pages are drawn.
  const { openPagePictures } = await import('../ingest/load/pdf/page-pictures.js');
  const pictures = await openPagePictures(bytes, password);
  try {
    const pages: Inspection['pages'][number][] = [];
    for (const page of inspection.pages) {
      signal?.throwIfAborted();
      // A page that cannot be drawn still shows what was cut from it.
      pages.push({ ...page, picture: await pictures.encode(page.number, pictureSide).catch(() => null) });
    }
    return { ...inspection, pages };
  } finally {
    await pictures.close();
  }
}
