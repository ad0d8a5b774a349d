import type { TextLayer } from '../../../src/core/ingest-report.js';
import type { PageLines } from './page-furniture.js';
import type { TextLine } from './text-line.js';

/** Characters below which a page may be a scan with a stamp, a header or a page number over it. */
const sparseCharacters = 120;
/** Share of a page's characters, in lines that read like no script, from which it is garbled. */
const smallestShare = 0.2;
/** Fewest characters on a page that a share says anything about. */
const fewestCharacters = 40;

/**
 * Measures a page's text layer. Fonts without a mapping to Unicode come out as private characters, replacement marks,
 * control codes, letters shifted into punctuation, bytes of another encoding, or Chinese characters that nobody uses.
 */
export function textLayerOf(page: PageLines): TextLayer {
  const all = charactersOf(page);
  if (all === 0) return 'none';
  if (all >= fewestCharacters && (garbledShare(page) >= smallestShare || isRareChinese(page))) return 'garbled';
  return all < sparseCharacters ? 'sparse' : 'good';
}

/** Characters of a page without its spaces. */
export function charactersOf(page: PageLines): number {
  return page.lines.reduce((sum, line) => sum + line.text.replace(/\s/g, '').length, 0);
}

/**
 * The lines of a garbled page that can be read all the same; none where nothing tells them from the others.
 *
 * Figures often bring fonts of their own, garbled amid good text.
 */
export function readableLines(page: PageLines): readonly TextLine[] {
  if (isRareChinese(page) || garbledShare(page) > mostlyGarbled) return [];
  const fonts = garbledFonts(page);
  return page.lines.filter((line) => !isGarbled(line.text) && !fonts.has(line.style.family));
}

/** Fonts of which most text on the page is garbled: in those also a word too short to tell is. */
function garbledFonts(page: PageLines): ReadonlySet<string> {
  const fonts = new Map<string, { garbled: number; all: number }>();
  for (const { text, style } of page.lines) {
    const font = fonts.get(style.family) ?? { garbled: 0, all: 0 };
    fonts.set(style.family, font);
    font.all += text.length;
    if (isGarbled(text)) font.garbled += text.length;
  }
  return new Set([...fonts].flatMap(([family, { garbled, all }]) => (garbled > all * 0.5 ? [family] : [])));
}

/** Share of garbled characters above which short lines that look right are chance. */
const mostlyGarbled = 0.6;

/** Share of a page's characters in lines that read like no script, 0…1. */
export function garbledShare(page: PageLines): number {
  const texts = page.lines.map((line) => line.text);
  const all = texts.reduce((sum, text) => sum + text.length, 0);
  const garbled = texts.filter(isGarbled).reduce((sum, text) => sum + text.length, 0);
  return all === 0 ? 0 : garbled / all;
}

const noCharacter = /[\uE000-\uF8FF\uFFFD\u{F0000}-\u{10FFFD}]|(?![\t\n\r])\p{Cc}|\p{Cn}/gu;
/** Bytes of GBK or UTF-8 read as Latin-1: accented letters and signs beside one another, as in no language. */
const otherEncoding = /[\u00A1-\u00BF\u00C0-\u00FF]{4,}/g;

function isGarbled(text: string): boolean {
  if (countOf(text, noCharacter) > text.length * 0.2) return true;
  const strange = [...text.matchAll(otherEncoding)].reduce((sum, [run]) => sum + run.length, 0);
  if (strange > text.length * 0.4) return true;
  if (text.length < 12) return false;
  // Letters shifted by a fixed distance: hardly a vowel, and signs inside words.
  const letters = countOf(text, /[A-Za-z]/g);
  const vowels = countOf(text, /[aeiouyAEIOUY]/g);
  const inside = countOf(text, /[A-Za-z][\\$%&*+<>=?@^_|{}[\]/,]{1,2}[A-Za-z]/g);
  return letters > text.length * 0.6 && vowels < letters * 0.16 && (inside > 0 || !/\s/.test(text));
}

/** The characters that make up half of any Chinese text, in both scripts. */
const commonChinese = new Set(
  '的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说产种面而方后多定行学法所民得经十三之进着等部度家电力里如水化高自二理起小物现实加量都两体制机当使点从业本去把性好应开它合还因由其些然前外天政四日那社义事平形相全表间样与关各重新线内数正心反你明看原又么利比或但质气第向道命此变条只没结解问意建月公无系军很情者最立代想已通并提直题程展五果料象员革位入常文总次品式活设及管特件长求老头基资边流路级少图山统接知较将组见计别她手角期根论运农指区强放决被做必战先回则任取据处给色光门即保治北造百规热领这為個國時們來會發對學說過經點現開還問間關條將實體動產後從無與當種樣長應' +
    '書東車見電報業務區員費單請購價號碼',
);
/** Fewest Chinese characters, and smallest share of common ones, of Chinese that was mapped to the right characters. */
const chineseMeasured = 80;
const smallestCommonShare = 0.07;

/** Chinese mapped to wrong characters looks like Chinese, but its common characters are gone. */
function isRareChinese(page: PageLines): boolean {
  let all = 0;
  let common = 0;
  for (const { text } of page.lines) {
    for (const [character] of text.matchAll(/\p{Script=Han}/gu)) {
      all += 1;
      if (commonChinese.has(character)) common += 1;
    }
  }
  return all >= chineseMeasured && common < all * smallestCommonShare;
}

function countOf(text: string, pattern: RegExp): number {
  return text.match(pattern)?.length ?? 0;
}
