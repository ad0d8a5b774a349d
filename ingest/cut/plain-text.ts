import type { Nodes, Root } from 'mdast';
import { rangeOf } from '../node-range.js';
import { firstEndingAfter, type Range, remaining } from '../ranges.js';
import { decodeMarkdownText } from './decode-markdown-text.js';

/** The words of a document without their markup: what of the source is text, in order, and what stands between. */
export interface Leaf extends Range {
  readonly kind: 'text' | 'code' | 'html';
  /** As the parser reads it: entities and escapes decoded, quotation marks of containers off. */
  readonly value: string;
  /** What parts it from the leaf before: a line or paragraph, a table cell, or nothing (emphasis, links). */
  readonly before: '\n' | ' ' | '';
}

/**
 * Collects the leaves of a tree. Link and image targets, emphasis marks, list bullets, table pipes, fences and footnote
 * marks are in no leaf; code, formulas, image descriptions and the numbers of ordered lists are.
 */
export function collectLeaves(tree: Root, source: string): Leaf[] {
  const leaves: Leaf[] = [];
  let before: Leaf['before'] = '';
  let afterNumber = false;
  const add = (leaf: Omit<Leaf, 'before'> | undefined): void => {
    if (!leaf || leaf.value === '' || leaf.end <= leaf.start) return;
    leaves.push({ ...leaf, before });
    before = '';
  };
  const walk = (node: Nodes): void => {
    // The first words of a list item follow its number on the same line.
    if (startsLine(node, source)) before = afterNumber ? '' : '\n';
    else if (node.type === 'tableCell' && before === '') before = ' ';
    const leaf = leafOf(node, source);
    afterNumber = (afterNumber && !leaf) || (node.type === 'listItem' && leaf !== undefined);
    add(leaf);
    if ('children' in node) for (const child of node.children) walk(child);
  };
  walk(tree);
  return leaves;
}

/** The leaf that a node itself is, if any; a list item's is its number. */
function leafOf(node: Nodes, source: string): Omit<Leaf, 'before'> | undefined {
  const range = rangeOf(node);
  switch (node.type) {
    case 'text':
      return { kind: 'text', ...range, value: node.value };
    case 'inlineCode':
    case 'inlineMath':
      return { kind: 'code', ...inner(source, range, /^[`$]+ ?/, / ?[`$]+$/), value: node.value };
    case 'code':
    case 'math':
      return { kind: 'code', ...inner(source, range, fenceOpening, fenceClosing), value: node.value };
    case 'html':
      return { kind: 'html', ...range, value: node.value };
    case 'image':
    case 'imageReference':
      return { kind: 'text', ...altRange(source, range, node.alt ?? ''), value: node.alt ?? '' };
    case 'listItem':
      return listNumber(source, range);
    default:
      return undefined;
  }
}

const fenceOpening = /^(?:[`~$]{2,}[^\n]*(?:\n|$))?/;
const fenceClosing = /\n?[ \t>]*[`~$]{2,}[ \t]*$/;

/**
 * Plain text of a stretch of the source.
 *
 * @param leaves all leaves of the document, in order.
 * @param dropped what cleaning left out, ascending and disjoint.
 */
export function plainText(leaves: readonly Leaf[], source: string, dropped: readonly Range[], stretch: Range): string {
  let result = '';
  for (let index = firstEndingAfter(leaves, stretch.start); index < leaves.length; index++) {
    const leaf = leaves[index];
    if (!leaf || leaf.start >= stretch.end) break;
    result += leaf.before + leafText(leaf, source, dropped, stretch);
  }
  // By lines, since a pattern for spaces before a line feed takes quadratic time on long runs of spaces.
  return result
    .split('\n')
    .map((line) => line.trimEnd())
    .filter((line) => line !== '')
    .join('\n')
    .trim();
}

function leafText(leaf: Leaf, source: string, dropped: readonly Range[], stretch: Range): string {
  const start = Math.max(leaf.start, stretch.start);
  const end = Math.min(leaf.end, stretch.end);
  const kept = remaining(dropped, start, end);
  const isWhole =
    start === leaf.start && end === leaf.end && kept.length === 1 && kept[0]?.start === start && kept[0].end === end;
  if (leaf.kind !== 'html' && isWhole) return leaf.value;
  const raw = kept.map((range) => source.slice(range.start, range.end)).join('');
  if (leaf.kind === 'code') return raw;
  // What cleaning left of tags parts words: a space does that here.
  return decodeMarkdownText(leaf.kind === 'html' ? raw.replace(/<\/?[A-Za-z][^>]*>/g, ' ') : raw);
}

const blockTypes: ReadonlySet<string> = new Set(
  'paragraph heading code math listItem table tableRow blockquote footnoteDefinition break'.split(' '),
);

function startsLine(node: Nodes, source: string): boolean {
  if (node.type === 'html') return (source[rangeOf(node).start - 1] ?? '\n') === '\n';
  return blockTypes.has(node.type);
}

/** A node's range without its opening and closing marks. */
function inner(source: string, { start, end }: Range, opening: RegExp, closing: RegExp): Range {
  const raw = source.slice(start, end);
  const from = opening.exec(raw)?.[0].length ?? 0;
  const isFenced = from > 0 && raw.length > from;
  const tail = isFenced ? (closing.exec(raw.slice(from))?.[0].length ?? 0) : 0;
  return { start: start + from, end: Math.max(start + from, end - tail) };
}

function altRange(source: string, { start, end }: Range, alt: string): Range {
  const at = source.indexOf(alt, start);
  return at === -1 || at + alt.length > end ? { start, end } : { start: at, end: at + alt.length };
}

function listNumber(source: string, { start }: Range): Omit<Leaf, 'before'> | undefined {
  const number = /^\d+[.)]/.exec(source.slice(start, start + 12))?.[0];
  return number ? { kind: 'text', start, end: start + number.length + 1, value: `${number} ` } : undefined;
}
