import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { headingTitle } from '../ingest/heading-title.js';
import { loadMarkdown } from '../ingest/load/load-markdown.js';

/** Headings of docs/md against the listed ones; a match has the same level, line and words. */
export interface HeadingFigures {
  readonly listed: number;
  readonly found: number;
  readonly matched: number;
  readonly recall: number;
  readonly precision: number;
  /** `file:line "text"`, with what is wrong. */
  readonly differences: readonly string[];
}

interface ListedPage {
  readonly file: string;
  readonly headings: readonly { readonly level: number; readonly text: string; readonly line: number }[];
}

/** @param dataDir folder of the evaluation data. */
export function compareHeadings(dataDir: string): HeadingFigures {
  const pages = readFileSync(join(dataDir, 'docs', 'md-headings.jsonl'), 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as ListedPage);
  let found = 0;
  let matched = 0;
  const differences: string[] = [];
  for (const page of pages) {
    const ours = new Set(headingsOf(readFileSync(join(dataDir, 'docs', page.file)), page.file));
    found += ours.size;
    for (const { level, text, line } of page.headings) {
      const key = keyOf(level, line, text);
      if (ours.delete(key)) matched++;
      else differences.push(`${page.file}:${line} "${text}": listed, not found`);
    }
    for (const key of ours) differences.push(`${page.file}: ${key}: found, not listed`);
  }
  const listed = pages.reduce((sum, page) => sum + page.headings.length, 0);
  return { listed, found, matched, recall: matched / listed, precision: matched / found, differences };
}

function headingsOf(bytes: Uint8Array, documentId: string): string[] {
  return loadMarkdown(bytes, { documentId }).tree.children.flatMap((node) =>
    node.type === 'heading' ? [keyOf(node.depth, node.position?.start.line ?? 0, headingTitle(node))] : [],
  );
}

/** The list keeps the markup of a heading (code marks, links, anchors), which is not what is compared. */
function keyOf(level: number, line: number, text: string): string {
  const words = text
    .replace(/\s*\{#[^{}]*\}\s*$/, '')
    .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/<[^>]*>/g, '')
    .replace(/[`*_\\\s]/g, '');
  return `level ${level}, line ${line}, ${words}`;
}
