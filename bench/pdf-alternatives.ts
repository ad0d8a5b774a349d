import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { RecursiveCharacterTextSplitter } from '@langchain/textsplitters';
import { PDFParse } from 'pdf-parse';
import { inspectPrepared } from '../ingest/inspect-prepared.js';
import { prepareDocument } from '../ingest/prepare-document.js';
import { createPreparePool } from '../ingest/prepare-pool.js';

// node dist/bench/pdf-alternatives.js DIR [PYTHON]: the same PDFs through Kaoju and through others, one after the other.
// Seconds of processor time beside those of the clock: on a machine with other work only the former compare.
// PYTHON is the interpreter of an environment with pymupdf4llm and opendataloader-pdf.

const [folder, python] = process.argv.slice(2);
if (folder === undefined) throw new Error('Usage: node dist/bench/pdf-alternatives.js DIR [PYTHON]');
const files = readdirSync(folder)
  .filter((name) => name.endsWith('.pdf'))
  .map((name) => resolve(folder, name));

/** What a run took. */
interface Took {
  readonly seconds: number;
  readonly processorSeconds: number;
}

/** Makes a Python program print the processor time of itself and of what it started. */
const processorTime =
  '\nimport resource\nu = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]\n' +
  "print('\\nprocessor', sum(one.ru_utime + one.ru_stime for one in u))";

let pages = 0;
const ours = await timed(async () => {
  for (const file of files) pages += await readByKaoju(file);
});
report('Kaoju: load, clean, cut, parts (one process, OCR off)', ours);
report('the same, as the service has it: a worker a core', await timed(readInPool));
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

async function readInPool(): Promise<void> {
  const pool = createPreparePool();
  const inputs = files.map((file) => ({ collection: 'bench', documentId: file, bytes: readFileSync(file) }));
  await Promise.all(inputs.map((input) => pool.prepare(input).catch(() => undefined)));
  await pool.close();
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
  let processorSeconds = 0;
  const { seconds } = await timed(async () => {
    const run = spawnSync(python ?? '', ['-c', program + processorTime, output, ...files], {
      encoding: 'utf8',
      maxBuffer: 1 << 28,
    });
    if (run.status !== 0) failure = (run.stderr || String(run.error)).trim().split('\n').at(-1) ?? 'failed';
    processorSeconds = Number(run.stdout.trim().split('\n').at(-1)?.split(' ')[1] ?? 0);
  });
  rmSync(output, { recursive: true });
  if (failure === null) report(`${name} (one process)`, { seconds, processorSeconds });
  else console.log(`${name}: skipped, ${failure}`);
}

async function timed(work: () => Promise<void>): Promise<Took> {
  const start = performance.now();
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return { seconds: (performance.now() - start) / 1000, processorSeconds: (user + system) / 1e6 };
}

function report(name: string, { seconds, processorSeconds }: Took): void {
  const ratio = seconds / ours.seconds;
  const processorRatio = processorSeconds / ours.processorSeconds;
  console.log(
    `${name}: ${pages} pages in ${seconds.toFixed(1)} s, ${(pages / seconds).toFixed(1)} pages/s, ${ratio.toFixed(2)} times Kaoju's time; ` +
      `${processorSeconds.toFixed(1)} s of a processor, ${(pages / processorSeconds).toFixed(1)} pages/s, ${processorRatio.toFixed(2)} times Kaoju's`,
  );
}
