/** Counts the tokens of one text. */
export type CountTokens = (text: string) => Promise<number>;

/**
 * The longest beginning of a text of at most `maxTokens` tokens, whole characters. Only texts with more characters than that
 * are counted: no token is shorter than a character.
 */
export async function cutToTokens(text: string, maxTokens: number, count: CountTokens): Promise<string> {
  const characters = Array.from(text);
  if (characters.length <= maxTokens || (await count(text)) <= maxTokens) return text;
  let fits = 0;
  let tooMany = characters.length;
  while (tooMany - fits > 1) {
    const middle = Math.floor((fits + tooMany) / 2);
    if ((await count(characters.slice(0, middle).join(''))) <= maxTokens) fits = middle;
    else tooMany = middle;
  }
  return characters.slice(0, fits).join('');
}
