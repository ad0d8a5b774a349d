import { isWide } from './real-characters.js';

/** Stands for a meant gap until the whole line is known. */
export const gapMark = '\u3000';

/** A heading's number: what follows it keeps its distance. */
const labelBefore =
  /^(?:第 ?[〇零一二三四五六七八九十百\d]+ ?[章节条编部篇卷]|附[录件] ?[A-Z一二三四五六七八九十\d]*)$/u;

/**
 * Closes spaces between Chinese characters: narrow ones, and those of letter-spaced titles (摘　要). Meant gaps between
 * words (云杉科技　财务部) become one space; all other spaces stay as the author had them.
 */
export function closeWideSpaces(text: string): string {
  if (!/[ \u3000]/.test(text)) return text;
  const pieces = text.split(/([ \u3000]+)/);
  let closed = pieces[0] ?? '';
  for (let at = 1; at < pieces.length; at += 2) {
    const gap = pieces[at] ?? '';
    const after = pieces[at + 1] ?? '';
    closed += keepsSpace(closed, pieces[at - 1] ?? '', gap, after) ? ` ${after}` : after;
  }
  return closed;
}

function keepsSpace(closed: string, before: string, gap: string, after: string): boolean {
  if (!isWide([...before.slice(-2)].at(-1) ?? ' ') || !isWide([...after.slice(0, 2)][0] ?? ' ')) return true;
  if (labelBefore.test(closed)) return true;
  const letters = (piece: string): number => [...piece.replace(/[^\p{L}]/gu, '')].length;
  return gap.includes(gapMark) && (letters(before) > 1 || letters(after) > 1);
}
