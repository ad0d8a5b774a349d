import type { Block, TextBlock } from './block.js';
import type { DocumentStyle } from './document-style.js';
import { isKnownTitle, textWidth } from './heading-text.js';
import { isCaption, listMark, numberingOf } from './numbering.js';

/** Score from which a block is a heading. Every feature below says how much of it one piece of evidence is worth. */
export const headingThreshold = 2.5;

/** Longest heading, in lines and in Latin letters. */
const longestHeading = { lines: 4, width: 170 };

const formula = /[=∑∫∏√≤≥≈±∈∀∃∂∇→⇒]|\\[a-z]+/u;

/** What is known about the document beyond the block's own look. */
export interface HeadingContext {
  readonly style: DocumentStyle;
  /** Whether the structure tree names enough headings that a block it calls a paragraph hardly is one. */
  readonly tagged: boolean;
}

/**
 * How much a block looks like a heading, from its size, weight, number, words and surroundings; the outline is not asked.
 *
 * @param text the block's text in one line.
 * @param next the block that follows.
 * @returns any number; {@link headingThreshold} and above is a heading.
 */
export function headingScore(block: TextBlock, text: string, next: Block | undefined, context: HeadingContext): number {
  const first = block.lines[0];
  if (first === undefined || block.code || block.note || first.angle !== 0) return -10;
  const width = textWidth(text);
  if (block.lines.length > longestHeading.lines || width > longestHeading.width) return -10;
  if (!/\p{L}{2}|\p{Script=Han}/u.test(text) || isCaption(text)) return -10;
  return (
    lookScore(block, context.style) +
    wordScore(text, width) +
    placeScore(block, width, context.style) +
    tagScore(block, context) +
    (opensText(block, next, context.style) ? 0.6 : 0)
  );
}

/** Whether running text follows at once: what a heading is for. */
function opensText(block: TextBlock, next: Block | undefined, style: DocumentStyle): boolean {
  const first = next?.kind === 'text' ? next.lines[0] : undefined;
  if (next?.kind !== 'text' || first === undefined || next.code) return false;
  const running = next.lines.length > 1 || textWidth(first.text) > 70;
  return running && Math.abs(first.size - style.bodySize) < 1 && block.lines.length <= 2 && !first.style.bold;
}

function lookScore(block: TextBlock, style: DocumentStyle): number {
  const first = block.lines[0];
  if (first === undefined) return 0;
  const ratio = first.size / style.bodySize;
  let score = ratio >= 1.4 ? 3 : ratio >= 1.18 ? 2.5 : ratio >= 1.07 ? 1.5 : ratio < 0.93 ? -1.5 : 0;
  const bold = block.lines.every((line) => line.style.bold);
  if (bold && !style.bodyBold) score += 1.5;
  else if (block.lines.every((line) => line.style.italic)) score += 1;
  else if (first.style.family !== style.bodyFamily && ratio >= 0.98) score += 0.3;
  return score;
}

function wordScore(text: string, width: number): number {
  const numbering = numberingOf(text);
  let score = 0;
  if (numbering !== null) score += numbering.strong ? 2 : numbering.series === 'bracket' ? 0 : 0.75;
  else if (listMark(text) !== null) score -= 3;
  if (isKnownTitle(text)) score += 1.6;
  const letters = text.replace(/[^A-Za-z]/g, '');
  if (letters.length >= 4 && letters === letters.toUpperCase() && letters.length > text.length * 0.5) score += 0.75;
  if (/[。；;，,、]$/.test(text)) score -= 3;
  else if (/[^.]\.$/.test(text) && width > 12) score -= 2;
  else if (/[:：]$/.test(text)) score -= 1.5;
  if (/[。；]./.test(text)) score -= 2;
  if (/^\p{Ll}/u.test(text)) score -= 1.5;
  if (formula.test(text)) score -= numbering?.strong === true ? 0.5 : 1.5;
  if (/https?:|www\.|\S@\S|\(cid:/.test(text)) score -= 2.5;
  if (/(?:^|\s)[(（]?[-–—]?[\d.,]*\d[)）]?%? [(（]?[-–—]?[\d.,]*\d[)）]?%?$/.test(text) && numbering === null)
    score -= 2.5;
  if (width > 110) score -= 1.5;
  else if (width > 70) score -= 0.6;
  return score;
}

function placeScore(block: TextBlock, width: number, style: DocumentStyle): number {
  const first = block.lines[0];
  if (first === undefined) return 0;
  let score = 0;
  if (Number.isFinite(block.gapBefore) ? block.gapBefore > style.leading * 1.25 : true) score += 0.5;
  if (block.lines.length === 1 && width <= 70) score += 0.5;
  const { left, right } = block.column;
  const indent = first.left - left;
  const centred = indent > first.size * 2 && Math.abs(indent - (right - first.right)) < first.size * 2;
  if (centred) score += 0.4;
  return score;
}

function tagScore(block: TextBlock, context: HeadingContext): number {
  const tag = block.lines[0]?.tag;
  if (!tag) return 0;
  if (tag.heading !== null) return 4;
  if (tag.kind === 'contents' || tag.kind === 'caption' || tag.kind === 'note') return -3;
  return context.tagged ? -1.2 : 0;
}
