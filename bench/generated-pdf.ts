import { PDFDocument, StandardFonts } from 'pdf-lib';

/** A PDF of so many pages, each with a heading, a dozen lines and a table of forty cells. */
export async function tablePdf(count: number): Promise<Uint8Array> {
  const document = await PDFDocument.create();
  const font = await document.embedFont(StandardFonts.Helvetica);
  const bold = await document.embedFont(StandardFonts.HelveticaBold);
  for (let number = 1; number <= count; number += 1) {
    const page = document.addPage([595, 842]);
    page.drawText(`${number} Readings of station ${number}`, { x: 72, y: 760, size: 16, font: bold });
    for (let line = 0; line < 12; line += 1) {
      const text = `Line ${line} of page ${number} says that the station was read every hour of the day by its keeper.`;
      page.drawText(text, { x: 72, y: 730 - line * 14, size: 10, font });
    }
    for (let row = 0; row < 10; row += 1) {
      for (let column = 0; column < 4; column += 1) {
        const [x, y] = [72 + column * 110, 520 - row * 20];
        page.drawRectangle({ x, y, width: 110, height: 20, borderWidth: 0.5 });
        const text = row === 0 ? `Column ${column}` : String(number * 31 + row * 7 + column);
        page.drawText(text, { x: x + 5, y: y + 6, size: 10, font });
      }
    }
  }
  return document.save();
}

/** A PDF of one page with a heading and lines of text. */
export async function pagePdf(heading: string, lines: readonly string[]): Promise<Uint8Array> {
  const document = await PDFDocument.create();
  const font = await document.embedFont(StandardFonts.Helvetica);
  const bold = await document.embedFont(StandardFonts.HelveticaBold);
  const page = document.addPage([595, 842]);
  page.drawText(heading, { x: 72, y: 760, size: 16, font: bold });
  for (const [at, text] of lines.entries()) page.drawText(text, { x: 72, y: 730 - at * 14, size: 10, font });
  return document.save();
}
