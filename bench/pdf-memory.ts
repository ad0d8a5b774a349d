import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { PDFDocument, StandardFonts } from 'pdf-lib';
import { prepareDocument } from '../ingest/prepare-document.js';

// node dist/bench/pdf-memory.js [PAGES]: a generated file with a table on each page; peak memory and time.

const script = fileURLToPath(import.meta.url);
if (process.argv[2] === '--write') {
  writeFileSync(process.argv[3] ?? '', await generate(Number(process.argv[4])));
} else {
  await measure(Number(process.argv[2] ?? 1000));
}

async function measure(pages: number): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'kaoju-pdf-'));
  const file = join(folder, 'generated.pdf');
  // In a process of its own: making the file takes more memory than reading it.
  execFileSync(process.execPath, [script, '--write', file, String(pages)]);
  const bytes = readFileSync(file);
  rmSync(folder, { recursive: true });
  const before = peakMb();
  const start = performance.now();
  const { report, parts } = await prepareDocument({ collection: 'bench', documentId: 'generated.pdf', bytes });
  const seconds = (performance.now() - start) / 1000;
  console.log(
    `${pages} pages (${(bytes.length / 1e6).toFixed(1)} MB), ${report.tables} tables, ${report.sections} sections, ${parts.length} parts: ` +
      `${seconds.toFixed(1)} s (${(pages / seconds).toFixed(1)} pages/s), peak memory of the process ${peakMb()} MB (${before} MB before reading)`,
  );
}

function peakMb(): number {
  return Math.round(process.resourceUsage().maxRSS / 1024);
}

async function generate(count: number): Promise<Uint8Array> {
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
