import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { deflateSync } from 'node:zlib';
import { afterAll, describe, expect, test } from 'vitest';
import { createPreparePool } from '../../../../ingest/prepare-pool.js';
import { packageRoot } from '../../../../src/compiled-file.js';
import { makeEncryptedPdf } from './make-encrypted-pdf.js';
import { makePdf } from './make-pdf.js';
import { onePage, rawPdf, streamObject } from './raw-pdf.js';

/** As the service has it: a worker with limits, which must be there for the next document. */
const pool = createPreparePool({ threads: 1, timeoutMs: 60_000 });
afterAll(() => pool.close());

const prepare = (bytes: Uint8Array, on = pool) =>
  on.prepare({ collection: 'docs', documentId: 'bad.pdf', mediaType: 'application/pdf', bytes });
const textOf = async (bytes: Uint8Array) => (await prepare(bytes)).sections.map((section) => section.text).join('\n');

const font = '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>';
const pageObject = (parent: number, contents: number, fontNumber: number) =>
  `<< /Type /Page /Parent ${parent} 0 R /MediaBox [0 0 595 842] /Contents ${contents} 0 R /Resources << /Font << /F1 ${fontNumber} 0 R >> >> >>`;
const says = (text: string) => streamObject(`BT /F1 12 Tf 72 700 Td (${text}) Tj ET`);

describe('a PDF with broken structure', () => {
  test('truncated at each tenth is read or refused by code', async () => {
    const path = join(packageRoot, 'examples', '财务', '差旅', '2025', '差旅与报销制度.pdf');
    const bytes = readFileSync(path);
    for (let tenth = 1; tenth <= 9; tenth += 1) {
      const cut = bytes.subarray(0, Math.floor((bytes.length * tenth) / 10));
      const outcome = await prepare(cut).then(
        () => 'read',
        (error: { code: string }) => error.code,
      );
      expect(['read', 'unreadable_document', 'no_text_layer'], `${tenth} tenths`).toContain(outcome);
    }
  });

  test('whose cross-reference table points back to itself is read', async () => {
    const text = Buffer.from(onePage('Round and round')).toString('latin1');
    const looped = text.replace('/Root 1 0 R', `/Root 1 0 R /Prev ${text.indexOf('xref\n0')}`);
    expect(await textOf(Buffer.from(looped, 'latin1'))).toBe('Round and round');
  });

  test('whose page tree contains itself is refused', async () => {
    const bytes = rawPdf(['<< /Type /Catalog /Pages 2 0 R >>', '<< /Type /Pages /Kids [2 0 R] /Count 1 >>']);
    await expect(prepare(bytes)).rejects.toMatchObject({ code: 'unreadable_document' });
  });

  test('with one page that cannot be read keeps the others, and names it by number', async () => {
    const bytes = rawPdf([
      '<< /Type /Catalog /Pages 2 0 R >>',
      '<< /Type /Pages /Kids [3 0 R 8 0 R 6 0 R] /Count 3 >>',
      pageObject(2, 4, 5),
      says('Before the broken page'),
      font,
      pageObject(2, 7, 5),
      says('After the broken page'),
      '<< /Type /Pages /Parent 2 0 R /Kids [99 0 R] /Count 1 >>',
    ]);
    const { sections, report } = await prepare(bytes);
    const text = sections.map((section) => section.text).join('\n');
    expect(text).toMatch(/Before the broken page[\s\S]*After the broken page/);
    expect(report.notes).toContainEqual(expect.objectContaining({ code: 'page_unreadable', page: 2 }));
    expect(report.pageReports?.map((page) => page.source)).toEqual(['text_layer', 'none', 'text_layer']);
  });

  test('without pages is refused', async () => {
    const bytes = rawPdf(['<< /Type /Catalog /Pages 2 0 R >>', '<< /Type /Pages /Kids [] /Count 0 >>']);
    await expect(prepare(bytes)).rejects.toMatchObject({ code: 'unreadable_document' });
  });

  test('that claims two thousand million pages is read as far as it goes', async () => {
    const bytes = rawPdf([
      '<< /Type /Catalog /Pages 2 0 R >>',
      '<< /Type /Pages /Kids [3 0 R] /Count 2000000000 >>',
      pageObject(2, 4, 5),
      says('Only one page'),
      font,
    ]);
    expect(await textOf(bytes)).toBe('Only one page');
  });

  test('with 10,000 pages is refused with the limit', async () => {
    const kids = Array.from({ length: 10_000 }, (_, index) => `${index + 5} 0 R`).join(' ');
    const bytes = rawPdf([
      '<< /Type /Catalog /Pages 2 0 R >>',
      `<< /Type /Pages /Kids [${kids}] /Count 10000 >>`,
      says('Again'),
      font,
      ...Array<string>(10_000).fill(pageObject(2, 3, 4)),
    ]);
    await expect(prepare(bytes)).rejects.toMatchObject({
      code: 'document_too_complex',
      facts: { pages: 10_000, max_pages: 5_000 },
    });
  });

  test('with an outline 10,000 levels deep is read without its bookmarks, and says so', async () => {
    const levels = Array.from({ length: 10_000 }, (_, index) => {
      const child = index < 9_999 ? `/First ${index + 8} 0 R /Last ${index + 8} 0 R /Count 1` : '';
      return `<< /Title (Level ${index}) /Parent ${index + 6} 0 R ${child} >>`;
    });
    const more = ['<< /Type /Outlines /First 7 0 R /Last 7 0 R /Count 1 >>', ...levels];
    const { sections, report } = await prepare(onePage('Below it all', { catalog: '/Outlines 6 0 R', more }));
    expect(sections[0]?.text).toBe('Below it all');
    expect(report.notes).toContainEqual(expect.objectContaining({ code: 'outline_unreadable' }));
  });
});

test('an encrypted PDF is read with its password, and refused by code without', async () => {
  const bytes = makeEncryptedPdf('Kept behind a door', 'sesame');
  await expect(prepare(bytes)).rejects.toMatchObject({
    code: 'encrypted_document',
    facts: { password_given: false },
  });
  const input = { collection: 'docs', documentId: 'locked.pdf', bytes };
  await expect(pool.prepare({ ...input, password: 'barley' })).rejects.toMatchObject({ code: 'encrypted_document' });
  await expect(pool.prepare({ ...input, password: 'sesame' })).resolves.toMatchObject({
    sections: [{ text: 'Kept behind a door' }],
  });
});

describe('a PDF that wants too much', () => {
  test('a page of 40,000 by 40,000 points is read', async () => {
    expect(await textOf(onePage('A very large page', { box: '0 0 40000 40000' }))).toBe('A very large page');
  });

  test('a stream that unpacks to hundreds of megabytes ends by a limit, and the next document is read', async () => {
    const packed = deflateSync(deflateSync(Buffer.alloc(300_000_000, 32)));
    const bytes = rawPdf([
      '<< /Type /Catalog /Pages 2 0 R >>',
      '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
      pageObject(2, 4, 5),
      streamObject(packed, '/Filter [/FlateDecode /FlateDecode]'),
      font,
    ]);
    expect(bytes.length).toBeLessThan(20_000);
    const small = createPreparePool({ threads: 1, timeoutMs: 5_000, growthLimitMb: 200 });
    try {
      await expect(prepare(bytes, small)).rejects.toMatchObject({
        code: expect.stringMatching(/^(timeout|document_too_complex)$/),
      });
      await expect(prepare(onePage('Still here'), small)).resolves.toMatchObject({
        sections: [{ text: 'Still here' }],
      });
    } finally {
      await small.close();
    }
  });

  test('a picture of 400 megapixels is not decoded', async () => {
    const picture = streamObject(
      deflateSync(Buffer.alloc(1000)),
      '/Type /XObject /Subtype /Image /Width 20000 /Height 20000 /ColorSpace /DeviceGray /BitsPerComponent 8 /Filter /FlateDecode',
    );
    await expect(prepare(onePage('', { more: [picture] }))).rejects.toMatchObject({ code: 'no_text_layer' });
  });
});

describe('a PDF with more than text', () => {
  test('runs no JavaScript and reads no embedded file, and says so', async () => {
    const catalog =
      '/OpenAction << /S /JavaScript /JS (app.alert\\(1\\)) >> ' +
      '/Names << /EmbeddedFiles << /Names [(a.txt) 6 0 R] >> /JavaScript << /Names [(x) << /S /JavaScript /JS (app.alert\\(2\\)) >>] >> >>';
    const more = ['<< /Type /Filespec /F (a.txt) /EF << /F 7 0 R >> >>', streamObject('secret', '/Type /EmbeddedFile')];
    const { sections, report } = await prepare(onePage('Plain words', { catalog, more }));
    expect(sections.map((section) => section.text)).toEqual(['Plain words']);
    expect(report.notes.map(({ code }) => code)).toEqual(['javascript_ignored', 'embedded_files_ignored']);
  });

  test('whose font does not say which characters it draws is named as garbled', async () => {
    const content = `BT /F1 12 Tf 72 700 Td <${'0003001100140015000300120017'.repeat(8)}> Tj ET`;
    const bytes = rawPdf([
      '<< /Type /Catalog /Pages 2 0 R >>',
      '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
      pageObject(2, 4, 5),
      streamObject(content),
      '<< /Type /Font /Subtype /Type0 /BaseFont /Unknown /Encoding /Identity-H /DescendantFonts [6 0 R] >>',
      '<< /Type /Font /Subtype /CIDFontType2 /BaseFont /Unknown /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> /FontDescriptor 7 0 R >>',
      '<< /Type /FontDescriptor /FontName /Unknown /Flags 4 /FontBBox [0 0 1000 1000] /ItalicAngle 0 /Ascent 800 /Descent -200 /CapHeight 700 /StemV 80 >>',
    ]);
    const outcome = await prepare(bytes).then(
      ({ report }) => report.notes.map(({ code }) => code),
      (error: { code: string }) => [error.code],
    );
    expect(outcome).toEqual([expect.stringMatching(/^(garbled_page|no_text_layer|empty_document)$/)]);
  });

  test('keeps text of several pages apart by page', async () => {
    const bytes = await makePdf([(sheet) => sheet.line('First', 72, 100), (sheet) => sheet.line('Second', 72, 100)]);
    const { report } = await prepare(bytes);
    expect(report.pageReports?.map(({ page, keptCharacters }) => [page, keptCharacters > 0])).toEqual([
      [1, true],
      [2, true],
    ]);
  });
});
