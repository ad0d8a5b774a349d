import type { Font } from './page-content.js';

/** Weight words of font names, and the short forms of the Computer Modern, Nimbus and Libertine families. */
const boldName =
  /bold|black|heavy|semibold|demi|CMBX|CMSSBX|SFBX|-Medi(?:Ital)?$|(?:Biolinum|Libertine)T?[BZ]|[-,_ ]B(?:d|I)?$|(?:Heiti|SimHei|STHeiti|FZHei|HYHei|FandolHei)/i;
const italicName = /italic|oblique|slanted|CMTI|CMSL|CMMI|SFTI|Ital$|[-,]It$|KaiTi/i;
const monoName =
  /mono|courier|consol|menlo|monaco|typewriter|CMTT|SFTT|NimbusMon|txtt|inconsolata|SourceCode|fira ?code|\bcode\b/i;

/** Reads weight, slant and kind off a font's PostScript name: `ABCDEF+Times-BoldMT`. An unknown name is a plain font. */
export function fontFromName(name: string): Font {
  const bare = name.replace(/^[A-Z]{6}\+/, '');
  return {
    family: bare.replace(/[-,].*$/, ''),
    bold: boldName.test(bare),
    italic: italicName.test(bare),
    mono: monoName.test(bare),
  };
}
