import { describe, expect, test } from 'vitest';
import { loadPdf } from '../../../../ingest/load/pdf/load-pdf.js';
import type { Ocr, OcrLine } from '../../../../src/ports/ocr.js';
import { expectNothingLost, outlineOf } from './document-text.js';
import { makePdf, type Sheet } from './make-pdf.js';
import { makeScan } from './make-scan.js';

/** Reads the same lines in every picture, 40 pixels apart. */
function ocrOf(...texts: readonly string[]): Ocr & { pages: number } {
  const lines: OcrLine[] = texts.map((text, index) => ({
    text,
    confidence: 0.9,
    left: 200,
    right: 200 + text.length * 28,
    top: 200 + index * 40,
    bottom: 228 + index * 40,
  }));
  return {
    pages: 0,
    async read({ width, height }) {
      this.pages += 1;
      return { turned: 0, width, height, lines };
    },
    async close() {},
  };
}

const printed = (sheet: Sheet) =>
  sheet.lines(['Kept in the cellar since 1887, behind', 'the second door on the left.'], 72, 100);
const longText = (sheet: Sheet) =>
  sheet.lines(Array(6).fill('A long line of an ordinary page that has its text layer, as it should.'), 72, 100);

describe('loadPdf and scans', () => {
  test('reads a page without a text layer by OCR, and says how sure it is', async () => {
    const bytes = await makeScan(await makePdf([printed]));
    const document = await loadPdf(bytes, { ocr: ocrOf('第一章 总则', '本制度适用于公司全体正式员工和实习生。') });
    expect(outlineOf(document)).toEqual(['h1 第一章 总则', 'p 本制度适用于公司全体正式员工和实习生。']);
    expect(document.pageSources).toEqual([
      { page: 1, textLayer: 'none', source: 'ocr', ocrConfidence: expect.closeTo(0.9), turned: 0 },
    ]);
    expect(document.notes).toEqual([expect.objectContaining({ code: 'pages_read_by_ocr' })]);
    expect(document.pagesWithoutText).toEqual([]);
    expectNothingLost(document);
  });

  test('names the page and goes on where OCR is off', async () => {
    const scan = await makeScan(await makePdf([printed]));
    await expect(loadPdf(scan)).rejects.toMatchObject({ code: 'no_text_layer', facts: { pages: 1, ocr: false } });
    const mixed = await makePdf([longText, (sheet) => sheet.box(72, 100, 300, 300), longText]);
    const document = await loadPdf(mixed);
    expect(document.pagesWithoutText).toEqual([2]);
    expect(document.notes).toEqual([
      expect.objectContaining({ code: 'scan_unread', page: 2, message: expect.stringContaining('OCR is off') }),
    ]);
  });

  test('reads a page whose text layer is a stamp over its picture, and keeps the stamp', async () => {
    const bytes = await makeScan(await makePdf([printed]), { stamp: 'Archive copy 12' });
    const line = 'Everything that the clerk wrote down on that day about the cellar and its doors';
    const document = await loadPdf(bytes, { ocr: ocrOf(line) });
    expect(outlineOf(document).join()).toContain(line);
    expect(outlineOf(document).join()).toContain('Archive copy 12');
    expect(document.pageSources?.[0]).toMatchObject({ textLayer: 'sparse', source: 'ocr' });
  });

  test('reads no page whose few words are all there is', async () => {
    const ocr = ocrOf('unseen');
    await loadPdf(await makePdf([(sheet) => sheet.line('Part One', 200, 300, { size: 30 }), longText]), { ocr });
    expect(ocr.pages).toBe(0);
  });

  test('puts what OCR reads in the place of a garbled layer, and lists that as dropped', async () => {
    const shifted = '7KHVDIHLVRSHQ,QLW\\RXVHHDNH\\FKDLQDVWDWXHDQGD';
    const bytes = await makePdf([(sheet) => sheet.lines([shifted, shifted], 72, 100)]);
    const document = await loadPdf(bytes, { ocr: ocrOf('The safe is open.') });
    expect(outlineOf(document)).toEqual(['p The safe is open.']);
    expect(document.dropped).toEqual([expect.objectContaining({ rule: 'garbled_text' })]);
    expectNothingLost(document);
    const without = await loadPdf(bytes);
    expect(without.notes).toEqual([expect.objectContaining({ code: 'garbled_page', page: 1 })]);
    expect(outlineOf(without).join()).toContain('7KHVDIH');
  });

  test('asks for time before every page that it looks at', async () => {
    const asked: number[] = [];
    const bytes = await makeScan(await makePdf([printed, printed]));
    await loadPdf(bytes, { ocr: ocrOf('text'), allowTime: (milliseconds) => asked.push(milliseconds) });
    expect(asked).toEqual([1_000, 1_000, 120_000, 120_000]);
  });
});
