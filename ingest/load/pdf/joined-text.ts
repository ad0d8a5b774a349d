import { isWide } from './real-characters.js';
import type { TextLine } from './text-line.js';

/** What the whole document says about joining its lines. */
export interface JoinHabits {
  /** Words of the document as they stand inside lines, lower case: tell a broken word from a compound. */
  readonly words: ReadonlySet<string>;
  /** Whether the author sets spaces between Chinese and Latin. */
  readonly spacesMixedScripts: boolean;
}

const noHabits: JoinHabits = { words: new Set(), spacesMixedScripts: false };

/** Text of lines that belong together, hard wraps and hyphenation joined. */
export function joinedText(lines: readonly { readonly text: string }[], habits: JoinHabits = noHabits): string {
  let text = '';
  for (const line of lines) text = joined(text, line.text, habits);
  return text;
}

/** Appends a line to a text: without its hyphen, without a space between Chinese characters, else with one space. */
export function joined(text: string, next: string, habits: JoinHabits): string {
  if (text === '') return next;
  if (next === '') return text;
  const hyphened = /(\p{L}+)[-‐\u00AD]$/u.exec(text);
  const rest = /^(\p{Ll}\p{L}*)/u.exec(next)?.[1];
  if (hyphened !== null && rest !== undefined) {
    return keepsHyphen(hyphened[1] ?? '', rest, habits) ? text + next : text.slice(0, -1) + next;
  }
  // A broken address or path, or a compound broken at its own hyphen.
  if (/[\p{L}\d][-‐/_]$/u.test(text) && /^[\p{L}\d]/u.test(next)) return text + next;
  const before = [...text.slice(-2)].at(-1) ?? '';
  const after = [...next.slice(0, 2)][0] ?? '';
  const wides = Number(isWide(before)) + Number(isWide(after));
  if (wides === 2) return text + next;
  if (wides === 1) return mixedNeedsSpace(before, after, habits) ? `${text} ${next}` : text + next;
  return `${text} ${next}`;
}

function mixedNeedsSpace(before: string, after: string, habits: JoinHabits): boolean {
  return habits.spacesMixedScripts && /[\p{L}\p{N}]/u.test(before) && /[\p{L}\p{N}]/u.test(after);
}

function keepsHyphen(before: string, after: string, habits: JoinHabits): boolean {
  const whole = `${before}${after}`.toLowerCase();
  if (habits.words.has(whole)) return false;
  return habits.words.has(`${before}-${after}`.toLowerCase());
}

/** Learns a document's habits from its lines. */
export function joinHabits(lines: Iterable<TextLine>): JoinHabits {
  const words = new Set<string>();
  let spaced = 0;
  let closed = 0;
  for (const { text } of lines) {
    for (const [word] of text.matchAll(/\p{L}+(?:-\p{L}+)*(?=[^\p{L}-])/gu)) words.add(word.toLowerCase());
    spaced += text.match(/\p{Script=Han} [A-Za-z\d]|[A-Za-z\d] \p{Script=Han}/gu)?.length ?? 0;
    closed += text.match(/\p{Script=Han}[A-Za-z\d]|[A-Za-z\d]\p{Script=Han}/gu)?.length ?? 0;
  }
  return { words, spacesMixedScripts: spaced > closed };
}
