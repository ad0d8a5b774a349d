import { sectionTitles, titleSeparator } from '../../src/core/section-titles.js';
import { estimateTokens } from './estimate-tokens.js';

/** Most of a part is its own text; longer heading paths lose their outermost titles. */
const maxHeadingTokens = 96;

/**
 * The line that is embedded before a section's text: document title and heading path, `Handbook › Leave › Sick leave`.
 * The title is left out where it is the first heading anyway. Empty when there is neither.
 */
export function headingLine(title: string, headingPath: readonly string[]): string {
  let titles = sectionTitles(title, headingPath);
  while (titles.length > 1 && estimateTokens(titles.join(titleSeparator)) > maxHeadingTokens) titles = titles.slice(1);
  let line = titles.join(titleSeparator).replace(/\s+/g, ' ');
  while (estimateTokens(line) > maxHeadingTokens)
    line = [...line].slice(0, Math.floor([...line].length * 0.8)).join('');
  return line;
}

/** What is embedded and matched: heading line, newline, plain text. */
export function embeddedText(headings: string, plain: string): string {
  return headings === '' ? plain : `${headings}\n${plain}`;
}
