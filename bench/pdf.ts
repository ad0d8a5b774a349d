import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Heading, Nodes } from 'mdast';
import { toString as plainText } from 'mdast-util-to-string';
import { comparableHeading } from '../ingest/load/pdf/heading-text.js';
import { loadPdf } from '../ingest/load/pdf/load-pdf.js';
import type { LoadedDocument } from '../ingest/loaded-document.js';
import { KnowledgeBaseError } from '../src/core/errors.js';

/** One line of `docs/pdf-headings.jsonl`. */
interface TruthRow {
  readonly file: string;
  readonly truth: string;
  readonly headings: readonly { readonly level: number; readonly text: string }[];
}

/** Counts of one file, or of several put together. */
interface HeadingCounts {
  readonly found: number;
  readonly expected: number;
  readonly matched: number;
  readonly rightLevel: number;
}

interface FileResult {
  readonly counts: HeadingCounts;
  readonly document: LoadedDocument;
  readonly missed: readonly string[];
  readonly extra: readonly string[];
  readonly milliseconds: number;
}

/**
 * Prints heading F1 and level accuracy with the outline shown and hidden, pages per second, and characters accounted
 * for, on the PDFs of the evaluation data.
 *
 * @param dataDir folder that holds `docs/pdf-headings.jsonl`.
 * @param options `list` names every missed and extra heading.
 */
export async function benchPdf(dataDir: string, options: { readonly list?: boolean } = {}): Promise<void> {
  const truthFile = join(dataDir, 'docs', 'pdf-headings.jsonl');
  if (!existsSync(truthFile)) {
    console.log(`pdf: skipped, there is no ${truthFile}`);
    return;
  }
  const rows = readFileSync(truthFile, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as TruthRow);
  for (const ignoreOutline of [true, false]) {
    console.log(`\nPDF headings, outline ${ignoreOutline ? 'hidden' : 'shown'}`);
    console.log('  F1    P     R     level found/truth pages  pages/s chars    dropped file');
    const results = new Map<TruthRow, FileResult>();
    for (const row of rows) {
      const result = await benchFile(dataDir, row, ignoreOutline);
      if (result === null) continue;
      results.set(row, result);
      printFile(row, result, options.list === true);
    }
    for (const truth of ['outline', 'silver']) printSum(truth, results);
    const pages = [...results.values()].reduce((sum, one) => sum + one.document.unitStarts.length, 0);
    const seconds = [...results.values()].reduce((sum, one) => sum + one.milliseconds, 0) / 1000;
    console.log(`  ${pages} pages in ${seconds.toFixed(1)} s: ${(pages / seconds).toFixed(1)} pages/s in one process`);
  }
}

async function benchFile(dataDir: string, row: TruthRow, ignoreOutline: boolean): Promise<FileResult | null> {
  const bytes = readFileSync(join(dataDir, 'docs', row.file));
  const start = performance.now();
  try {
    const document = await loadPdf(bytes, { ignoreOutline });
    return { ...compare(document, row), document, milliseconds: performance.now() - start };
  } catch (error) {
    if (!(error instanceof KnowledgeBaseError)) throw error;
    console.log(`  ${error.code}: ${row.file}`);
    return null;
  }
}

function compare(document: LoadedDocument, row: TruthRow): Pick<FileResult, 'counts' | 'missed' | 'extra'> {
  const headings = headingsOf(document.tree);
  const open = row.headings.map((heading) => ({ ...heading, key: comparableHeading(heading.text), taken: false }));
  const extra: string[] = [];
  let matched = 0;
  let rightLevel = 0;
  let found = headings.length;
  for (const [index, heading] of headings.entries()) {
    const text = plainText(heading);
    const same = open.find((one) => !one.taken && one.key === comparableHeading(text));
    if (same !== undefined) {
      same.taken = true;
      matched += 1;
      if (same.level === heading.depth) rightLevel += 1;
    } else if (index === 0) found -= 1;
    else extra.push(`${'#'.repeat(heading.depth)} ${text}`);
  }
  const missed = open.filter((one) => !one.taken).map((one) => one.text);
  return { counts: { found, expected: row.headings.length, matched, rightLevel }, missed, extra };
}

function headingsOf(node: Nodes): Heading[] {
  if (node.type === 'heading') return [node];
  return 'children' in node ? node.children.flatMap((child) => headingsOf(child)) : [];
}

function figures(counts: HeadingCounts): string {
  const precision = counts.found === 0 ? 0 : counts.matched / counts.found;
  const recall = counts.expected === 0 ? 0 : counts.matched / counts.expected;
  const f1 = precision + recall === 0 ? 0 : (2 * precision * recall) / (precision + recall);
  const level = counts.matched === 0 ? 0 : counts.rightLevel / counts.matched;
  return [f1, precision, recall, level].map((value) => value.toFixed(3)).join(' ');
}

function printFile(row: TruthRow, result: FileResult, list: boolean): void {
  const { counts, document, milliseconds } = result;
  const dropped = document.dropped.reduce((sum, range) => sum + range.end - range.start, 0);
  const pages = document.unitStarts.length;
  const shown = row.truth === 'none' ? '  -     -     -     -   ' : figures(counts);
  console.log(
    `  ${shown} ${String(counts.found).padStart(3)}/${String(counts.expected).padEnd(3)} ${String(pages).padStart(5)} ` +
      `${(pages / (milliseconds / 1000)).toFixed(1).padStart(8)} ${String(document.text.length).padStart(7)} ${String(dropped).padStart(6)} ${row.file}`,
  );
  if (!list) return;
  for (const text of result.missed) console.log(`      missed: ${text}`);
  for (const text of result.extra) console.log(`      extra:  ${text}`);
}

function printSum(truth: string, results: ReadonlyMap<TruthRow, FileResult>): void {
  const chosen = [...results].filter(([row]) => row.truth.startsWith(truth)).map(([, result]) => result.counts);
  const sum = (name: keyof HeadingCounts): number => chosen.reduce((total, counts) => total + counts[name], 0);
  const counts = {
    found: sum('found'),
    expected: sum('expected'),
    matched: sum('matched'),
    rightLevel: sum('rightLevel'),
  };
  console.log(`  ${figures(counts)} ${counts.found}/${counts.expected} all with truth: ${truth}`);
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  await benchPdf(process.argv[2] ?? '../shared/data', { list: process.argv.includes('--list') });
}
