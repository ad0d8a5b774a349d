import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { loadPdf } from '../../ingest/load/pdf/load-pdf.js';
import { KnowledgeBaseError } from '../../src/core/errors.js';
import { benchPdf } from '../pdf.js';
import { evalOcr } from '../pdf-ocr.js';
import { accountedCharacters, hasColumns, sameOrder, secondExtraction } from '../pdf-text.js';

// npm run eval:pdf -- ../shared/data/docs [--list] [--no-ocr]
const folder = resolve(process.argv[2] ?? '../shared/data/docs');
if (!existsSync(join(folder, 'pdf'))) console.log(`eval:pdf skipped: there is no ${join(folder, 'pdf')}`);
else {
  await benchPdf(dirname(folder), { list: process.argv.includes('--list') });
  await evalText(join(folder, 'pdf'));
  if (process.argv.includes('--no-ocr')) console.log('\nOCR: skipped, --no-ocr was given');
  else await evalOcr(dirname(folder));
}

/** Counts the characters that a second extractor finds and ours has on the same page, and compares the order of words. */
async function evalText(folder: string): Promise<void> {
  console.log('\nText against pdftotext, page by page');
  console.log('  accounted worst page  order (single-column pages)  file');
  const sum = { accounted: 0, all: 0 };
  for (const name of readdirSync(folder).filter((one) => one.endsWith('.pdf'))) {
    const path = join(folder, name);
    const pages = secondExtraction(path);
    const layouts = secondExtraction(path, true);
    if (pages === null || layouts === null) {
      console.log('  skipped: pdftotext is not installed (poppler-utils)');
      return;
    }
    const ours = await pagesOf(path);
    if (typeof ours === 'string') {
      console.log(`  ${ours}: ${name}`);
      continue;
    }
    const file = { accounted: 0, all: 0 };
    let worst = { share: 1, page: 0 };
    const orders: number[] = [];
    for (const [index, page] of pages.entries()) {
      const { accounted, all } = accountedCharacters(page, ours[index] ?? '');
      file.accounted += accounted;
      file.all += all;
      if (all > 0 && accounted / all < worst.share) worst = { share: accounted / all, page: index + 1 };
      if (all > 100 && !hasColumns(layouts[index] ?? '')) orders.push(sameOrder(page, ours[index] ?? ''));
    }
    sum.accounted += file.accounted;
    sum.all += file.all;
    const order = orders.reduce((total, one) => total + one, 0) / Math.max(1, orders.length);
    console.log(
      `  ${percent(file.accounted / Math.max(1, file.all))} ${percent(worst.share)} (p. ${worst.page})  ${orders.length === 0 ? '   –  ' : order.toFixed(4)} (${orders.length} of ${pages.length})  ${name}`,
    );
  }
  console.log(`  ${percent(sum.accounted / Math.max(1, sum.all))} of ${sum.all} characters`);
}

/** The text of every page as loaded, dropped text included; or the code of the error. */
async function pagesOf(path: string): Promise<string[] | string> {
  try {
    const { text, unitStarts } = await loadPdf(readFileSync(path));
    return unitStarts.map((start, index) => text.slice(start, unitStarts[index + 1] ?? text.length));
  } catch (error) {
    if (error instanceof KnowledgeBaseError) return error.code;
    throw error;
  }
}

function percent(share: number): string {
  return `${(share * 100).toFixed(3)} %`.padStart(9);
}
