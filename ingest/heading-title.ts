import type { Heading } from 'mdast';
import { toString as plainText } from 'mdast-util-to-string';

/** A heading's words: no markup, no HTML tags, no trailing anchor (`{#install}`); spaces folded. May be empty. */
export function headingTitle(heading: Heading): string {
  return plainText(heading, { includeHtml: false })
    .replace(/\s+/g, ' ')
    .trim()
    .replace(/ ?\{#[^{}]*\}$/, '');
}
