import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import type { Services } from '../../../src/cli/context.js';
import { inspectDocument } from '../../../src/compose-inspection.js';
import { makePdf, type Sheet } from '../../ingest/load/pdf/make-pdf.js';
import { runWithFakes } from '../run-with-fakes.js';

const folder = mkdtempSync(join(tmpdir(), 'kaoju-inspect-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Without OCR, so that a page without text stays one. */
const services: Partial<Services> = { inspect: (_config, input) => inspectDocument({ ocr: false }, input) };
const sentence = 'Every employee may spend up to ninety euros a night on a room, breakfast not included.';

async function handbook(): Promise<string> {
  const page = (number: number, title: string) => (sheet: Sheet) =>
    sheet
      .line('Handbook <internal>', 72, 40, { size: 8 })
      .line(title, 72, 100, { size: 18, font: 'bold' })
      .lines([sentence, sentence], 72, 130)
      .line(`Page ${number} of 4`, 280, 810, { size: 8 });
  const file = join(folder, 'handbook.pdf');
  const pages = [page(1, 'Travel'), page(2, 'Meals'), page(3, 'Rooms'), (sheet: Sheet) => sheet.box(72, 72, 90, 90)];
  writeFileSync(file, await makePdf(pages));
  return file;
}

test('kaoju inspect shows pages, section tree and what was left out, and needs no server', async () => {
  const { code, printed, client } = await runWithFakes(['inspect', await handbook()], {}, { services });
  expect(code).toBe(0);
  const text = printed.join('\n');
  expect(text).toContain('4 pages');
  expect(text).toContain('  page 4: text layer none, none, 0 characters');
  expect(text).toContain('  Meals  · page 2, ');
  expect(text).toContain('  page_furniture, 3 times\n    1: Handbook <internal>');
  expect(client.sent).toEqual([]);
});

test('kaoju inspect --json prints report, sections and everything left out', async () => {
  const { printed } = await runWithFakes(['inspect', await handbook(), '--json'], {}, { services });
  const { report, sections, dropped } = JSON.parse(printed.join('\n'));
  expect(report.page_reports).toHaveLength(4);
  expect(sections[1]).toMatchObject({ heading_path: ['Meals'], place: { unit: 'page', start: 2, end: 2 } });
  expect(dropped).toContainEqual({ rule: 'page_number', unit: 3, text: 'Page 3 of 4' });
});

test('kaoju inspect --html writes one page with every picture beside its sections, the text escaped', async () => {
  const page = join(folder, 'page.html');
  const { noted } = await runWithFakes(['inspect', await handbook(), '--html', page], {}, { services });
  expect(noted).toContain(`wrote ${page}`);
  const html = readFileSync(page, 'utf8');
  expect(html.match(/src="data:image\/jpeg;base64,/g)).toHaveLength(4);
  expect(html).toContain('left out: page_furniture');
  expect(html).toContain('Handbook &#60;internal&#62;');
  expect(html).not.toMatch(/<internal>|https?:\/\/|<script/);
});

test('kaoju inspect shows Markdown without pages', async () => {
  const file = join(folder, 'a.md');
  writeFileSync(file, '# 年假\n\n十五天。\n\n## 结转\n\n不结转。\n');
  const { printed } = await runWithFakes(['inspect', file], {}, { services });
  expect(printed.join('\n')).toContain('    结转  · line 5–7, ');
});

test('kaoju inspect fails by code on a file that is not there', async () => {
  const { code, noted } = await runWithFakes(['inspect', join(folder, 'none.pdf')], {}, { services });
  expect(code).toBe(1);
  expect(noted.join('\n')).toMatch(/Cannot read ".*none.pdf": check the path/);
});
