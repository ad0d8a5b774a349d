import type { Link, Paragraph } from 'mdast';
import { describe, expect, test } from 'vitest';
import { loadPdf } from '../../../../ingest/load/pdf/load-pdf.js';
import { expectNothingLost, outlineOf, sourceOf } from './document-text.js';
import { makePdf, type Sheet } from './make-pdf.js';

const body = (sheet: Sheet, top: number, lines: number) =>
  sheet.lines(
    Array(lines).fill('The committee met on every working day of the year to look at the accounts.'),
    72,
    top,
  );

describe('loadPdf keeps links', () => {
  test('as Markdown has them, over the words they lie on', async () => {
    const bytes = await makePdf([
      (sheet) =>
        sheet
          .line('All forms are in the staff portal, where they can be filled in.', 72, 100)
          .link('https://portal.example.com/forms (new)', 158, 90, 62, 13),
    ]);
    const document = await loadPdf(bytes);
    expect(document.text).toBe(
      'All forms are in the [staff portal](https://portal.example.com/forms%20%28new%29), where they can be filled in.',
    );
    const [, link] = (document.tree.children[0] as Paragraph).children as [unknown, Link];
    expect(link.url).toBe('https://portal.example.com/forms%20%28new%29');
    expect(sourceOf(document, link.children[0] as Link['children'][number])).toBe('staff portal');
  });

  test('once where they run over two lines', async () => {
    const url = 'https://example.com/rules';
    const bytes = await makePdf([
      (sheet) =>
        sheet
          .lines(
            ['Whoever wants to know more of it all may read the rules of the', 'reading room, which hang at its door.'],
            72,
            100,
          )
          .link(url, 322, 90, 60, 13)
          .link(url, 72, 104, 70, 13),
    ]);
    expect((await loadPdf(bytes)).text).toContain(`may read the [rules of the reading room](${url}), which`);
  });

  test('but adds nothing to an address that is written out, and follows no other scheme', async () => {
    const bytes = await makePdf([
      (sheet) =>
        sheet
          .line('Write to help@example.com or see www.example.com today.', 72, 100)
          .link('mailto:help@example.com', 108, 90, 98, 13)
          .link('javascript:alert(1)', 230, 90, 98, 13),
    ]);
    expect((await loadPdf(bytes)).text).toBe('Write to help@example.com or see www.example.com today.');
  });
});

describe('loadPdf and footnotes', () => {
  test('a paragraph goes on over the page end and the footnote between, which stays on its page', async () => {
    const bytes = await makePdf([
      (sheet) => {
        body(sheet, 100, 3);
        sheet.line('The museum keeps its oldest maps in a vault that only two people may enter and the', 72, 734);
        sheet.line('1 The vault was built in 1887 by the firm of Olsen and Sons.', 72, 790, { size: 8 });
      },
      (sheet) => {
        sheet.line('last one left his key at home on the day of the fire, as everyone in town knows.', 72, 80);
        body(sheet, 120, 4);
      },
    ]);
    const document = await loadPdf(bytes);
    const lines = outlineOf(document);
    const note = lines.findIndex((line) => line.startsWith('p 1 The vault was built'));
    expect(note).toBeGreaterThan(0);
    expect(lines[note + 1]).toContain('may enter and the last one left his key');
    expect(lines.every((line) => line.startsWith('p '))).toBe(true);
    const place = document.text.indexOf('1 The vault');
    expect(place).toBeLessThan(document.unitStarts[1] ?? 0);
    expectNothingLost(document);
  });
});
