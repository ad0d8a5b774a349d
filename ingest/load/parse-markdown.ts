import type { Paragraph, Root, RootContent } from 'mdast';
import type { IngestNote } from '../../src/core/ingest-report.js';
import { labelSuffix, linkLabels, nextSafeCut } from './markdown-pieces.js';
import { markdownParser } from './markdown-processor.js';
import { moveNode } from './move-node.js';

/** A Markdown text as a tree, every node with its offsets into the text. */
export interface ParsedMarkdown {
  readonly tree: Root;
  readonly notes: readonly IngestNote[];
}

/**
 * Characters parsed at once. Micromark's cost per character and its memory grow with the text: dense Markdown took
 * 24 µs a character in pieces of 143 kB and 10 in pieces of 1 to 5 kB; pieces much smaller than this repeat fixed costs.
 */
const pieceCharacters = 16_384;

/** Unclosed comments and formulas undone per document; more of them than that is not a slip but a strange file. */
const maxRecoveries = 20;

/**
 * Parses Markdown piece by piece, with the tree that one parse of the whole would give.
 *
 * Pieces end where only a fence, a formula or an HTML block could still be open; whether one is, the parser itself
 * says, and then the piece grows. An HTML comment, `<script>` or `$$` that is never closed would swallow the rest of the
 * document: its first line alone is kept as such, what follows is read as Markdown, and a note says so. An unclosed
 * code fence runs to the end, as CommonMark has it.
 */
export function parseMarkdown(text: string): ParsedMarkdown {
  const children: RootContent[] = [];
  const notes: IngestNote[] = [];
  const labels = text.length > pieceCharacters ? linkLabels(text) : new Map<string, string>();
  let start = 0;
  let line = 1;
  let size = pieceCharacters;
  while (start < text.length) {
    const end = nextSafeCut(text, start + size);
    const piece = text.slice(start, end);
    const parsed = parsePiece(piece, labels, start === 0);
    if (parsed.open && end < text.length && mayClose(parsed.open, text, end)) {
      size *= 2; // Doubling keeps the total work linear.
      continue;
    }
    const recovered = parsed.open && notes.length < maxRecoveries ? withoutOpenBlock(parsed.open, piece) : undefined;
    const kept = recovered
      ? [...parsed.closed, recovered.node]
      : parsed.open
        ? parseWhole(piece, start === 0)
        : parsed.closed;
    for (const node of kept) moveNode(node, start, line - 1);
    for (const node of kept) children.push(node);
    if (recovered) notes.push({ ...recovered.note, line: recovered.node.position?.start.line ?? line });
    const consumed = recovered?.consumed ?? piece.length;
    line += countLines(text, start, start + consumed);
    start += consumed;
    size = pieceCharacters;
  }
  return { tree: { type: 'root', children, position: wholePosition(text, line) }, notes };
}

interface ParsedPiece {
  /** Blocks that end within the piece. */
  readonly closed: RootContent[];
  /** The last block, where it would go on beyond the piece. */
  readonly open: RootContent | undefined;
}

/** Parses a piece with link definitions after it, for labels defined elsewhere, and to see which block reaches them. */
function parsePiece(piece: string, labels: ReadonlyMap<string, string>, atStart: boolean): ParsedPiece {
  const parser = markdownParser({ frontMatter: atStart });
  const inside = parser
    .parse(piece + labelSuffix(piece, labels))
    .children.filter((node) => startOf(node) < piece.length);
  const last = inside.at(-1);
  const open = last && (last.position?.end.offset ?? 0) > piece.length + 1 ? last : undefined;
  return { closed: open ? inside.slice(0, -1) : inside, open };
}

function parseWhole(piece: string, atStart: boolean): RootContent[] {
  return markdownParser({ frontMatter: atStart }).parse(piece).children;
}

/** Whether more text can close a block; asked first, since growing a piece to the end for nothing is wasted work. */
function mayClose(open: RootContent, text: string, from: number): boolean {
  if (open.type === 'math') return text.includes('$$', from);
  if (open.type !== 'html') return true;
  const opener = /^<(?:!--|\?|!\[CDATA\[|!)/.exec(open.value)?.[0] ?? '';
  const closer = { '<!--': '-->', '<?': '?>', '<![CDATA[': ']]>', '<!': '>' }[opener];
  if (closer) return text.includes(closer, from);
  const rawText = /<\/(?:script|pre|style|textarea)>/gi;
  rawText.lastIndex = from;
  return rawText.test(text);
}

/** An unclosed HTML block or formula as its first line only. Undefined for code: there the format means it. */
function withoutOpenBlock(open: RootContent, piece: string) {
  if (open.type !== 'html' && open.type !== 'math') return undefined;
  const start = startOf(open);
  const lineEnd = piece.indexOf('\n', start);
  if (lineEnd === -1 || piece.slice(lineEnd).trim() === '') return undefined;
  const value = piece.slice(start, lineEnd);
  const from = open.position?.start ?? { line: 1, column: 1, offset: start };
  const position = { start: from, end: { line: from.line, column: from.column + value.length, offset: lineEnd } };
  const node: RootContent = open.type === 'html' ? { type: 'html', value, position } : plainParagraph(value, position);
  const name = open.type === 'html' ? `HTML "${value.trim().slice(0, 20)}"` : 'a formula "$$"';
  const note = {
    code: open.type === 'html' ? 'unclosed_html' : 'unclosed_formula',
    message: `Read the text after ${name} as Markdown: it is never closed`,
  };
  return { node, note, consumed: lineEnd + 1 };
}

function plainParagraph(value: string, position: NonNullable<Paragraph['position']>): Paragraph {
  return { type: 'paragraph', position, children: [{ type: 'text', value, position: structuredClone(position) }] };
}

function wholePosition(text: string, line: number): NonNullable<Root['position']> {
  const column = text.length - text.lastIndexOf('\n');
  return { start: { line: 1, column: 1, offset: 0 }, end: { line, column, offset: text.length } };
}

function startOf(node: RootContent): number {
  return node.position?.start.offset ?? 0;
}

function countLines(text: string, start: number, end: number): number {
  let count = 0;
  for (let at = text.indexOf('\n', start); at !== -1 && at < end; at = text.indexOf('\n', at + 1)) count++;
  return count;
}
