import type { Block, TextBlock } from './block.js';
import type { DocumentStyle } from './document-style.js';
import { headingThreshold } from './heading-score.js';
import { isKnownTitle } from './heading-text.js';
import { numberingOf } from './numbering.js';
import type { Bookmark } from './outline.js';
import type { TextLine } from './text-line.js';

/** A block that may be a heading, and what speaks for it so far. The functions here change scores, nothing else. */
export interface Candidate {
  readonly block: TextBlock;
  readonly text: string;
  readonly index: number;
  score: number;
  bookmark: Bookmark | null;
}

/** On a cover (an early page without running text) only the most prominent line is a heading. */
export function demoteCovers(candidates: readonly Candidate[], blocks: readonly Block[], style: DocumentStyle): void {
  const running = new Set<number>();
  for (const block of blocks) {
    const lines = block.kind === 'text' ? block.lines : block.table.lines;
    if (block.kind === 'table' ? block.table.rows.length > 4 : isRunningText(block, style))
      for (const line of lines) running.add(line.page);
  }
  for (const page of [1, 2, 3, 4]) {
    if (running.has(page)) continue;
    const own = candidates.filter((candidate) => candidate.block.lines[0]?.page === page);
    const largest = Math.max(...own.map((candidate) => candidate.block.lines[0]?.size ?? 0));
    const title = page === 1 ? own.find((candidate) => candidate.block.lines[0]?.size === largest) : undefined;
    for (const candidate of own) if (candidate !== title && !hasName(candidate)) candidate.score -= 4;
  }
}

/** Text that fills its lines: three of 15 em (a narrow column's), two of 24, or one sentence. */
function isRunningText(block: TextBlock, style: DocumentStyle): boolean {
  const [first, second] = block.lines;
  if (first === undefined || first.size > style.bodySize * 1.25) return false;
  const narrow = block.lines.length > 2 ? 15 : 24;
  const long = (line: TextLine): boolean => line.right - line.left > line.size * narrow;
  if (second !== undefined) return long(first) && (long(second) || block.lines.length === 2) && !first.style.bold;
  return long(first) && /[。.!！？?；;：:]$/.test(first.text);
}

/** Whether more than its look says that it is a heading. */
export function hasName(candidate: Candidate): boolean {
  return (
    candidate.bookmark !== null ||
    isKnownTitle(candidate.text) ||
    candidate.block.lines[0]?.tag?.heading != null ||
    numberingOf(candidate.text)?.strong === true
  );
}

/** Names of authors between the title and the first text are set large, but no text follows them. */
export function demoteByline(candidates: readonly Candidate[], blocks: readonly Block[], style: DocumentStyle): void {
  const opensText = (candidate: Candidate): boolean => {
    const next = blocks[candidate.index + 1];
    return next?.kind === 'text' && isRunningText(next, style);
  };
  const start = blocks.findIndex((block) => block.kind === 'text' && isRunningText(block, style));
  const strong = candidates.filter((one) => one.score >= headingThreshold && one.index < start);
  const named = strong.findIndex((candidate) => hasName(candidate) || numberingOf(candidate.text) !== null);
  const firstNamed = strong[named];
  if (firstNamed === undefined || (firstNamed.block.lines[0]?.page ?? 9) > 2) return;
  const sizeOf = (candidate: Candidate): number => candidate.block.lines[0]?.size ?? 0;
  const lookOf = (candidate: Candidate): string => JSON.stringify([sizeOf(candidate), candidate.block.lines[0]?.style]);
  const largest = Math.max(...strong.slice(0, named).map(sizeOf));
  const byline = new Set(
    strong.slice(0, named).flatMap((one) => (sizeOf(one) >= largest - 0.3 || opensText(one) ? [] : [lookOf(one)])),
  );
  for (const candidate of candidates) {
    const onFirstPage = candidate.block.lines[0]?.page === 1;
    if (onFirstPage && byline.has(lookOf(candidate)) && !hasName(candidate) && !opensText(candidate))
      candidate.score -= 4;
  }
}

/**
 * What is set exactly like headings already found, and nearly one by itself, is one too; what is numbered and set like
 * many blocks that are none (`7.` among the items of a list) is none.
 */
export function backSiblings(candidates: readonly Candidate[]): void {
  const looks = new Map<string, { yes: number; no: number }>();
  const lookOf = (candidate: Candidate): string => {
    const line = candidate.block.lines[0];
    const numbering = numberingOf(candidate.text);
    return JSON.stringify([line?.size, line?.style, numbering?.series, numbering?.depth]);
  };
  for (const candidate of candidates) {
    const look = looks.get(lookOf(candidate)) ?? { yes: 0, no: 0 };
    looks.set(lookOf(candidate), look);
    if (candidate.score >= headingThreshold) look.yes += 1;
    else if (candidate.score < 0.5) look.no += 1;
  }
  for (const candidate of candidates) {
    const { yes, no } = looks.get(lookOf(candidate)) ?? { yes: 0, no: 0 };
    const weak = numberingOf(candidate.text)?.strong === false;
    if (candidate.score < headingThreshold && candidate.score > 0.5 && yes - no / 2 >= 2) candidate.score += 0.8;
    else if (weak && no > 3 && no > yes * 3) candidate.score -= 2;
  }
}

/** A number that fills a gap between headings already found (2.1, ?, 2.3) hardly is anything else. */
export function completeSeries(candidates: readonly Candidate[]): void {
  const found = new Map<string, number>();
  const keyOf = (series: string, values: readonly number[]): string => `${series} ${values.join('.')}`;
  for (const candidate of candidates) {
    const numbering = numberingOf(candidate.text);
    if (numbering?.strong && candidate.score >= headingThreshold)
      found.set(keyOf(numbering.series, numbering.values), candidate.index);
  }
  for (const candidate of candidates) {
    const numbering = numberingOf(candidate.text);
    if (!numbering?.strong || candidate.score >= headingThreshold || candidate.score < 0) continue;
    const last = numbering.values.at(-1) ?? 0;
    const beside = (step: number): number | undefined =>
      found.get(keyOf(numbering.series, [...numbering.values.slice(0, -1), last + step]));
    const before = beside(-1);
    const after = beside(1);
    if (before !== undefined && after !== undefined && before < candidate.index && candidate.index < after)
      candidate.score += 1.5;
  }
}
