/** Cuts what is certainly too long, because some servers refuse such a text and others cut it without a word. */
export function cutToLength(text: string, maxTokens: number): { readonly text: string; readonly truncated: boolean } {
  const { tokens, fitting } = estimateTokens(text, maxTokens);
  return tokens <= maxTokens ? { text, truncated: false } : { text: text.slice(0, fitting), truncated: true };
}

/**
 * Tokens of a text for a tokenizer we do not have, rather too many than too few: a Chinese, Japanese or Korean character
 * counts 1, another letter or digit 1/3, any other sign 1. The encoder that ships needs .63 tokens a Chinese character
 * and .23 a Latin one; tokenizers of other models spread around that.
 *
 * @returns `tokens` rounded up, and `fitting`: how many UTF-16 units stay within `maxTokens`, never half a character.
 */
export function estimateTokens(text: string, maxTokens: number): { tokens: number; fitting: number } {
  let thirds = 0;
  let position = 0;
  let fitting = 0;
  for (const character of text) {
    thirds += /\s/.test(character) ? 0 : isWide(character) || !/[\p{L}\p{N}]/u.test(character) ? 3 : 1;
    position += character.length;
    if (thirds <= 3 * maxTokens) fitting = position;
  }
  return { tokens: Math.ceil(thirds / 3), fitting };
}

function isWide(character: string): boolean {
  return /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/u.test(character);
}
