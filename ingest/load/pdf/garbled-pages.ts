import type { IngestNote } from '../../../src/core/ingest-report.js';
import type { PageLines } from './page-furniture.js';

/** Share of a page's characters, in lines that read like no script, from which the page is reported. */
const smallestShare = 0.2;
/** Fewest characters on a page that a share says anything about. */
const fewestCharacters = 40;

/**
 * Names the pages whose text layer is garbled: fonts without a mapping to Unicode come out as private characters,
 * replacement marks, or letters shifted into punctuation. Their text is kept as it is.
 */
export function garbledPages(pages: readonly PageLines[]): IngestNote[] {
  return pages.flatMap((page) => {
    const texts = page.lines.map((line) => line.text);
    const all = texts.reduce((sum, text) => sum + text.length, 0);
    const garbled = texts.filter(isGarbled).reduce((sum, text) => sum + text.length, 0);
    if (all < fewestCharacters || garbled < all * smallestShare) return [];
    const percent = Math.round((garbled / all) * 100);
    const message = `Page ${page.number} has a text layer of which ${percent} % is garbled: its fonts do not say which characters they draw`;
    return [{ code: 'garbled_page', message, page: page.number }];
  });
}

function isGarbled(text: string): boolean {
  if (/[\uE000-\uF8FF\uFFFD\u{F0000}-\u{10FFFD}]/u.test(text))
    return (text.match(/[\uE000-\uF8FF\uFFFD]|[\u{F0000}-\u{10FFFD}]/gu)?.length ?? 0) > text.length * 0.2;
  if (text.length < 12) return false;
  // Letters shifted by a fixed distance: hardly a vowel, and signs inside words.
  const letters = text.match(/[A-Za-z]/g)?.length ?? 0;
  const vowels = text.match(/[aeiouyAEIOUY]/g)?.length ?? 0;
  const inside = text.match(/[A-Za-z][\\$%&*+<>=?@^_|{}[\]/,]{1,2}[A-Za-z]/g)?.length ?? 0;
  return letters > text.length * 0.6 && vowels < letters * 0.16 && (inside > 0 || !/\s/.test(text));
}
