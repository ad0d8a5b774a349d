/** Code in a fence that begins a line, and code inside one: nothing in them is a mark of ours. */
const fence = /(^ {0,3}```[\s\S]*?(?:^ {0,3}```|$(?![\s\S]))|^ {0,3}~~~[\s\S]*?(?:^ {0,3}~~~|$(?![\s\S])))/m;
const inlineCode = /(`[^`\n]+`)/;

/** `[3]`, `[1, 2]`, `[^1]`, `【4†source】`, with the blanks before them. */
const citationMark =
  /[^\S\n]*(?:\[\^?\d{1,3}(?:\s*[-–,，、]\s*\d{1,3})*\](?![(:])|【\d{1,3}(?:†[^】\n]*)?】|［\d{1,3}］)/g;

/**
 * A model's words without what it must not put into an answer: citation numbers (those of an answer are ours), HTML, images and
 * links (an address could carry text out), invisible characters. Code is left alone. Idempotent.
 */
export function cleanDraft(text: string): string {
  return outside(fence, text, cleanLines).trim();
}

/** The same for one sentence, which begins no fence whatever it begins with. */
export function cleanSentence(text: string): string {
  return cleanLines(text).trim();
}

function cleanLines(text: string): string {
  return outside(inlineCode, text, cleanProse);
}

/** @param pattern with one group, so that every second piece is what it found. */
function outside(pattern: RegExp, text: string, clean: (piece: string) => string): string {
  return text
    .split(pattern)
    .map((piece, index) => (index % 2 === 1 ? piece : clean(piece)))
    .join('');
}

function cleanProse(text: string): string {
  return (
    text
      .replace(/<(script|style)\b[\s\S]*?(?:<\/\1\s*>|$)/gi, '')
      .replace(/<!--[\s\S]*?(?:-->|$)/g, '')
      .replace(/<br\s*\/?>/gi, '\n')
      .replace(/<(https?:[^>\s]*)>/gi, '$1')
      .replace(/<\/?[a-z][^<>]*>/gi, '')
      .replace(/!\[([^\]\n]*)\]\([^)\n]*\)/g, '$1')
      .replace(/\[([^\]\n]+)\]\([^)\n]*\)/g, '$1')
      .replace(citationMark, '')
      // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is taken out.
      .replace(/[\u0000-\u0008\u000B-\u001F\u007F\u200B-\u200F\u202A-\u202E\u2060-\u2064\uFEFF]/g, '')
  );
}
