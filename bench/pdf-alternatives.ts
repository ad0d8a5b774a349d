import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { RecursiveCharacterTextSplitter } from '@langchain/textsplitters';
import { PDFParse } from 'pdf-parse';
import { inspectPrepared } from '../ingest/inspect-prepared.js';
import { prepareDocument } from '../ingest/prepare-document.js';

// node dist/bench/pdf-alternatives.js DIR [PYTHON]: the same PDFs through Kaoju and through others, one after the other.
// PYTHON is the interpreter of an environment with pymupdf4llm and opendataloader-pdf.

const [folder, python] = process.argv.slice(2);
if (folder === undefined) throw new Error('Usage: node dist/bench/pdf-alternatives.js DIR [PYTHON]');
const files = readdirSync(folder)
  .filter((name) => name.endsWith('.pdf'))
  .map((name) => resolve(folder, name));

let pages = 0;
const ours = await timed(async () => {
  for (const file of files) pages += await readByKaoju(file);
});
report('Kaoju: load, clean, cut, parts (one process, OCR off)', ours);
report('pdf-parse getText + recursive splitter, as the PDFLoader of LangChain.js does', await timed(readByLangchain));
if (python === undefined || !existsSync(python)) {
  console.log(`pymupdf4llm, opendataloader-pdf: skipped, there is no Python at "${python ?? ''}"`);
} else {
  await alternative(
    'pymupdf4llm',
    'import sys, pymupdf4llm\nfor f in sys.argv[2:]: pymupdf4llm.to_markdown(f, show_progress=False)',
  );
  await alternative(
    'opendataloader-pdf',
    'import sys, opendataloader_pdf\nopendataloader_pdf.convert(input_path=sys.argv[2:], output_dir=sys.argv[1], format="markdown")',
  );
}

async function readByKaoju(file: string): Promise<number> {
  const input = { collection: 'bench', documentId: file, bytes: readFileSync(file), keepSource: true };
  try {
    return inspectPrepared(await prepareDocument(input)).pages.length;
  } catch {
    return 1; // The scan, which needs OCR.
  }
}

async function readByLangchain(): Promise<void> {
  const splitter = new RecursiveCharacterTextSplitter({ chunkSize: 1000, chunkOverlap: 200 });
  for (const file of files) {
    const parser = new PDFParse({ data: new Uint8Array(readFileSync(file)), verbosity: 0 });
    const { text } = await parser.getText();
    await parser.destroy();
    await splitter.splitText(text);
  }
}

async function alternative(name: string, program: string): Promise<void> {
  const output = mkdtempSync(join(tmpdir(), 'kaoju-pdf-'));
  let failure: string | null = null;
  const seconds = await timed(async () => {
    const run = spawnSync(python ?? '', ['-c', program, output, ...files], { encoding: 'utf8', maxBuffer: 1 << 28 });
    if (run.status !== 0) failure = (run.stderr || String(run.error)).trim().split('\n').at(-1) ?? 'failed';
  });
  rmSync(output, { recursive: true });
  if (failure === null) report(`${name} (one process)`, seconds);
  else console.log(`${name}: skipped, ${failure}`);
}

async function timed(work: () => Promise<void>): Promise<number> {
  const start = performance.now();
  await work();
  return (performance.now() - start) / 1000;
}

function report(name: string, seconds: number): void {
  const ratio = seconds / ours;
  console.log(
    `${name}: ${pages} pages in ${seconds.toFixed(1)} s, ${(pages / seconds).toFixed(1)} pages/s, ${ratio.toFixed(2)} times Kaoju's time`,
  );
}
