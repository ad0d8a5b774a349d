import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createPreparePool } from '../ingest/prepare-pool.js';

// node dist/bench/pdf-speed.js FOLDER: pages a second of the PDFs with a text layer, through the service's own workers, one a core,
// from a cold start, OCR off; on a quiet machine. Ratios against other programs: pdf-alternatives.js.
const [folder] = process.argv.slice(2);
if (folder === undefined)
  throw new Error('Say where the PDFs are: node dist/bench/pdf-speed.js ../shared/data/docs/pdf');

const names = readdirSync(folder).filter((name) => name.endsWith('.pdf'));
const files = names.map((name) => ({ name, bytes: readFileSync(join(folder, name)) }));
const pool = createPreparePool();
const started = performance.now();
const pages = await Promise.all(files.map(pagesOf));
const seconds = (performance.now() - started) / 1000;
await pool.close();
const read = pages.reduce((sum, count) => sum + count, 0);
process.stdout.write(
  `${files.length} files, ${read} pages in ${seconds.toFixed(1)} s: ${(read / seconds).toFixed(1)} pages/s\n`,
);

/** Pages of a file that were read; none of one that cannot be, such as a scan. */
async function pagesOf({ name, bytes }: { readonly name: string; readonly bytes: Uint8Array }): Promise<number> {
  const input = { collection: 'speed', documentId: name, bytes, mediaType: 'application/pdf' };
  try {
    return (await pool.prepare(input)).report.pages ?? 0;
  } catch (error) {
    process.stdout.write(`${name}: ${error instanceof Error ? error.message : String(error)}\n`);
    return 0;
  }
}
