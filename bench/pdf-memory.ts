import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { prepareDocument } from '../ingest/prepare-document.js';
import { tablePdf } from './generated-pdf.js';

// node dist/bench/pdf-memory.js [PAGES]: a generated file with a table on each page; peak memory and time.

const script = fileURLToPath(import.meta.url);
if (process.argv[2] === '--write') {
  writeFileSync(process.argv[3] ?? '', await tablePdf(Number(process.argv[4])));
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
