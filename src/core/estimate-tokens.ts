/**
 * About how many tokens a text has, without a tokenizer: a Han or other syllabic character each, four characters of
 * everything else. On the pages of `docs/md` the built-in encoder's tokenizer gives .9 to 1.2 of it.
 */
export function estimateTokens(text: string): number {
  const syllabic = text.match(/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/gu)?.length ?? 0;
  return Math.ceil(syllabic + (text.length - syllabic) / 4);
}
