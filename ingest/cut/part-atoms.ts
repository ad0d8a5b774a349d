import type { Nodes, RootContent } from 'mdast';
import { rangeOf } from '../node-range.js';
import type { Range } from '../ranges.js';
import { estimateTokens } from './estimate-tokens.js';
import { type Leaf, plainText } from './plain-text.js';
import { boundaries, type Granularity } from './text-boundaries.js';

/** What cutting reads: the source, its leaves, and what is left out of it. */
export interface CuttingText {
  readonly source: string;
  readonly leaves: readonly Leaf[];
  readonly dropped: readonly Range[];
}

/** A stretch that is not cut any further, as parts are filled. One begins where the one before ends. */
export interface Atom extends Range {
  readonly tokens: number;
  /** Plain text of the table's header, for a row that stands below it. */
  readonly tableHeader?: string;
}

const proseGranularities: readonly Granularity[] = ['sentence', 'clause', 'word', 'character'];
const codeGranularities: readonly Granularity[] = ['line', 'word', 'character'];

/**
 * Takes blocks apart until each piece fits: blocks, then list items and table rows, then sentences or lines of code, then
 * clauses and words; a word only when it alone is too long. A heading stays with the block below it.
 *
 * @param blocks siblings in order; the first atom begins at `stretch.start`, the last ends at `stretch.end`.
 * @param maxTokens estimated tokens of the largest atom.
 */
export function atomsOf(text: CuttingText, blocks: readonly Nodes[], stretch: Range, maxTokens: number): Atom[] {
  const atoms: Atom[] = [];
  let start = stretch.start;
  blocks.forEach((block, index) => {
    const next = blocks[index + 1];
    if (next && block.type === 'heading') return;
    const end = next ? cutBefore(text.source, rangeOf(next).start, start) : stretch.end;
    // One by one: a paragraph of a megabyte has more words than a call takes arguments.
    for (const atom of blockAtoms(text, block, { start, end }, maxTokens)) atoms.push(atom);
    start = end;
  });
  return atoms;
}

function blockAtoms(text: CuttingText, block: Nodes, stretch: Range, maxTokens: number): Atom[] {
  const tokens = tokensOf(text, stretch);
  if (tokens <= maxTokens) return [{ ...stretch, tokens }];
  switch (block.type) {
    case 'table':
      return tableAtoms(text, block.children, stretch, maxTokens);
    case 'list':
    case 'listItem':
    case 'blockquote':
    case 'footnoteDefinition':
    case 'tableRow':
      return block.children.length > 0
        ? atomsOf(text, block.children, stretch, maxTokens)
        : textAtoms(text, stretch, proseGranularities, maxTokens);
    case 'code':
    case 'math':
    case 'html':
      return textAtoms(text, stretch, codeGranularities, maxTokens);
    default:
      return textAtoms(text, stretch, proseGranularities, maxTokens);
  }
}

/** The header row says what the cells mean; one that takes more than a third of a part would crowd out the rows. */
function tableAtoms(text: CuttingText, rows: readonly RootContent[], stretch: Range, maxTokens: number): Atom[] {
  const [head, ...body] = rows;
  const header = head ? plainText(text.leaves, text.source, text.dropped, rangeOf(head)) : '';
  const headerTokens = estimateTokens(header);
  if (!head || body.length === 0 || header === '' || headerTokens > maxTokens / 3) {
    return atomsOf(text, rows, stretch, maxTokens);
  }
  const bodyStart = cutBefore(text.source, rangeOf(body[0] ?? head).start, stretch.start);
  const headAtoms = atomsOf(text, [head], { start: stretch.start, end: bodyStart }, maxTokens);
  const rowAtoms = atomsOf(text, body, { start: bodyStart, end: stretch.end }, maxTokens - headerTokens);
  return [...headAtoms, ...rowAtoms.map((atom) => ({ ...atom, tableHeader: header }))];
}

function textAtoms(
  text: CuttingText,
  stretch: Range,
  granularities: readonly Granularity[],
  maxTokens: number,
): Atom[] {
  const tokens = tokensOf(text, stretch);
  const [granularity, ...finer] = granularities;
  if (tokens <= maxTokens || !granularity) return [{ ...stretch, tokens }];
  const cuts = [stretch.start, ...boundaries(text.source, text.leaves, stretch, granularity), stretch.end];
  return cuts
    .slice(1)
    .flatMap((end, index) => textAtoms(text, { start: cuts[index] ?? stretch.start, end }, finer, maxTokens));
}

function tokensOf(text: CuttingText, stretch: Range): number {
  return estimateTokens(plainText(text.leaves, text.source, text.dropped, stretch));
}

/** The start of a block's line when only an indent or quotation marks stand before it there; else its own start. */
function cutBefore(source: string, start: number, earliest: number): number {
  const lineStart = source.lastIndexOf('\n', start - 1) + 1;
  return lineStart > earliest && /^[\s>]*$/.test(source.slice(lineStart, start)) ? lineStart : start;
}
