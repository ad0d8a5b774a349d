import { numberingOf } from './numbering.js';
import { isWide } from './real-characters.js';

/** Form in which headings of body and bookmarks are compared: NFKC, lower case, letters and digits only, number off. */
export function comparableHeading(text: string): string {
  const whole = lettersOnly(text);
  const number = numberingOf(text.normalize('NFKC').trim())?.length ?? 0;
  const bare = lettersOnly(text.normalize('NFKC').trim().slice(number));
  return bare === '' ? whole : bare;
}

function lettersOnly(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, '');
}

/** Width of a text in Latin letters: a Chinese character counts as two. */
export function textWidth(text: string): number {
  let width = 0;
  for (const character of text) width += isWide(character) ? 2 : 1;
  return width;
}

const knownTitle =
  /^(?:摘要|前言|序言?|引言|导言|绪论|概述|目录|总则|附则|参考文献|致谢|后记|结论|结语|总结|附录|abstract|introduction|references|bibliography|acknowledge?ments?|conclusions?|contents|table of contents|summary|executive summary|preface|foreword|glossary|index|overview|background|discussion|related work|appendix|appendices)$/;

/** Whether a text is one of the titles that documents of all kinds give their parts. */
export function isKnownTitle(text: string): boolean {
  return knownTitle.test(lettersOnly(text)) || knownTitle.test(comparableHeading(text));
}
