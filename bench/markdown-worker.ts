import { readFileSync } from 'node:fs';
import { parentPort, workerData } from 'node:worker_threads';
import remarkParse from 'remark-parse';
import { unified } from 'unified';
import { cleanDocument } from '../ingest/clean/clean-document.js';
import { cutSections } from '../ingest/cut/cut-sections.js';
import { loadMarkdown } from '../ingest/load/load-markdown.js';

/** What is timed: remark's parse of CommonMark alone, or our load, clean and cut. */
export type MarkdownWork = 'bare' | 'ours';

const bare = unified().use(remarkParse).freeze();

/** Does one kind of work on files already in memory; resolves to nothing, since only the time counts. */
export function workOn(kind: MarkdownWork, files: readonly Uint8Array[]): void {
  for (const bytes of files) {
    if (kind === 'bare') bare.parse(new TextDecoder().decode(bytes));
    else {
      const cleaned = cleanDocument(loadMarkdown(bytes, { documentId: 'bench.md' }));
      cutSections(cleaned, { collection: 'bench', documentId: 'bench.md', headingLevel: 3 });
    }
  }
}

// As a worker: works on the files it was given whenever it is told a kind, and says when it is done.
if (parentPort) {
  const { paths } = workerData as { paths: readonly string[] };
  const files = paths.map((path) => readFileSync(path));
  parentPort.on('message', (kind: MarkdownWork) => {
    workOn(kind, files);
    parentPort?.postMessage('done');
  });
  parentPort.postMessage('ready');
}
