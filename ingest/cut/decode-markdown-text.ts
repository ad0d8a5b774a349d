/** Named entities that occur in documents; the parser knows all 2,125, and decodes every text that is not cut. */
const entities: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: ' ',
  ensp: ' ',
  emsp: ' ',
  copy: '©',
  reg: '®',
  trade: '™',
  hellip: '…',
  mdash: '—',
  ndash: '–',
  lsquo: '‘',
  rsquo: '’',
  ldquo: '“',
  rdquo: '”',
  laquo: '«',
  raquo: '»',
  middot: '·',
  bull: '•',
  times: '×',
  divide: '÷',
  plusmn: '±',
  deg: '°',
  micro: 'µ',
  le: '≤',
  ge: '≥',
  ne: '≠',
  larr: '←',
  rarr: '→',
  uarr: '↑',
  darr: '↓',
  infin: '∞',
  sect: '§',
  para: '¶',
  euro: '€',
  pound: '£',
  yen: '¥',
  frac12: '½',
  lbrace: '{',
  rbrace: '}',
  lbrack: '[',
  rbrack: ']',
  vert: '|',
  ast: '*',
  lowbar: '_',
  num: '#',
};

const token =
  /\\([!-/:-@[-`{-~])|&(?:#(\d{1,7})|#[xX]([0-9a-fA-F]{1,6})|([A-Za-z][A-Za-z0-9]{1,31}));|\n[ \t]*(?:>[ \t]?)*/g;

/**
 * Decodes a slice of Markdown source to the words it shows: backslash escapes, HTML entities, and the indents and `>`
 * of continued lines. For text that was cut or cleaned; whole texts have the parser's own value.
 */
export function decodeMarkdownText(raw: string): string {
  return raw.replace(token, (match, escaped?: string, decimal?: string, hexadecimal?: string, name?: string) => {
    if (escaped !== undefined) return escaped;
    if (decimal !== undefined) return fromCode(Number.parseInt(decimal, 10));
    if (hexadecimal !== undefined) return fromCode(Number.parseInt(hexadecimal, 16));
    if (name !== undefined) return entities[name] ?? match;
    return '\n';
  });
}

function fromCode(code: number): string {
  const isCharacter = code > 0 && code <= 0x10ffff && (code < 0xd800 || code > 0xdfff);
  return isCharacter ? String.fromCodePoint(code) : '\ufffd';
}
