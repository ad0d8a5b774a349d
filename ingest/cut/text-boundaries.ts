import { firstEndingAfter, type Range } from '../ranges.js';
import type { Leaf } from './plain-text.js';

/** How fine a text is cut, coarse to fine. */
export const granularities = ['line', 'sentence', 'clause', 'word', 'character'] as const;
export type Granularity = (typeof granularities)[number];

/** A sentence ends at its mark, closing quotes and brackets included; an ASCII mark needs a space after it (3.14, v1.2). */
const sentenceEnd = /(?:[。！？；…]+[”’』」）】》"')\]]*|[.!?;]+["'”’)\]]*(?=\s))\s*|\n\s*/g;
const clauseEnd = /(?:[，、：—]+|[,:](?=\s)|[)）\]】](?=\s))\s*/g;
const lineEnd = /\n/g;

/** Longest piece of a text without any boundary: a base64 string, say. */
const longestUnbroken = 256;

/** Characters given to the segmenter in one go; 250 kB of words took 48 s whole and take 2 s so, parsing included. */
const segmentedAtOnce = 512;

const segmenter = new Intl.Segmenter('zh', { granularity: 'word' });

/**
 * Offsets at which a stretch may be cut, inside it, ascending. All but the finest kind lie in the document's text, never
 * in inline code, formulas, link targets or other markup; none divides a word or a surrogate pair.
 */
export function boundaries(
  source: string,
  leaves: readonly Leaf[],
  stretch: Range,
  granularity: Granularity,
): number[] {
  if (granularity === 'character') return characterBoundaries(source, stretch);
  const found: number[] = [];
  for (let index = firstEndingAfter(leaves, stretch.start); index < leaves.length; index++) {
    const leaf = leaves[index];
    if (!leaf || leaf.start >= stretch.end) break;
    if (leaf.kind === 'code' && granularity !== 'line' && !isWholeStretch(leaf, stretch)) continue;
    const start = Math.max(leaf.start, stretch.start);
    const text = source.slice(start, Math.min(leaf.end, stretch.end));
    for (const offset of offsetsIn(text, granularity)) found.push(start + offset);
  }
  return found.filter((offset) => offset > stretch.start && offset < stretch.end);
}

function offsetsIn(text: string, granularity: Exclude<Granularity, 'character'>): number[] {
  if (granularity === 'word') return wordStarts(text);
  const pattern = { line: lineEnd, sentence: sentenceEnd, clause: clauseEnd }[granularity];
  return Array.from(text.matchAll(pattern), (match) => match.index + match[0].length);
}

/** Where words begin. By windows: Node's segmenter takes quadratic time on one long text. */
function wordStarts(text: string): number[] {
  const starts: number[] = [];
  for (let from = 0; from < text.length; ) {
    const window = text.slice(from, from + segmentedAtOnce);
    const found = Array.from(segmenter.segment(window), ({ index }) => from + index);
    const last = found.at(-1) ?? from;
    // The last word may go on after the window, so the next one begins with it.
    const isCutOff = from + window.length < text.length && last > from;
    starts.push(...(isCutOff ? found.slice(0, -1) : found));
    from = isCutOff ? last : from + window.length;
  }
  return starts;
}

/** A code block is cut inside, code within a sentence is not. */
function isWholeStretch(leaf: Leaf, stretch: Range): boolean {
  return leaf.start <= stretch.start || leaf.end >= stretch.end;
}

function characterBoundaries(source: string, { start, end }: Range): number[] {
  const found: number[] = [];
  for (let offset = start + longestUnbroken; offset < end; offset += longestUnbroken) {
    const isTrail = (source.charCodeAt(offset) & 0xfc00) === 0xdc00;
    found.push(isTrail ? offset - 1 : offset);
  }
  return found;
}
