import { listMark } from './numbering.js';
import type { TextLine } from './text-line.js';

const comment = /^(?:\/\/|\/\*|\*\/|\* |<!--|#(?:include|define|!\/))/;
const closing = /^[)}\]]+[;,]?$/;
const ending = /[;{}]$|\)$/;
const syntax =
  /[(){}=<>[\]]|^(?:public|private|protected|static|final|return|int|long|float|double|var|let|const|def|class|interface|if|for|while|else|try|catch|import|package)\b/;

/**
 * Finds the lines that are code: set in a typewriter face, tagged as code, or, where a document sets code like text, at
 * least two neighbours that read like it.
 *
 * @param lines in reading order; null where something else stands (a table).
 */
export function codeLines(lines: readonly (TextLine | null)[]): ReadonlySet<TextLine> {
  const code = new Set<TextLine>();
  const likely = lines.map((line) => line !== null && looksLikeCode(line.text));
  for (const [index, line] of lines.entries()) {
    if (line === null) continue;
    if (line.style.mono || line.tag?.kind === 'code') code.add(line);
    else if (likely[index] && (likely[index - 1] || likely[index + 1])) code.add(line);
  }
  return code;
}

function looksLikeCode(text: string): boolean {
  if (comment.test(text) || closing.test(text)) return true;
  if (!ending.test(text) || !syntax.test(text)) return false;
  // Chinese outside strings and comments is prose about code.
  const bare = text.replace(/"[^"]*"|\/\/.*$/g, '');
  return (
    !/\p{Script=Han}/u.test(bare) && listMark(text) === null && (/[;{}]$/.test(text) || /^[\w.]+\(.*\)$/.test(text))
  );
}
