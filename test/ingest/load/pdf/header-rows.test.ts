import { expect, test } from 'vitest';
import { loadPdf } from '../../../../ingest/load/pdf/load-pdf.js';
import { outlineOf } from './document-text.js';
import { makePdf, type Sheet } from './make-pdf.js';

/** Draws a ruled table of 80 point columns; a cell that spans is [text, columns]. */
function table(sheet: Sheet, top: number, rows: readonly (readonly (string | readonly [string, number])[])[]): void {
  for (const [row, cells] of rows.entries()) {
    let column = 0;
    for (const cell of cells) {
      const [text, span] = typeof cell === 'string' ? ([cell, 1] as const) : cell;
      const width = 80 * span;
      sheet.box(72 + column * 80, top + row * 20, width, 20);
      sheet.line(text, 72 + column * 80 + (width - text.length * 5) / 2, top + row * 20 + 14, { size: 10 });
      column += span;
    }
  }
}

const rows = [
  ['', ['2022', 2], ['2023', 2]],
  ['Region', 'Sales', 'Profit', 'Sales', 'Profit'],
  ['North', '110', '12', '118', '14'],
  ['South', '208', '31', '190', '27'],
] as const;

test('loadPdf puts a header that spans columns into each of their headers', async () => {
  const document = await loadPdf(await makePdf([(sheet) => table(sheet, 100, rows)]));
  expect(outlineOf(document)).toEqual([
    'table | Region | 2022 Sales | 2022 Profit | 2023 Sales | 2023 Profit |\n| --- | --- | --- | --- | --- |\n' +
      '| North | 110 | 12 | 118 | 14 |\n| South | 208 | 31 | 190 | 27 |',
  ]);
});

test('loadPdf joins a table over pages, its header repeated or not, and says on which page a row stands', async () => {
  const bytes = await makePdf([
    (sheet) => table(sheet, 700, rows),
    (sheet) => table(sheet, 80, [rows[0], rows[1], ['West', '97', '8', '99', '9']]),
    (sheet) => table(sheet, 80, [['East', '55', '5', '61', '6']]),
  ]);
  const document = await loadPdf(bytes);
  const outline = outlineOf(document);
  expect(outline).toHaveLength(1);
  expect(outline[0]?.match(/Region/g)).toHaveLength(1);
  expect(document.text.slice(document.unitStarts[1])).toMatch(/^\| West/);
  expect(document.text.slice(document.unitStarts[2])).toMatch(/^\| East/);
});

test('loadPdf leaves a first row of data below a header alone', async () => {
  const plain = [
    ['City', 'Country', 'Station'],
    ['Oslo', 'Norway', 'Central'],
    ['Rome', 'Italy', 'Termini 2'],
  ];
  const document = await loadPdf(await makePdf([(sheet) => table(sheet, 100, plain)]));
  expect(outlineOf(document)[0]).toContain('table | City | Country | Station |\n| --- | --- | --- |\n| Oslo |');
});
