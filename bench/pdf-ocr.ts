import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { GlobalFonts } from '@napi-rs/canvas';
import { PDFDocument } from 'pdf-lib';
import { loadPdf } from '../ingest/load/pdf/load-pdf.js';
import { paddleOcr } from '../src/adapters/ocr/paddle-ocr.js';
import { drawPage } from './ocr-pages.js';
import { characterErrors } from './pdf-text.js';

/** Fonts to draw with; of each the first name that is installed (font collections go by the name of their first face). */
const fonts: Readonly<Record<'zh' | 'en', readonly (readonly string[])[]>> = {
  zh: [
    ['Noto Sans CJK SC', 'Noto Sans CJK JP'],
    ['Noto Serif CJK SC', 'Noto Serif CJK JP'],
  ],
  en: [['Liberation Serif'], ['Liberation Sans']],
};

/**
 * Character error rate of scanned pages whose text is known: passages of the evaluation data, drawn at 10 and 12 points,
 * scanned at 300 and 150 dpi, put into a PDF as a picture and read as any PDF is.
 *
 * @param dataDir folder that holds `retrieval/`.
 */
export async function evalOcr(dataDir: string): Promise<void> {
  console.log('\nOCR of drawn pages (whole path: PDF of pictures to text)');
  const ocr = paddleOcr();
  try {
    for (const language of ['zh', 'en'] as const) {
      const file = join(dataDir, 'retrieval', language, 'passages.jsonl');
      if (!existsSync(file)) {
        console.log(`  ${language}: skipped, there is no ${file}`);
        continue;
      }
      const text = passages(file);
      for (const dpi of [300, 150]) {
        const rates: number[] = [];
        let seconds = 0;
        for (const names of fonts[language]) {
          const font = names.find((name) => GlobalFonts.has(name));
          if (font === undefined) {
            console.log(`  ${language}: skipped "${names[0]}", it is not installed`);
            continue;
          }
          for (const size of [10, 12]) {
            const page = drawPage(text, { dpi, size, font });
            const bytes = await pictureOnly(page.png);
            const start = performance.now();
            const document = await loadPdf(bytes, { ocr });
            seconds += (performance.now() - start) / 1000;
            rates.push(characterErrors(comparable(page.lines.join(' ')), comparable(document.text)));
          }
        }
        if (rates.length === 0) continue;
        const mean = rates.reduce((sum, rate) => sum + rate, 0) / Math.max(1, rates.length);
        console.log(
          `  ${language} ${dpi} dpi: character error rate ${(mean * 100).toFixed(2)} % (worst page ${(Math.max(...rates) * 100).toFixed(2)} %), ${(seconds / Math.max(1, rates.length)).toFixed(1)} s a full page`,
        );
      }
    }
  } finally {
    await ocr.close();
  }
}

function passages(file: string): string {
  const rows = readFileSync(file, 'utf8').split('\n').slice(0, 40).filter(Boolean);
  return rows
    .map((row) => JSON.parse(row) as { text: string; script?: string })
    .filter(({ script }) => script !== 'hant')
    .map(({ text }) => text)
    .slice(0, 14)
    .join(' ')
    .replace(/\s+/g, ' ');
}

async function pictureOnly(png: Buffer): Promise<Uint8Array> {
  const document = await PDFDocument.create();
  const picture = await document.embedPng(png);
  document.addPage([595, 842]).drawImage(picture, { x: 0, y: 0, width: 595, height: 842 });
  return document.save();
}

/** Forms that print alike are alike, and spaces beside Chinese are the printer's. */
function comparable(text: string): string {
  return text
    .normalize('NFKC')
    .replace(/[“”]/g, '"')
    .replace(/[‘’]/g, "'")
    .replace(/[—–]/g, '-')
    .replace(/\s+/g, ' ')
    .replace(/ ?(?<=\p{Script=Han}|[，。：；、？！（）《》]) ?| (?=\p{Script=Han}|[，。：；、？！（）《》])/gu, '');
}
