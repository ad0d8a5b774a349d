import { expect, test } from 'vitest';
import { loadPdf } from '../../../../ingest/load/pdf/load-pdf.js';
import { outlineOf } from './document-text.js';
import { makePdf } from './make-pdf.js';

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
