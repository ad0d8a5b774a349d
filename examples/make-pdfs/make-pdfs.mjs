/**
 * Makes the two example PDFs of `examples/` from the texts beside this file:
 *
 *   node examples/make-pdfs/make-pdfs.mjs
 *
 * The Chinese font is a subset of Noto Sans SC with the characters of the text; see fonts/README.md for how it is made.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fontkit from '@pdf-lib/fontkit';
import { PDFDocument, rgb, StandardFonts } from 'pdf-lib';
import { securityGuide } from './security-guide.mjs';
import { travelRules } from './travel-rules.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const page = { width: 595.28, height: 841.89, left: 72, right: 72, top: 84, bottom: 78 };
const grey = rgb(0.4, 0.4, 0.4);

/** Sizes and distances in points, and how the page number is written. */
const looks = {
  zh: {
    title: 20,
    h1: 15,
    h2: 12,
    body: 10.5,
    leading: 1.75,
    indent: 2,
    number: (at, of) => `第 ${at} 页 共 ${of} 页`,
  },
  en: { title: 20, h1: 14, h2: 11.5, body: 10.5, leading: 1.45, indent: 0, number: (at, of) => `Page ${at} of ${of}` },
};

async function make(path, text, language, fonts) {
  const document = await PDFDocument.create();
  // Fixed dates: the same text gives the same bytes.
  document.setCreationDate(new Date('2025-01-01T00:00:00Z'));
  document.setModificationDate(new Date('2025-01-01T00:00:00Z'));
  document.setTitle(text.title);
  document.setLanguage(language === 'zh' ? 'zh-CN' : 'en');
  const [regular, bold] = await fonts(document);
  const writer = new Writer(document, regular, bold, looks[language]);
  writer.line(text.title, bold, writer.look.title, { centred: true, after: 8 });
  writer.line(text.subtitle, regular, 9.5, { centred: true, after: 14 });
  for (const block of text.blocks) writer.block(block);
  writer.furniture(text.header);
  const target = join(here, '..', path);
  mkdirSync(dirname(target), { recursive: true });
  writeFileSync(target, await document.save({ useObjectStreams: true }));
  console.log(`${path}: ${document.getPageCount()} pages`);
}

/** Sets blocks from the top of the page down, and begins a new page where the next line has no room. */
class Writer {
  constructor(document, regular, bold, look) {
    Object.assign(this, { document, regular, bold, look, y: 0, sheet: null });
    this.newPage();
  }

  newPage() {
    this.sheet = this.document.addPage([page.width, page.height]);
    this.y = page.height - page.top;
  }

  room(height) {
    if (this.y - height < page.bottom) this.newPage();
  }

  block([kind, content, widths]) {
    const { look } = this;
    if (kind === 'h1') this.heading(content, look.h1, 16);
    else if (kind === 'h2') this.heading(content, look.h2, 8);
    else if (kind === 'p') this.paragraph(content, page.left, look.indent * look.body, look.body * 0.45);
    else if (kind === 'li') this.paragraph(content, page.left + look.body * 1.5, 0, look.body * 0.15);
    else this.table(content, widths);
  }

  heading(text, size, before) {
    this.y -= before;
    // Never alone at the foot of a page.
    this.room(size * 1.6 + this.look.body * this.look.leading * 2);
    this.line(text, this.bold, size, { after: 3 });
  }

  line(text, font, size, { centred = false, after = 0 } = {}) {
    this.y -= size * 1.3;
    const width = font.widthOfTextAtSize(text, size);
    this.sheet.drawText(text, { x: centred ? (page.width - width) / 2 : page.left, y: this.y, size, font });
    this.y -= after;
  }

  paragraph(text, left, indent, after) {
    const { body, leading } = this.look;
    for (const [index, line] of wrap(text, this.regular, body, page.width - page.right - left, indent).entries()) {
      this.room(body * leading);
      this.y -= body * leading;
      this.sheet.drawText(line, { x: left + (index === 0 ? indent : 0), y: this.y, size: body, font: this.regular });
    }
    this.y -= after;
  }

  table(rows, widths) {
    const whole = page.width - page.left - page.right;
    const sum = widths.reduce((total, width) => total + width, 0);
    const columns = widths.map((width) => (width / sum) * whole);
    const size = this.look.body - 1;
    const set = rows.map((row, index) => {
      const font = index === 0 ? this.bold : this.regular;
      const cells = row.map((cell, column) => wrap(cell, font, size, columns[column] - 10, 0));
      return { font, cells, height: Math.max(...cells.map((cell) => cell.length)) * size * 1.4 + 6 };
    });
    this.y -= 6;
    // Whole on one page.
    this.room(set.reduce((total, row) => total + row.height, 0));
    for (const [index, { font, cells, height }] of set.entries()) {
      let x = page.left;
      for (const [column, lines] of cells.entries()) {
        const box = { x, y: this.y - height, width: columns[column], height, borderWidth: 0.6, borderColor: grey };
        this.sheet.drawRectangle(index === 0 ? { ...box, color: rgb(0.92, 0.94, 0.96) } : box);
        for (const [at, line] of lines.entries()) {
          this.sheet.drawText(line, { x: x + 5, y: this.y - size * 1.1 - at * size * 1.4 - 2, size, font });
        }
        x += columns[column];
      }
      this.y -= height;
    }
    this.y -= 6;
  }

  furniture(header) {
    const sheets = this.document.getPages();
    for (const [index, sheet] of sheets.entries()) {
      const number = this.look.number(index + 1, sheets.length);
      const width = this.regular.widthOfTextAtSize(number, 9);
      sheet.drawText(header, { x: page.left, y: page.height - 46, size: 9, font: this.regular, color: grey });
      const y = page.height - 52;
      sheet.drawLine({
        start: { x: page.left, y },
        end: { x: page.width - page.right, y },
        thickness: 0.5,
        color: grey,
      });
      sheet.drawText(number, { x: (page.width - width) / 2, y: 40, size: 9, font: this.regular, color: grey });
    }
  }
}

/** Breaks a text into lines: Chinese between any two characters but before closing marks, Latin between words. */
function wrap(text, font, size, width, indent) {
  const pieces = text.match(/[A-Za-z0-9.,:;'%()\-/@“”]+ ?|./gsu) ?? [];
  const lines = [];
  let line = '';
  for (const piece of pieces) {
    const limit = width - (lines.length === 0 ? indent : 0);
    const fits = font.widthOfTextAtSize((line + piece).trimEnd(), size) <= limit;
    if (fits || line === '' || /^[，。；：、！？）》”]/.test(piece)) line += piece;
    else {
      lines.push(line.trimEnd());
      line = piece.trimStart();
    }
  }
  return [...lines, line.trimEnd()].filter((one) => one !== '');
}

await make('财务/差旅/2025/差旅与报销制度.pdf', travelRules, 'zh', async (document) => {
  document.registerFontkit(fontkit);
  const read = (name) => readFileSync(join(here, 'fonts', name));
  return [
    await document.embedFont(read('NotoSansSC-Regular-subset.ttf')),
    await document.embedFont(read('NotoSansSC-Bold-subset.ttf')),
  ];
});
await make('IT/security/2025/information-security-guide.pdf', securityGuide, 'en', async (document) => [
  await document.embedFont(StandardFonts.Helvetica),
  await document.embedFont(StandardFonts.HelveticaBold),
]);
