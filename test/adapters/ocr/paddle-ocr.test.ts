import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { loadPdf } from '../../../ingest/load/pdf/load-pdf.js';
import { createPreparePool } from '../../../ingest/prepare-pool.js';
import { paddleOcr } from '../../../src/adapters/ocr/paddle-ocr.js';
import { compiledFile, packageRoot } from '../../../src/compiled-file.js';
import { outlineOf } from '../../ingest/load/pdf/document-text.js';
import { makePdf } from '../../ingest/load/pdf/make-pdf.js';
import { makeScan } from '../../ingest/load/pdf/make-scan.js';

const ocr = paddleOcr();
afterAll(() => ocr.close());

const words = ['Every employee is entitled to fifteen days of', 'annual leave, and to two more after five years.'];

describe('paddleOcr()', () => {
  test.each([0, 90, 180, 270] as const)('reads a page that lay turned by %i degrees on the scanner', async (turned) => {
    const printed = await makePdf([(sheet) => sheet.lines(words, 72, 100)]);
    const document = await loadPdf(await makeScan(printed, { turned }), { ocr });
    expect(document.text).toBe(words.join(' '));
    expect(document.pageSources?.[0]).toMatchObject({ source: 'ocr', turned: (360 - turned) % 360 });
    expect(document.pageSources?.[0]?.ocrConfidence).toBeGreaterThan(0.9);
  });

  test('reads printed Chinese', async () => {
    const path = join(packageRoot, 'examples', '财务', '差旅', '2025', '差旅与报销制度.pdf');
    const scan = await makeScan(readFileSync(path), { dpi: 150, pages: 1 });
    const document = await loadPdf(scan, { ocr });
    expect(outlineOf(document)).toContain('h1 第一章 总则');
    expect(outlineOf(document)).toContain('h2 第二条 适用范围');
    expect(document.text).toContain('由邀请部门参照员工标准办理');
  });

  test('stops between its steps, with the reason given', async () => {
    const reason = new Error('cancelled');
    const page = { width: 400, height: 300, pixels: new Uint8Array(120_000).map((_, at) => (at % 7) * 40) };
    await expect(ocr.read(page, AbortSignal.abort(reason))).rejects.toBe(reason);
  });

  test('may be cancelled in a worker at any moment without ending the process', async () => {
    const module = { url: compiledFile('src/adapters/ocr/paddle-ocr').href, exportName: 'paddleOcr' };
    const pool = createPreparePool({ threads: 1, ocr: module });
    const lines = Array.from({ length: 40 }, (_, at) => `${at} ${words.join(' ')}`);
    const bytes = await makeScan(await makePdf([(sheet) => sheet.lines(lines, 40, 60, { size: 9 })]));
    const scan = { collection: 'docs', documentId: 'scan.pdf', mediaType: 'application/pdf', bytes };
    try {
      for (const afterMs of [1_200, 1_700, 2_300]) {
        const reason = new Error('cancelled');
        const controller = new AbortController();
        setTimeout(() => controller.abort(reason), afterMs);
        await pool.prepare(scan, { signal: controller.signal }).catch((error: unknown) => expect(error).toBe(reason));
      }
      await expect(
        pool.prepare({ ...scan, documentId: 'a.md', mediaType: 'text/markdown', bytes: Buffer.from('# A') }),
      ).resolves.toMatchObject({ title: 'A' });
    } finally {
      await pool.close();
    }
  });

  test('finds nothing in a blank picture', async () => {
    const blank = { width: 400, height: 300, pixels: new Uint8Array(120_000).fill(250) };
    await expect(ocr.read(blank)).resolves.toEqual({ turned: 0, width: 400, height: 300, lines: [] });
  });
});
