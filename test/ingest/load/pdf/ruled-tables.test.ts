import { expect, test } from 'vitest';
import { loadPdf } from '../../../../ingest/load/pdf/load-pdf.js';
import { outlineOf } from './document-text.js';
import { makePdf, type Sheet } from './make-pdf.js';

test('loadPdf parts rows of numbers between two ruling lines, and puts a label of two lines to its number', async () => {
  const bytes = await makePdf([
    (sheet) => {
      const columns = [72, 272, 352] as const;
      for (const [index, x] of columns.entries()) {
        sheet.box(x, 100, index === 0 ? 200 : 80, 20).box(x, 120, index === 0 ? 200 : 80, 90);
      }
      sheet.line('million', 76, 114).line('2022', 300, 114).line('2023', 380, 114);
      sheet.line('Adjusted EBITDA', 76, 136).line('609', 300, 136).line('540', 380, 136);
      sheet.line('Purchase of property, plant and', 76, 156).line('other assets', 76, 168);
      sheet.line('(154)', 300, 162).line('(144)', 380, 162);
      sheet.line('Other', 76, 188).line('(16)', 300, 188).line('22', 380, 188);
    },
  ]);
  expect(outlineOf(await loadPdf(bytes))).toEqual([
    'table | million | 2022 | 2023 |\n| --- | --- | --- |\n| Adjusted EBITDA | 609 | 540 |\n' +
      '| Purchase of property, plant and other assets | (154) | (144) |\n| Other | (16) | 22 |',
  ]);
});

test('loadPdf joins a ruled table over pages by its borders, however long the words of a page are', async () => {
  const rows = [
    ['Code', 'Meaning', 'Remark'],
    ['A0100', 'Registration failed', 'an error of the second kind'],
    ['A0200', 'Login failed', 'short'],
    ['A0201', 'No such user', 'brief'],
  ];
  const draw = (own: readonly (readonly string[])[]) => (sheet: Sheet) => {
    for (const [row, cells] of own.entries()) {
      for (const [index, text] of cells.entries()) {
        const x = 72 + index * 140;
        sheet.box(x, 60 + row * 24, 140, 24).line(text, x + 6, 76 + row * 24);
      }
    }
  };
  const document = await loadPdf(await makePdf([draw(rows.slice(0, 2)), draw(rows.slice(2))]));
  expect(outlineOf(document)).toEqual([
    'table | Code | Meaning | Remark |\n| --- | --- | --- |\n| A0100 | Registration failed | an error of the second kind |\n' +
      '| A0200 | Login failed | short |\n| A0201 | No such user | brief |',
  ]);
});

test('loadPdf gives a ruled table the header that stands above its first line, its spanning row too', async () => {
  const rows = [
    ['Net income', '109', '7.3', '181', '12.3'],
    ['Tax expense', '103', '2.1', '68', '1.4'],
    ['Other', '(5)', '(0.4)', '22', '0.1'],
  ];
  const xs = [72, 192, 262, 332, 402];
  const bytes = await makePdf([
    (sheet) => {
      sheet.line('Ended June 2022', 225, 100, { size: 9 }).line('Ended June 2023', 365, 100, { size: 9 });
      sheet.line('US', 282, 112, { size: 9 }).line('US', 422, 112, { size: 9 });
      for (const [index, text] of ['million', 'Income', 'cents', 'Income', 'cents'].entries())
        sheet.line(text, (xs[index] ?? 0) + (index === 0 ? 6 : 16), 124, { size: 9 });
      for (const [row, cells] of rows.entries()) {
        for (const [index, text] of cells.entries()) {
          const x = xs[index] ?? 0;
          sheet.box(x, 130 + row * 20, index === 0 ? 120 : 70, 20).line(text, x + 8, 144 + row * 20, { size: 9 });
        }
      }
    },
  ]);
  expect(outlineOf(await loadPdf(bytes))).toEqual([
    'table | million | Ended June 2022 Income | Ended June 2022 US cents | Ended June 2023 Income | Ended June 2023 US cents |\n' +
      '| --- | --- | --- | --- | --- |\n' +
      rows.map((row) => `| ${row.join(' | ')} |`).join('\n'),
  ]);
});
