import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { loadPdf } from '../../../../ingest/load/pdf/load-pdf.js';
import { packageRoot } from '../../../../src/compiled-file.js';
import { expectNothingLost, outlineOf } from './document-text.js';
import { makeEncryptedPdf } from './make-encrypted-pdf.js';
import { makePdf, type Sheet } from './make-pdf.js';

const sentence = [
  'The committee met in spring and again in autumn to look at the figures',
  'of both years, and it found that the number of visitors had risen by a',
  'third since the museum opened its new wing on the northern river bank.',
];

describe('loadPdf reads structure', () => {
  test('makes headings of lines that size and numbers set apart, without any outline', async () => {
    const bytes = await makePdf([
      (sheet) => {
        sheet.line('Annual Report', 72, 90, { size: 22, font: 'bold' });
        sheet.line('1 Visitors', 72, 140, { size: 15, font: 'bold' }).lines(sentence, 72, 165);
        sheet.line('1.1 By Season', 72, 225, { size: 12, font: 'bold' }).lines(sentence, 72, 245);
        sheet.line('2 Finances', 72, 310, { size: 15, font: 'bold' }).lines(sentence, 72, 335);
      },
    ]);
    const document = await loadPdf(bytes);
    const text = sentence.join(' ');
    expect(outlineOf(document)).toEqual([
      'h1 Annual Report',
      'h1 1 Visitors',
      `p ${text}`,
      'h2 1.1 By Season',
      `p ${text}`,
      'h1 2 Finances',
      `p ${text}`,
    ]);
    expect(document.title).toBe('Annual Report');
    expect(document.unit).toBe('page');
    expect(document.unitStarts).toEqual([0]);
    expectNothingLost(document);
  });

  test('takes levels from bookmarks that stand in the text, and none that do not', async () => {
    const draw = (title: string) => (sheet: Sheet) =>
      sheet.line(title, 72, 100, { font: 'bold' }).lines(sentence, 72, 125);
    const bytes = await makePdf([draw('Visitors'), draw('By Season'), draw('Finances')], {
      bookmarks: [
        { title: 'Visitors', page: 1, children: [{ title: 'By Season', page: 2 }] },
        { title: 'Finances', page: 3 },
        { title: 'Cover picture', page: 1 },
      ],
    });
    const document = await loadPdf(bytes);
    expect(outlineOf(document).filter((line) => line.startsWith('h'))).toEqual([
      'h1 Visitors',
      'h2 By Season',
      'h1 Finances',
    ]);
  });

  test('keeps the title that opens a document although its bookmarks leave it out', async () => {
    const draw = (title: string) => (sheet: Sheet) =>
      sheet.line(title, 72, 130, { font: 'bold' }).lines(sentence, 72, 155);
    const titles = ['Visitors', 'Finances', 'Outlook'];
    const [first, ...others] = titles.map(draw);
    const bytes = await makePdf(
      [(sheet) => first?.(sheet.line('Annual Report of the Museum', 72, 90, { size: 18 })), ...others],
      {
        bookmarks: titles.map((title, at) => ({ title, page: at + 1 })),
      },
    );
    const headings = outlineOf(await loadPdf(bytes)).filter((line) => line.startsWith('h'));
    expect(headings).toEqual(['Annual Report of the Museum', ...titles].map((title) => `h1 ${title}`));
  });

  test('gives a title that is set smaller than the chapters no level of its own between them', async () => {
    const bytes = await makePdf([
      (sheet) => {
        sheet.line('Results of the Year', 72, 90, { size: 16, font: 'bold' });
        for (const [at, title] of ['Returns', 'Guidance'].entries()) {
          const top = 130 + at * 200;
          sheet.line(title, 72, top, { size: 20, font: 'bold' }).lines(sentence, 72, top + 25);
          sheet.line(`${title} in detail`, 72, top + 90, { size: 13, font: 'bold' }).lines(sentence, 72, top + 110);
        }
      },
    ]);
    expect(outlineOf(await loadPdf(bytes)).filter((line) => line.startsWith('h'))).toEqual([
      'h1 Results of the Year',
      'h1 Returns',
      'h2 Returns in detail',
      'h1 Guidance',
      'h2 Guidance in detail',
    ]);
  });

  test('leaves a document without headings as paragraphs', async () => {
    const bytes = await makePdf([
      (sheet) => sheet.lines(sentence, 72, 100).lines(sentence, 72, 170).lines(sentence, 72, 240),
    ]);
    const document = await loadPdf(bytes);
    expect(outlineOf(document)).toEqual(Array(3).fill(`p ${sentence.join(' ')}`));
    expectNothingLost(document);
  });

  test('keeps lists with their marks and code with its lines', async () => {
    const bytes = await makePdf([
      (sheet) => {
        sheet.lines(sentence, 72, 100);
        sheet.line('• first thing', 90, 160).line('• second thing', 90, 176);
        sheet.line('if (ready) {', 72, 210, { font: 'mono' }).line('start();', 98.4, 224, { font: 'mono' });
        sheet.line('}', 72, 238, { font: 'mono' });
      },
    ]);
    const document = await loadPdf(bytes);
    expect(outlineOf(document).slice(1)).toEqual([
      'list • first thing\n• second thing',
      'code if (ready) {\n    start();\n}',
    ]);
    expectNothingLost(document);
  });

  test('reads two columns one after the other, and a title across both first', async () => {
    const column = (word: string) =>
      Array.from({ length: 12 }, (_, at) => `${word} column line ${at + 1} of the short report`);
    const bytes = await makePdf([
      (sheet) =>
        sheet
          .line('A Title That Runs Across Both of the Columns', 90, 90, { size: 18, font: 'bold' })
          .lines(column('left'), 60, 140, { size: 10 })
          .lines(column('right'), 310, 140, { size: 10 }),
    ]);
    const { text } = await loadPdf(bytes);
    expect(text.indexOf('left column line 12')).toBeLessThan(text.indexOf('right column line 1 '));
    expect(text.indexOf('A Title')).toBe(0);
  });

  test('reads columns that only a narrow gutter parts, and three of them', async () => {
    const column = (word: string) => Array.from({ length: 12 }, (_, at) => `${word} text ${at + 10} fills the line`);
    const bytes = await makePdf([
      (sheet) =>
        sheet
          .lines(column('alpha'), 60, 140, { size: 10 })
          .lines(column('bravo'), 190, 140, { size: 10 })
          .lines(column('gamma'), 320, 140, { size: 10 }),
    ]);
    const { text } = await loadPdf(bytes);
    expect(text.indexOf('alpha text 21')).toBeLessThan(text.indexOf('bravo text 10'));
    expect(text.indexOf('bravo text 21')).toBeLessThan(text.indexOf('gamma text 10'));
  });

  test('reads names centred above two columns across before it goes down the first', async () => {
    const column = (word: string) =>
      Array.from({ length: 12 }, (_, at) => `${word} text ${at + 10} fills the line of it`);
    const bytes = await makePdf([
      (sheet) => {
        for (const [row, names] of [
          ['Ann Ash', 'Bob Birch'],
          ['Cleo Cedar', 'Dan Dogwood'],
        ].entries()) {
          for (const [index, name] of names.entries()) {
            const middle = [145, 405][index] ?? 0;
            sheet
              .line(name, middle - name.length * 3, 100 + row * 50)
              .line('Institute of Trees', middle - 44, 114 + row * 50);
          }
        }
        sheet.lines(column('alpha'), 60, 230, { size: 10 }).lines(column('bravo'), 320, 230, { size: 10 });
      },
    ]);
    const { text } = await loadPdf(bytes);
    const order = [
      'Ann Ash',
      'Bob Birch',
      'Cleo Cedar',
      'Dan Dogwood',
      'alpha text 10',
      'alpha text 21',
      'bravo text 10',
    ];
    expect(order.toSorted((a, b) => text.indexOf(a) - text.indexOf(b))).toEqual(order);
  });

  test('keeps a table that only white space rules, with its wrapped header in one row', async () => {
    const rows = [
      ['Net sales', '14,544', '14,694'],
      ['Net income', '805', '1,048'],
      ['Interest paid', '(119)', '(248)'],
    ];
    const bytes = await makePdf([
      (sheet) => {
        sheet.lines(sentence, 72, 100);
        sheet.line('2022', 300, 170).line('2023', 400, 170).line('million', 300, 182).line('million', 400, 182);
        for (const [at, row] of rows.entries()) {
          for (const [index, cell] of row.entries()) sheet.line(cell, [72, 300, 400][index] ?? 0, 204 + at * 20);
        }
      },
    ]);
    const document = await loadPdf(bytes);
    expect(outlineOf(document)[1]).toBe(
      'table |  | 2022 million | 2023 million |\n| --- | --- | --- |\n| Net sales | 14,544 | 14,694 |\n' +
        '| Net income | 805 | 1,048 |\n| Interest paid | (119) | (248) |',
    );
  });

  test('knows code that is set like text by how it reads', async () => {
    const bytes = await makePdf([
      (sheet) =>
        sheet
          .lines(sentence, 72, 100)
          .lines(['for (int i = 0; i < 10; i++) {', 'System.out.println(i);', '}'], 72, 170),
    ]);
    expect(outlineOf(await loadPdf(bytes))[1]).toBe('code for (int i = 0; i < 10; i++) {\nSystem.out.println(i);\n}');
  });

  test('joins hard wraps and hyphenation, also over a page end', async () => {
    const bytes = await makePdf([
      (sheet) =>
        sheet.lines(['The knowledge of the whole commit-', 'tee rests on well-known and very re-'], 72, 780, {
          leading: 14,
        }),
      (sheet) => sheet.lines(['liable figures of the institution, and it', 'is read by everyone.'], 72, 80),
    ]);
    const document = await loadPdf(bytes);
    expect(outlineOf(document)).toEqual([
      'p The knowledge of the whole committee rests on well-known and very reliable figures of the institution, and it is read by everyone.',
    ]);
    expect(document.unitStarts[1]).toBeGreaterThan(60);
  });

  test('keeps a ruled table that runs over two pages as one, and says on which page a row stands', async () => {
    const row = (sheet: Sheet, top: number, cells: readonly string[]) => {
      for (const [at, cell] of cells.entries())
        sheet.box(72 + at * 120, top, 120, 20).line(cell, 78 + at * 120, top + 14);
    };
    const bytes = await makePdf([
      (sheet) => {
        sheet.lines(sentence, 72, 100);
        row(sheet, 720, ['City', 'Limit']);
        row(sheet, 740, ['Oslo', '90 | 95']);
      },
      (sheet) => {
        row(sheet, 80, ['Rome', '70']);
        sheet.lines(sentence, 72, 140);
      },
    ]);
    const document = await loadPdf(bytes);
    const table = '| City | Limit |\n| --- | --- |\n| Oslo | 90 \\| 95 |\n| Rome | 70 |';
    expect(outlineOf(document)[1]).toBe(`table ${table}`);
    expect(document.text.slice(document.unitStarts[1]).startsWith('| Rome')).toBe(true);
    expectNothingLost(document);
  });
});

describe('loadPdf leaves out what is no content, and reports it', () => {
  test('running headers, footers and page numbers', async () => {
    const page = (number: number) => (sheet: Sheet) =>
      sheet
        .line('Museum of the North - internal', 72, 40, { size: 9 })
        .line(`Chapter ${number}`, 72, 100, { size: 16, font: 'bold' })
        .lines(sentence, 72, 130)
        .line(`Page ${number} of 4`, 280, 810, { size: 9 });
    const document = await loadPdf(await makePdf([1, 2, 3, 4].map(page)));
    expect(outlineOf(document)).toHaveLength(8);
    expect(outlineOf(document).join()).not.toMatch(/internal|Page 2/);
    const dropped = document.dropped.map((range) => `${range.rule} ${document.text.slice(range.start, range.end)}`);
    expect(dropped).toHaveLength(8);
    expect(dropped).toContain('page_furniture Museum of the North - internal');
    expect(dropped).toContain('page_number Page 3 of 4');
    expect(document.unitStarts).toHaveLength(4);
    expectNothingLost(document);
  });

  test('but keeps rows of a table at the head of pages, whose words repeat and whose numbers do not count the pages', async () => {
    const days = [3, 11, 5, 27, 8];
    const page = (day: number) => (sheet: Sheet) => {
      for (const at of [0, 1, 2]) {
        sheet.line(`0${at + 4}/${day}/2015`, 72, 60 + at * 16).line('Layoff Permanent', 220, 60 + at * 16);
        sheet.line(String(day * 7 + at), 420, 60 + at * 16);
      }
      sheet.lines(sentence, 72, 200);
    };
    const document = await loadPdf(await makePdf(days.map(page)));
    expect(document.dropped).toEqual([]);
    expect(outlineOf(document)[0]).toContain('| 04/3/2015 | Layoff Permanent | 21 |');
  });

  test('but keeps titles that count the pages, one record a page', async () => {
    const page = (number: number) => (sheet: Sheet) =>
      sheet.line(`Record ${number}`, 72, 80, { size: 16, font: 'bold' }).lines(sentence, 72, 110);
    const document = await loadPdf(await makePdf([1, 2, 3, 4, 5, 6].map(page)));
    expect(document.dropped).toEqual([]);
    expect(outlineOf(document).filter((line) => line.startsWith('h1 Record'))).toHaveLength(6);
  });

  test('the same number below pages that were put together from several documents', async () => {
    const page = (sheet: Sheet) => sheet.lines(sentence, 72, 100).line('1', 295, 700);
    const document = await loadPdf(await makePdf([page, page]));
    expect(document.dropped.map((range) => range.rule)).toEqual(['page_number', 'page_number']);
  });

  test('the entries of a contents page without leaders or a title, whose words stand again in the text', async () => {
    const titles = ['Opening Hours', 'Reading Room', 'Lending', 'Fees and Fines', 'Copies', 'Lost Books'];
    const bytes = await makePdf([
      (sheet) => {
        sheet.line('The Library', 72, 90, { size: 22 });
        for (const [at, title] of titles.entries())
          sheet.line(title, 72, 150 + at * 20).line(String(at + 2), 500, 150 + at * 20);
      },
      ...titles.map(
        (title) => (sheet: Sheet) => sheet.line(title, 72, 90, { size: 15, font: 'bold' }).lines(sentence, 72, 115),
      ),
    ]);
    const document = await loadPdf(bytes);
    expect(document.dropped).toEqual([expect.objectContaining({ rule: 'contents_page' })]);
    expect(outlineOf(document).filter((line) => line.startsWith('h'))).toEqual(
      ['The Library', ...titles].map((title) => `h1 ${title}`),
    );
    expectNothingLost(document);
  });

  test('the entries of a contents page, but not its title', async () => {
    const entry = (sheet: Sheet, text: string, number: number, top: number) =>
      sheet.line(`${text} ${'.'.repeat(60)} ${number}`, 72, top);
    const bytes = await makePdf([
      (sheet) => {
        sheet.line('Contents', 72, 100, { size: 18, font: 'bold' });
        for (const [at, word] of ['Visitors', 'Finances', 'Outlook', 'Thanks'].entries()) {
          entry(sheet, word, at + 2, 140 + at * 20);
        }
      },
      (sheet) => sheet.line('Visitors', 72, 100, { size: 18, font: 'bold' }).lines(sentence, 72, 130),
    ]);
    const document = await loadPdf(bytes);
    expect(outlineOf(document).slice(0, 2)).toEqual(['h1 Contents', 'h1 Visitors']);
    expect(document.dropped.map((range) => range.rule)).toEqual(['contents_page']);
    expectNothingLost(document);
  });
});

describe('loadPdf reads Chinese', () => {
  const path = join(packageRoot, 'examples', '财务', '差旅', '2025', '差旅与报销制度.pdf');

  test('chapters and articles, tables, and text without spaces inside words', async () => {
    const document = await loadPdf(readFileSync(path));
    const outline = outlineOf(document);
    expect(document.title).toBe('差旅与报销制度');
    expect(outline).toContain('h1 第三章 交通标准');
    expect(outline).toContain('h2 第六条 城际交通等级');
    expect(outline.filter((line) => line.startsWith('h'))).toHaveLength(22);
    expect(outline.find((line) => line.startsWith('table'))).toContain(
      '| 员工（P1 至 P4） | 高铁二等座 | 经济舱 | 三等舱 |',
    );
    expect(outline.join()).toContain('员工应当在出差结束后 30 天内提交报销单。');
    expect(document.dropped.map((range) => range.rule).sort()).toEqual([
      ...Array(3).fill('page_furniture'),
      ...Array(3).fill('page_number'),
    ]);
    expectNothingLost(document);
  });
});

describe('loadPdf refuses what it cannot read', () => {
  test('bytes that are no PDF', async () => {
    await expect(loadPdf(Buffer.from('# Only Markdown'))).rejects.toMatchObject({ code: 'unreadable_document' });
    await expect(loadPdf(new Uint8Array(0))).rejects.toMatchObject({ code: 'unreadable_document' });
  });

  test('a PDF that is cut off, at each tenth', async () => {
    const bytes = await makePdf([(sheet) => sheet.lines(sentence, 72, 100), (sheet) => sheet.lines(sentence, 72, 100)]);
    for (let tenth = 1; tenth <= 9; tenth += 1) {
      const cut = bytes.slice(0, Math.floor((bytes.length * tenth) / 10));
      await expect(loadPdf(cut), `${tenth} tenths`).rejects.toMatchObject({ code: 'unreadable_document' });
    }
  });

  test('an encrypted PDF without its password, or with a wrong one; with the right one it is read', async () => {
    const bytes = makeEncryptedPdf('Kept behind a door', 'sesame');
    await expect(loadPdf(bytes)).rejects.toMatchObject({
      code: 'encrypted_document',
      facts: { password_given: false },
    });
    await expect(loadPdf(bytes, { password: 'barley' })).rejects.toMatchObject({ code: 'encrypted_document' });
    expect((await loadPdf(bytes, { password: 'sesame' })).text).toBe('Kept behind a door');
  });

  test('a PDF without a text layer, naming OCR', async () => {
    const bytes = await makePdf([(sheet) => sheet.box(72, 100, 300, 300)]);
    await expect(loadPdf(bytes)).rejects.toMatchObject({
      code: 'no_text_layer',
      message: expect.stringContaining('OCR'),
    });
  });

  test('more pages than allowed', async () => {
    const bytes = await makePdf(Array(3).fill((sheet: Sheet) => sheet.lines(sentence, 72, 100)));
    await expect(loadPdf(bytes, { maxPages: 2 })).rejects.toMatchObject({
      code: 'document_too_complex',
      facts: { pages: 3 },
    });
  });

  test('to go on after its signal aborts', async () => {
    const bytes = await makePdf([(sheet) => sheet.lines(sentence, 72, 100)]);
    await expect(loadPdf(bytes, { signal: AbortSignal.abort(new Error('enough')) })).rejects.toThrow('enough');
  });
});

test('loadPdf names pages without text among others', async () => {
  const bytes = await makePdf([
    (sheet) => sheet.lines(sentence, 72, 100),
    (sheet) => sheet.box(72, 100, 300, 300),
    (sheet) => sheet.lines(sentence, 72, 100),
  ]);
  const document = await loadPdf(bytes);
  expect(document.pagesWithoutText).toEqual([2]);
  expect(document.notes).toEqual([expect.objectContaining({ code: 'scan_unread', page: 2 })]);
  expect(document.unitStarts[1]).toBe(document.unitStarts[2]);
});

test('loadPdf leaves the bytes it was given untouched', async () => {
  const bytes = await makePdf([(sheet) => sheet.lines(sentence, 72, 100)]);
  const before = Buffer.from(bytes).toString('base64');
  await loadPdf(bytes);
  expect(Buffer.from(bytes).toString('base64')).toBe(before);
});
