import { cleanDocument } from '../ingest/clean/clean-document.js';
import { isMarkupRule } from '../ingest/clean/markup-blocks.js';
import { collectLeaves } from '../ingest/cut/plain-text.js';
import { loadMarkdown } from '../ingest/load/load-markdown.js';
import { remaining } from '../ingest/ranges.js';

/** Characters of prose, and how many of them cleaning leaves out. */
export interface CleaningFigures {
  readonly prose: number;
  readonly dropped: number;
  /** Every text dropped, with its rule; for reading by eye. */
  readonly list: readonly { readonly rule: string; readonly text: string }[];
}

/** Prose is what a reader sees as words: text, code spans and blocks, and the text of HTML with tags and comments off. */
export async function measureCleaning(files: readonly Uint8Array[]): Promise<CleaningFigures> {
  let prose = 0;
  let dropped = 0;
  const list: { rule: string; text: string }[] = [];
  for (const bytes of files) {
    const document = cleanDocument(loadMarkdown(bytes, { documentId: 'bench.md' }));
    const content = document.dropped.filter(({ rule }) => !isMarkupRule(rule));
    for (const { rule, start, end } of content) list.push({ rule, text: document.text.slice(start, end) });
    const markup = document.dropped.filter(({ rule }) => rule.startsWith('html_'));
    for (const leaf of collectLeaves(document.tree, document.text)) {
      const visible = remaining(markup, leaf.start, leaf.end);
      const kept = remaining(document.dropped, leaf.start, leaf.end);
      prose += lengthOf(visible);
      dropped += lengthOf(visible) - lengthOf(kept);
    }
  }
  return { prose, dropped, list };
}

function lengthOf(ranges: readonly { readonly start: number; readonly end: number }[]): number {
  return ranges.reduce((sum, { start, end }) => sum + end - start, 0);
}
