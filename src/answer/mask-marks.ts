/** Code, in a fence or inline: `list[0]` there is no mark, and code has to stay as it is. */
const code = /(```[\s\S]*?(?:```|$)|~~~[\s\S]*?(?:~~~|$)|`[^`\n]+`)/;
/** `[3]`, `[1, 2]`, `[4–6]`; neither a link's text nor the name of a link's definition. */
const mark = /\[(\d{1,3}(?:\s*[-–,，、]\s*\d{1,3})*)\](?![(:])/g;

/**
 * Quoted text in which nothing looks like a citation of ours: the brackets of `[3]` become wide ones, `［3］`. A document has
 * reference numbers of its own, or makes them up, and every `[n]` of an answer must be one of the reply's citations. The length
 * stays the same, so offsets do.
 */
export function maskMarks(text: string): string {
  return text
    .split(code)
    .map((piece, index) => (index % 2 === 1 ? piece : piece.replace(mark, '［$1］')))
    .join('');
}
