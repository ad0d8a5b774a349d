import type { Part } from '../../src/core/section.js';

/** Shortest text worth cutting again, in characters. */
const shortest = 40;

/** Where to cut, best first: a line, a sentence, a clause, a word. */
const cuts: readonly RegExp[] = [/\n+/g, /[。！？；]+\s*|[.!?;]+\s+/g, /[，、：]+\s*|[,:]\s+/g, /\s+/g];

/** How far from the middle a cut may be, as a share of the text. */
const tolerance = 0.3;

/** Characters after the cut that are looked up in the section to find the same place there. */
const landmarkCharacters = 12;

/**
 * Cuts a part in two, for one that the encoder found too long after all (about 1 in 1,000). Both keep the heading line,
 * and the part's index: the caller numbers the parts of a section anew.
 *
 * @param sectionText text of the part's section, to place the cut exactly; without it the offsets are proportional.
 * @returns one part, the same, when there is nothing left to cut.
 */
export function splitPart(part: Part, sectionText?: string): Part[] {
  const headingEnd = part.embeddedText.indexOf('\n') + 1;
  const headings = part.embeddedText.slice(0, headingEnd);
  const plain = part.embeddedText.slice(headingEnd);
  if (plain.length < shortest || part.end - part.start < 2) return [part];
  const cut = cutNearMiddle(plain);
  const middle = placeOf(plain, cut, part, sectionText);
  return [
    { ...part, end: middle, embeddedText: headings + plain.slice(0, cut).trim() },
    { ...part, start: middle, embeddedText: headings + plain.slice(cut).trim() },
  ];
}

function cutNearMiddle(plain: string): number {
  const middle = plain.length / 2;
  for (const pattern of cuts) {
    const offsets = Array.from(plain.matchAll(pattern), (match) => match.index + match[0].length);
    const near = offsets.filter((offset) => Math.abs(offset - middle) < plain.length * tolerance);
    if (near.length > 0) return near.reduce((a, b) => (Math.abs(b - middle) < Math.abs(a - middle) ? b : a));
  }
  return wholeCharacter(plain, Math.floor(middle));
}

/** The place in the section where the words after the cut stand, nearest to where they should. */
function placeOf(plain: string, cut: number, part: Part, sectionText: string | undefined): number {
  const guess = part.start + Math.round(((part.end - part.start) * cut) / plain.length);
  const inside = Math.min(Math.max(guess, part.start + 1), part.end - 1);
  if (sectionText === undefined) return inside;
  const landmark = plain.slice(cut, cut + landmarkCharacters).split('\n')[0] ?? '';
  const after = sectionText.indexOf(landmark, inside);
  const before = sectionText.lastIndexOf(landmark, inside);
  const found = [after, before].filter((offset) => landmark !== '' && offset > part.start && offset < part.end);
  if (found.length === 0) return wholeCharacter(sectionText, inside);
  return found.reduce((a, b) => (Math.abs(b - inside) < Math.abs(a - inside) ? b : a));
}

function wholeCharacter(text: string, offset: number): number {
  return (text.charCodeAt(offset) & 0xfc00) === 0xdc00 ? offset - 1 : offset;
}
