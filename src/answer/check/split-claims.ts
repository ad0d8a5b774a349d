import { languageOf } from '../../core/language.js';
import type { Language } from '../../core/reply.js';
import { type Sentence, splitSentences } from '../../core/sentences.js';
import { blankMarkup } from './blank-markup.js';
import { isNonClaim } from './non-claims.js';

/** A sentence of a draft to be checked. Offsets are UTF-16 code units into the draft, end exclusive. */
export interface DraftClaim {
  readonly start: number;
  readonly end: number;
  /** The draft's slice, verbatim. */
  readonly text: string;
  /** The same with markers of citations and markup blanked out: same length, so that offsets hold. */
  readonly plain: string;
  readonly language: Language;
  /** Heading, header row, lead-in and sentence before it: what its pronouns and gaps may refer to. */
  readonly context: string;
}

/**
 * Longer sentences are cut at their clauses: 5,000 characters in one sentence are many statements, and the encoder reads 512
 * tokens. UTF-16 code units.
 */
const longestClaim = 240;

/**
 * A draft's claims, in order: its sentences (prose, list items, table rows), cut at clauses where they are long. Headings, code,
 * formulas, header rows and sentences that state nothing are none. `[n]` belongs to no claim; quotation marks, decimals and
 * abbreviations do not end one.
 */
export function splitClaims(draft: string): DraftClaim[] {
  const claims: DraftClaim[] = [];
  const sentences = splitSentences(draft);
  let heading = '';
  let leadIn = '';
  let before = '';
  sentences.forEach((sentence, index) => {
    const text = draft.slice(sentence.start, sentence.end);
    if (sentence.kind === 'heading') {
      heading = text.replace(/^\s*#+\s*/, '').trim();
      before = '';
      leadIn = '';
      return;
    }
    if (sentence.kind === 'code' || sentence.kind === 'formula') return;
    if (isTitleLine(text, sentences[index + 1])) {
      heading = blankMarkup(text).trim();
      return;
    }
    if (sentence.kind === 'table' && isHeaderRow(draft, sentence)) {
      leadIn = blankMarkup(text).trim();
      return;
    }
    if (sentence.kind === 'prose') leadIn = '';
    if (isNonClaim(blankMarkup(text))) {
      if (/[:：]\s*$/.test(text)) leadIn = blankMarkup(text).trim();
      return;
    }
    const context = [heading, leadIn, before].filter((part) => part !== '').join('\n');
    for (const { start, end } of clausesOf(draft, sentence)) {
      const claim = toClaim(draft, start, end, context);
      if (claim) claims.push(claim);
    }
    if (/[:：]\s*$/.test(text)) leadIn = blankMarkup(text).trim();
    before = blankMarkup(text).trim().slice(0, longestClaim);
  });
  return claims;
}

/** A line that is all bold, or ends with a colon before a list, and holds no verb worth checking: `**年假**`, `Steps:`. */
function isTitleLine(text: string, next: Sentence | undefined): boolean {
  const line = text.trim();
  if (/^(\*\*|__)[^*_]{1,60}\1[:：]?$/.test(line)) return true;
  return /[:：]$/.test(line) && line.length <= 24 && next?.kind === 'list' && !/\d/.test(line);
}

/** The row right above a rule of dashes. */
function isHeaderRow(draft: string, { end }: Sentence): boolean {
  return /^[^\n]*\n\s*\|?[\s:|-]*-[\s:|-]*\|?\s*(?:\n|$)/.test(draft.slice(end, end + 400));
}

/** Cuts a long sentence behind its clauses; without any mark for a whole claim's length, at a blank or anywhere. */
function clausesOf(draft: string, { start, end }: Sentence): { start: number; end: number }[] {
  if (end - start <= longestClaim) return [{ start, end }];
  const pieces: { start: number; end: number }[] = [];
  let from = start;
  while (end - from > longestClaim) {
    const window = draft.slice(from, from + longestClaim);
    const cut =
      lastMark(window, /[；;。]/g) ||
      lastMark(window, /[，,：:、—](?!\d)/g) ||
      lastMark(window, /\s/g) ||
      safeCut(window);
    pieces.push({ start: from, end: from + cut });
    from += cut;
  }
  pieces.push({ start: from, end });
  return pieces;
}

/** Offset behind the last of these marks in the window's second half; 0 without. */
function lastMark(window: string, pattern: RegExp): number {
  const offsets = [...window.matchAll(pattern)].map((match) => match.index + match[0].length);
  return offsets.filter((offset) => offset > window.length / 3).at(-1) ?? 0;
}

/** Never between the halves of a surrogate pair. */
function safeCut(window: string): number {
  const last = window.charCodeAt(window.length - 1);
  return last >= 0xd800 && last < 0xdc00 ? window.length - 1 : window.length;
}

function toClaim(draft: string, from: number, to: number, context: string): DraftClaim | null {
  let start = from;
  let end = to;
  const lead = /^(?:\s|[-*+•]\s|\d{1,3}[.)、](?!\d)\s?|[（(][\d一二三四五六七八九十]{1,3}[)）]|>|\[\^?\d{1,3}\])+/.exec(
    draft.slice(start, end),
  );
  if (lead) start += lead[0].length;
  const markers = /(?:\s*\[\^?\d{1,3}\])+\s*(?=[。．.!！；;]?\s*$)|\s+$/;
  for (
    let tail = markers.exec(draft.slice(start, end));
    tail && tail[0] !== '';
    tail = markers.exec(draft.slice(start, end))
  ) {
    // The full stop behind a marker goes with the marker.
    end = start + tail.index;
  }
  if (start >= end) return null;
  const text = draft.slice(start, end);
  const plain = blankMarkup(text);
  if (isNonClaim(plain)) return null;
  return { start, end, text, plain, language: languageOf(plain), context };
}
