import type { Root } from 'mdast';
import type { DroppedSummary, DroppedText, IngestReport } from '../src/core/ingest-report.js';
import type { Part, Section } from '../src/core/section.js';
import { isMarkupRule } from './clean/markup-blocks.js';
import type { CleanedDocument } from './loaded-document.js';
import { pageReports } from './page-reports.js';

const samplesPerRule = 3;
const sampleCharacters = 120;

/** Says what became of a document: what was found, kept, dropped, and what is doubtful about its source. */
export function ingestReport(
  document: CleanedDocument,
  sections: readonly Section[],
  parts: readonly Part[],
): IngestReport {
  const { text, dropped } = document;
  const markup = dropped.filter(({ rule }) => isMarkupRule(rule));
  const content = dropped.filter(({ rule }) => !isMarkupRule(rule));
  return {
    encoding: document.encoding,
    characters: text.length,
    keptCharacters: sections.reduce((sum, section) => sum + section.text.length, 0),
    droppedCharacters: lengthOf(content),
    markupCharacters: lengthOf(markup),
    headings: count(document.tree, 'heading'),
    tables: count(document.tree, 'table'),
    sections: sections.length,
    parts: parts.length,
    ...(document.unit === 'page' ? { pages: document.unitStarts.length } : {}),
    ...(document.pagesWithoutText ? { pagesWithoutText: document.pagesWithoutText } : {}),
    ...(document.pageSources ? { pageReports: pageReports(document) } : {}),
    dropped: summaries(content, text),
    notes: document.notes,
  };
}

function summaries(dropped: readonly DroppedText[], text: string): DroppedSummary[] {
  return [...new Set(dropped.map(({ rule }) => rule))].map((rule) => {
    const ranges = dropped.filter((range) => range.rule === rule);
    const samples = new Set(ranges.slice(0, 50).map(({ start, end }) => sample(text.slice(start, end))));
    return { rule, count: ranges.length, characters: lengthOf(ranges), samples: [...samples].slice(0, samplesPerRule) };
  });
}

function sample(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length <= sampleCharacters ? line : `${line.slice(0, sampleCharacters - 1).toWellFormed()}…`;
}

function lengthOf(ranges: readonly DroppedText[]): number {
  return ranges.reduce((sum, { start, end }) => sum + end - start, 0);
}

/** Nodes of one type, wherever they stand. */
function count(tree: Root, type: 'heading' | 'table'): number {
  let found = 0;
  const walk = (node: Root['children'][number] | Root): void => {
    if (node.type === type) found++;
    if ('children' in node && node.type !== 'paragraph' && node.type !== 'table')
      for (const child of node.children) walk(child);
  };
  walk(tree);
  return found;
}
