/** What cutting a text into terms needs from outside: both are native code or large tables. */
export interface TermTools {
  /** Traditional to simplified characters. */
  readonly simplify: (text: string) => string;
  /** Words of a run of Han characters, overlapping ones included, in order. */
  readonly segment: (run: string) => string[];
}

/**
 * Cuts a text into terms, in order of occurrence, repeats included: full-width and compatibility characters folded
 * (NFKC), traditional characters simplified, case and diacritics off; words of Chinese text as `segment` cuts them; Latin
 * words stemmed lightly; numbers without thousands separators; dates also in one normal form; identifiers, versions,
 * addresses and product codes whole, and their pieces too. Punctuation gives nothing.
 */
export function splitTerms(text: string, tools: TermTools): string[] {
  const folded = foldForTerms(text, tools.simplify);
  const terms: string[] = [];
  for (const { 0: token } of folded.matchAll(tokenPattern)) {
    if (hanPattern.test(token)) addHan(token, tools, terms);
    else if (syllabicPattern.test(token)) addPairs(token, terms);
    else addCode(token, terms);
  }
  for (const date of datesOf(folded)) terms.push(date);
  return terms;
}

/** The form in which texts are compared: NFKC, simplified, lower case, no diacritics. Offsets do not survive. */
export function foldForTerms(text: string, simplify: (text: string) => string): string {
  const compatible = simplify(text.normalize('NFKC')).toLowerCase();
  return asciiPattern.test(compatible)
    ? compatible
    : compatible
        .normalize('NFD')
        .replace(/\p{Mn}+/gu, '')
        .normalize('NFC');
}

const asciiPattern = /^[\0-\x7f]*$/;
const hanPattern = /^[\p{Script=Han}〇]/u;
/** Scripts written without spaces between words, for which we have no dictionary. */
const syllabicPattern = /^[\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Thai}]/u;
/** Runs of one kind: Han; syllabic scripts; letters and digits joined by the punctuation that codes are written with. */
const tokenPattern =
  /[\p{Script=Han}〇]+|[\p{Script=Hiragana}\p{Script=Katakana}ー\p{Script=Hangul}\p{Script=Thai}]+|(?:(?![\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Thai}])[\p{L}\p{N}])+(?:[.,_\-/:@+#&'’](?:(?![\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Thai}])[\p{L}\p{N}])+)*(?:\+\+|#)?/gu;

function addHan(run: string, tools: TermTools, terms: string[]): void {
  for (const word of tools.segment(run)) terms.push(word);
  for (const { 0: digits } of run.matchAll(/[〇零一二三四五六七八九]{2,}/g)) {
    terms.push(Array.from(digits, (digit) => chineseDigits[digit] ?? '').join(''));
  }
}

const chineseDigits: Readonly<Record<string, string>> = {
  〇: '0',
  零: '0',
  一: '1',
  二: '2',
  三: '3',
  四: '4',
  五: '5',
  六: '6',
  七: '7',
  八: '8',
  九: '9',
};

function addPairs(run: string, terms: string[]): void {
  const letters = Array.from(run);
  if (letters.length === 1) terms.push(run);
  for (let index = 0; index + 1 < letters.length; index++) terms.push(`${letters[index]}${letters[index + 1]}`);
}

function addCode(token: string, terms: string[]): void {
  const code = token.replace(/['’]s?$/u, '');
  if (/^\d{1,3}(?:,\d{3})+(?:\.\d+)?$/.test(code)) {
    terms.push(code.replaceAll(',', ''));
    return;
  }
  const pieces = code
    .split(/[.,_\-/:@+#&'’]+|(?<=\p{L})(?=\p{N})|(?<=\p{N})(?=\p{L})/u)
    .filter((piece) => piece !== '');
  const [only] = pieces;
  if (pieces.length === 1 && only === code) {
    terms.push(stemOf(code));
    return;
  }
  // Clauses joined without a space ("end,then") are no code: a comma is kept inside numbers only.
  if (!code.includes(',')) terms.push(code);
  for (const piece of pieces) terms.push(stemOf(piece));
}

/** 2011年5月6日, 2011-05-06, 2011/5/6 and 2011.5.6 all give `2011-05-06`, written the same in question and text. */
function datesOf(folded: string): string[] {
  const dates: string[] = [];
  const pattern = /(?<!\d)([12]\d{3})(?:年|[-/.])(0?[1-9]|1[0-2])(?:月|[-/.])(0?[1-9]|[12]\d|3[01])(?!\d)/g;
  for (const [written, year = '', month = '', day = ''] of folded.matchAll(pattern)) {
    const date = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
    if (date !== written) dates.push(date);
  }
  return dates;
}

/**
 * Light stemming of English: plurals, -ing, -ed, possessives. Harman's S-stemmer with two more endings; a full Porter
 * stemmer joins more words that mean different things than it gains.
 */
export function stemOf(word: string): string {
  if (word.length < 4 || !/^[a-z]+$/.test(word)) return word;
  const singular = singularOf(word);
  for (const ending of ['ing', 'ed']) {
    const stem = singular.slice(0, -ending.length);
    if (singular.endsWith(ending) && stem.length >= 3 && /[aeiouy]/.test(stem)) return withoutSilentEnd(stem);
  }
  return withoutSilentEnd(singular);
}

function singularOf(word: string): string {
  if (word.endsWith('ies') && !/[ae]ies$/.test(word)) return `${word.slice(0, -3)}y`;
  if (word.endsWith('es') && /(?:ss|sh|ch|x|z)es$/.test(word)) return word.slice(0, -2);
  if (word.endsWith('s') && !/(?:us|ss|is)$/.test(word)) return word.slice(0, -1);
  return word;
}

/** `moved`, `moving` and `move` meet at `mov`; `stopped` at `stop`; `studied` and `study` at `studi`. */
function withoutSilentEnd(stem: string): string {
  if (stem.length > 3 && stem.endsWith('e')) return stem.slice(0, -1);
  if (stem.length > 3 && /([bdgmnprt])\1$/.test(stem)) return stem.slice(0, -1);
  return stem.length > 2 && stem.endsWith('y') ? `${stem.slice(0, -1)}i` : stem;
}
