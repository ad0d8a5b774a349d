import { isFunctionWord } from '../../core/function-words.js';
import { stemOf } from '../../core/split-terms.js';
import type { TermExtractor } from '../../core/terms.js';

/** A word or a Han character where it stands. Offsets are UTF-16 code units into the text, end exclusive. */
export interface Token {
  /** Folded: lower case, simplified, stemmed. Equal keys are the same word. */
  readonly key: string;
  readonly start: number;
  readonly end: number;
  readonly isHan: boolean;
  /** How much it says, 0 for what only holds sentences together. */
  readonly weight: number;
}

const tokenPattern =
  /\p{Script=Han}|(?:(?!\p{Script=Han})[\p{L}\p{N}])+(?:(?:[._'’+#]|-(?=\p{N}|\p{Lu}))(?:(?!\p{Script=Han})[\p{L}\p{N}])+)*(?:\+\+|#)?/gu;

/** Han characters that only hold sentences together, and those that stand in for other words. */
const emptyCharacters = new Set(
  '的了着过地得是在有和与及或而但就都也还又很被把将对从向到于以为之其所个这那哪谁吗呢吧啊呀么嘛我你您他她它们请会能可要一种等中上下里时些该此各并且则若如因由给让使用想须需应当',
);

/**
 * Words and Han characters of a text, in order. Words are compared by their stems, characters singly: how a segmenter cuts a
 * sentence depends on what stands around, and a paraphrase keeps characters (居家办公, 在家办公) where it keeps no word.
 *
 * @param fold simplifies one Han character.
 */
export function tokensOf(text: string, fold: (character: string) => string): Token[] {
  const tokens: Token[] = [];
  for (const { 0: written, index: start } of text.matchAll(tokenPattern)) {
    const isHan = /^\p{Script=Han}/u.test(written);
    const key = isHan ? fold(written) : keyOf(written);
    tokens.push({ key, start, end: start + written.length, isHan, weight: weightOf(key, written, isHan) });
  }
  return tokens;
}

function keyOf(word: string): string {
  const plain = word
    .normalize('NFKC')
    .toLowerCase()
    .normalize('NFD')
    .replace(/\p{Mn}+/gu, '')
    .replace(/['’]s?$/u, '');
  return stemOf(plain);
}

/** A word of a sentence says about twice as much as a character of one; names, numbers and codes more than other words. */
function weightOf(key: string, written: string, isHan: boolean): number {
  if (isHan) return emptyCharacters.has(key) ? 0 : 0.5;
  // WHERE, IN, OR: keywords, not function words.
  if (/^\p{Lu}{2,}$/u.test(written)) return 1.2;
  if (isFunctionWord(key) || isFunctionWord(written.toLowerCase()) || emptyWords.has(key)) return 0;
  if (/\p{N}/u.test(written)) return 1.5;
  return /^\p{Lu}/u.test(written) || key.length > 7 ? 1.2 : 1;
}

const emptyWords: ReadonlySet<string> = new Set(
  'who also such very just while during between after before over under up down out off then there because all any each every both more most other some only own same will get got give given go make made take taken use used via per'
    .split(' ')
    .flatMap((word) => [word, stemOf(word)]),
);

/** Folds one Han character as the terms of an index are folded; remembers what it was asked. */
export function characterFolder(extractor: TermExtractor): (character: string) => string {
  const known = folders.get(extractor);
  if (known) return known;
  const table = new Map<string, string>();
  const fold = (character: string) => {
    const folded = table.get(character);
    if (folded !== undefined) return folded;
    const [first] = extractor(character);
    const found = first !== undefined && first.length === character.length ? first : character;
    table.set(character, found);
    return found;
  };
  folders.set(extractor, fold);
  return fold;
}

/** The same extractor gets the same folder; each knows at most as many characters as there are. */
const folders = new WeakMap<TermExtractor, (character: string) => string>();
