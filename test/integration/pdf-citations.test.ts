import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PDFDocument } from 'pdf-lib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openKnowledgeBase } from '../../src/compose.js';
import type { KnowledgeBase } from '../../src/knowledge-base.js';
import { makePdf, type Sheet } from '../ingest/load/pdf/make-pdf.js';
import { makeScan } from '../ingest/load/pdf/make-scan.js';

const folder = mkdtempSync(join(tmpdir(), 'kaoju-pdf-'));
let knowledgeBase: KnowledgeBase;

const history = (sheet: Sheet) =>
  sheet
    .line('1 History of the archive', 72, 80, { size: 16, font: 'bold' })
    .lines(
      [
        'The archive was founded by the city council and moved into its present building on the',
        'harbour. Visitors find the reading room on the first floor, next to the stairs.1',
      ],
      72,
      110,
    )
    .line('1 The reading room was designed by the architect Ingrid Halvorsen.', 72, 780, { size: 8 });

const limits = (sheet: Sheet) => {
  sheet
    .line('2 Hotel limits', 72, 80, { size: 16, font: 'bold' })
    .line('The table below gives the most that is paid back for a night in a hotel.', 72, 110);
  const rows = [
    ['City', 'Limit a night', 'Breakfast'],
    ['Oslo', '190 euros', 'not included'],
    ['Rome', '145 euros', 'included'],
    ['Lisbon', '120 euros', 'included'],
  ];
  for (const [row, cells] of rows.entries()) {
    for (const [column, cell] of cells.entries()) {
      sheet.box(72 + column * 120, 140 + row * 20, 120, 20).line(cell, 78 + column * 120, 154 + row * 20);
    }
  }
};

const scanned = (sheet: Sheet) =>
  sheet
    .line('3 Annual leave', 72, 80, { size: 16, font: 'bold' })
    .lines(
      [
        'Every employee of the archive is entitled to twenty-seven days of annual leave. Leave that',
        'is not taken by the end of March of the following year is lost.',
      ],
      72,
      110,
    );

/** Text, a table and a scan, as one file. */
async function handbook(): Promise<Uint8Array> {
  const whole = await PDFDocument.load(await makePdf([history, limits]));
  const scan = await PDFDocument.load(await makeScan(await makePdf([scanned])));
  const [page] = await whole.copyPages(scan, [0]);
  if (page) whole.addPage(page);
  return whole.save();
}

beforeAll(async () => {
  knowledgeBase = await openKnowledgeBase({ dataDir: folder, ocr: true });
  await knowledgeBase.putCollection('archive');
  const { document } = await knowledgeBase.putDocument('archive', { id: 'handbook.pdf', bytes: await handbook() });
  expect(document.report.pageReports?.map(({ source }) => source)).toEqual(['text_layer', 'text_layer', 'ocr']);
}, 240_000);

afterAll(async () => {
  await knowledgeBase?.close();
  rmSync(folder, { recursive: true });
});

test.each([
  ['a table cell', 'Is breakfast included at the hotels in Oslo and Rome?', 2, 'Oslo'],
  ['a footnote', 'Which architect designed the reading room?', 1, 'Ingrid Halvorsen'],
  ['a scanned page', 'How many days of annual leave is every employee entitled to?', 3, 'twenty-seven days'],
] as const)('asking about %s cites its page', async (_what, question, page, words) => {
  const { passages, citations } = await knowledgeBase.query('archive', question);
  const quotes = citations.filter(({ quote }) => quote.includes(words));
  expect(quotes.map(({ place }) => [place.unit, place.start, place.end])).toEqual([['page', page, page]]);
  expect(passages[0]?.place).toMatchObject({ unit: 'page', start: page });
});
