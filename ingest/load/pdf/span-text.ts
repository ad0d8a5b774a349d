import type { Span } from './page-content.js';
import { accented } from './real-characters.js';
import { closeWideSpaces, gapMark } from './wide-spaces.js';

/** Narrowest gap, in em, that is a space where pdf.js gave none. */
export const narrowestSpace = 0.2;
/** Narrowest gap between Chinese characters, in em, that the author meant; narrower ones come from justification. */
export const meantGap = 0.6;

/**
 * The text of runs on one line, from left to right.
 *
 * @param main the run that is set as most of the line is: what stands off its baseline is raised or lowered.
 */
export function spanText(spans: readonly Span[], main: Span): string {
  let text = '';
  let last: Span | null = null;
  for (const [index, span] of spans.entries()) {
    const next = spans[index + 1];
    if (span.text.trim() === '') {
      if (isKern(span, text, next?.text ?? '') || (next && isAccent(next, spans[index + 2]))) continue;
      text += span.right - span.left > meantGap * span.size ? gapMark : ' ';
      continue;
    }
    const own = scriptText(span, main, next);
    const letter = last !== null && isAccent(last, span) ? accented(last.text, own[0] ?? '') : null;
    if (letter !== null) text = text.slice(0, -1) + letter + own.slice(1);
    else text += last === null ? own : spaceBetween(text, last, span) + own;
    last = span;
  }
  return closeWideSpaces(text);
}

/** Whether a run is an accent alone that was drawn over the first letter of the next one, as TeX does. */
function isAccent(span: Span, next: Span | undefined): boolean {
  return /^[¨´ˆ˜ˇ˘˚˙`]$/.test(span.text) && next !== undefined && next.left < span.right - 0.1 * span.size;
}

/** Widest gap between small capitals, in em, that kerning makes; pdf.js takes it for a space. */
const widestKern = 0.15;

function isKern(blank: Span, before: string, after: string): boolean {
  const width = (blank.right - blank.left) / blank.size;
  return width > 0 && width < widestKern && /\p{Lu}$/u.test(before) && /^\p{Lu}/u.test(after);
}

function spaceBetween(text: string, last: Span, span: Span): string {
  if (/[ \u3000]$/.test(text) || /^[ \u3000]/.test(span.text)) return '';
  const gap = (span.left - last.right) / Math.min(last.size, span.size);
  return gap > meantGap ? gapMark : gap > narrowestSpace ? ' ' : '';
}

/** How far, in em of the line, a small number stands off the baseline to be raised or lowered. */
const offBaseline = { raised: 0.18, lowered: 0.08 };

/**
 * Numbers that are set small and off the baseline as the characters that say so (2⁶³, CO₂, a note's ¹): written plainly
 * 2 with a raised 63 would be another number. Their NFKC form is the plain one, so that search finds both.
 */
function scriptText({ text, size, baseline, angle }: Span, main: Span, next: Span | undefined): string {
  if (angle !== 0 || size > main.size * 0.8 || !/^[+−-]?\d{1,4}$/.test(text.trim())) return text;
  // The numerator of a fraction.
  if (next !== undefined && /^\s*[/⁄]/.test(next.text)) return text;
  const drift = (baseline - main.baseline) / main.size;
  if (drift < -offBaseline.raised) return text.replace(/./g, (character) => raised[character] ?? character);
  if (drift > offBaseline.lowered) return text.replace(/./g, (character) => lowered[character] ?? character);
  return text;
}

const plain = [...'0123456789+-−'];
const raised = Object.fromEntries([...'⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻'].map((character, index) => [plain[index], character]));
const lowered = Object.fromEntries([...'₀₁₂₃₄₅₆₇₈₉₊₋₋'].map((character, index) => [plain[index], character]));
