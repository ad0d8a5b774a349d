import type { Part } from '../../src/core/section.js';

/** Where a text may be cut, best first: between blocks, sentences, words. */
const boundaries = [/\n/g, /[。！？；.!?;]["'”’)）]*\s*/g, /[\s，、,]+/g];

/** A boundary further from the middle than this share of the text makes pieces too uneven to be worth it. */
const widestShare = 0.3;

/**
 * Cuts a part in two near its middle, for the rare part that is longer than the encoder reads in spite of the estimate.
 * Both pieces keep the heading line; their ranges share out the part's range in the proportion of their texts.
 *
 * Gives the part alone when there is nothing to cut. Indexes are left as they are: the caller numbers them anew.
 */
export function splitPart(part: Part): Part[] {
  const bodyStart = part.embeddedText.indexOf('\n') + 1;
  const headings = part.embeddedText.slice(0, bodyStart);
  const body = part.embeddedText.slice(bodyStart);
  const cut = cutNearMiddle(body);
  if (cut === null) return [part];
  const middle = part.start + Math.round((part.end - part.start) * (cut / body.length));
  return [
    { ...part, end: middle, embeddedText: headings + body.slice(0, cut).trimEnd() },
    { ...part, start: middle, embeddedText: headings + body.slice(cut).trimStart() },
  ];
}

/** Null when one of the pieces would have no words. */
function cutNearMiddle(text: string): number | null {
  const middle = text.length / 2;
  for (const boundary of boundaries) {
    const ends = [...text.matchAll(boundary)].map((match) => match.index + match[0].length);
    const nearest = ends.sort((left, right) => Math.abs(left - middle) - Math.abs(right - middle))[0];
    if (nearest !== undefined && Math.abs(nearest - middle) <= text.length * widestShare)
      return worthCutting(text, nearest);
  }
  return worthCutting(text, afterWholeCharacter(text, Math.floor(middle)));
}

function worthCutting(text: string, cut: number): number | null {
  return text.slice(0, cut).trim() === '' || text.slice(cut).trim() === '' ? null : cut;
}

/** Never between the two halves of a surrogate pair. */
function afterWholeCharacter(text: string, offset: number): number {
  const unit = text.charCodeAt(offset);
  return unit >= 0xdc00 && unit <= 0xdfff ? offset + 1 : offset;
}
