import { unified } from 'unified';
import { VFile } from 'vfile';
import type { DroppedText } from '../../src/core/ingest-report.js';
import type { CleanedDocument, LoadedDocument } from '../loaded-document.js';
import { disjoint, remaining, wholeLines } from '../ranges.js';
import { advertisements } from './advertisements.js';
import { htmlTags } from './html-tags.js';
import { markupBlocks } from './markup-blocks.js';
import { repeats } from './repeats.js';

const cleaning = unified().use(markupBlocks).use(htmlTags).use(advertisements).use(repeats).freeze();

/**
 * Decides what of a document no section may hold. Tree and text stay as they are: cleaning is a list of ranges, each
 * with its rule, so that everything left out can be shown and every offset still points into the source.
 */
export function cleanDocument(document: LoadedDocument): CleanedDocument {
  const { text } = document;
  const file = new VFile({ value: text });
  file.data.dropped = document.dropped.map((dropped) => ({ ...dropped, ...wholeLines(text, dropped) }));
  cleaning.runSync(document.tree, file);
  const dropped = disjoint(file.data.dropped ?? []);
  const leading = leadingBlankLines(text, dropped);
  return { ...document, dropped: disjoint([...dropped, ...leading]) };
}

/** Blank lines before the first words (after front matter or a licence comment) would make a section of nothing. */
function leadingBlankLines(text: string, dropped: readonly DroppedText[]): DroppedText[] {
  const blank: DroppedText[] = [];
  for (const { start, end } of remaining(dropped, 0, text.length)) {
    const words = text.slice(start, end).search(/\S/);
    const lineStart = words === -1 ? end : text.lastIndexOf('\n', start + words - 1) + 1;
    if (lineStart > start) blank.push({ rule: 'blank_lines', start, end: lineStart });
    if (words !== -1) break;
  }
  return blank;
}
