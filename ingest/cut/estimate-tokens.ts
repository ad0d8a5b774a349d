/** Kinds of characters, by what the tokenizer makes of them. */
const space = 0;
const han = 1;
const lower = 2;
const upper = 3;
const digit = 4;
const mark = 5;
const wideMark = 6;
const other = 7;

/** Units counted by `countUnits`, in its order, and the tokens that each costs. */
const tokensPerUnit: readonly number[] = [0.75, 0.3, 1.2, 0.1, 0.8, 0.4, 1.0, 0.6, 0.7, 0.3, 0.9, 1];

/**
 * Raises the fit so that the estimate is rather too high: a part a little short costs nothing, one cut off by the encoder
 * loses its end.
 */
const caution = 1.05;

/** Estimates the tokens that multilingual-e5's tokenizer makes of a text, without special tokens and prefix. */
export function estimateTokens(text: string): number {
  const units = countUnits(text);
  let tokens = 0;
  for (let index = 0; index < units.length; index++) tokens += (units[index] ?? 0) * (tokensPerUnit[index] ?? 0);
  return Math.ceil(tokens * caution);
}

/**
 * Counts what tokens are made of: Han characters; Han runs after a space; words; their letters after the fourth; capitals
 * inside words; numbers; their further digits; ASCII marks; those after a space; full-width marks; other letters.
 */
export function countUnits(text: string): number[] {
  let [hans, hanStarts, words, letters, capitals, numbers, digits, marks, markStarts, wideMarks, others] = new Array(
    11,
  ).fill(0);
  let before = space;
  let wordLength = 0;
  for (let index = 0; index < text.length; index++) {
    const kind = kindOf(text.charCodeAt(index));
    if (kind === lower || kind === upper) {
      if (before !== lower && before !== upper) {
        words++;
        wordLength = 0;
      } else if (kind === upper) capitals++;
      if (++wordLength > 4) letters++;
    } else if (kind === han) {
      hans++;
      if (before === space) hanStarts++;
    } else if (kind === digit) {
      if (before === digit) digits++;
      else numbers++;
    } else if (kind === mark) {
      marks++;
      if (before === space) markStarts++;
    } else if (kind === wideMark) wideMarks++;
    else if (kind === other) others++;
    before = kind;
  }
  return [hans, hanStarts, words, letters, capitals, numbers, digits, marks, markStarts, wideMarks, others];
}

function kindOf(code: number): number {
  if (code <= 0x20 || code === 0xa0 || code === 0x3000) return space;
  if (code >= 0x61 && code <= 0x7a) return lower;
  if (code >= 0x41 && code <= 0x5a) return upper;
  if (code >= 0x30 && code <= 0x39) return digit;
  if (code < 0x7f) return mark;
  if (code >= 0x3400 && code <= 0x9fff) return han;
  if (code >= 0xc0 && code <= 0x24f) return lower;
  if ((code >= 0x2000 && code <= 0x303f) || (code >= 0xff00 && code <= 0xff65)) return wideMark;
  return other;
}
