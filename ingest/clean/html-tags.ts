import type { Root } from 'mdast';
import { visit } from 'unist-util-visit';
import type { VFile } from 'vfile';
import { rangeOf } from '../node-range.js';
import { type Range, wholeLines } from '../ranges.js';
import { drop } from './cleaning-file.js';
import { isMarkupTag, isSeparatingTag } from './html-names.js';

/** Code spans first, so that a tag inside one is no tag; then comments, elements without text of their own, tags. */
const tokens =
  /(`+)[^`\n]+\1(?!`)|<!--[\s\S]*?(?:-->|$)|<(script|style)\b[^>]*>[\s\S]*?<\/\2\s*>|<\/?([A-Za-z][\w.:-]*)(?:\s(?:"[^"]*"|'[^']*'|[^>"'])*)?\/?>|<![A-Za-z][^>]*>|<\?[\s\S]*?\?>/gi;

interface Tag extends Range {
  readonly separates: boolean;
}

/**
 * Drops HTML tags and keeps the text between them; drops comments, and scripts and styles whole. Code, inline code and
 * placeholders such as `<your-key>` stay. Of tags that alone part two words (`a<br>b`, `<td>1</td><td>2</td>`) one stays:
 * cleaning may only leave characters out, and "12" is another number; where the text is embedded it reads as a space.
 */
export function htmlTags() {
  return (tree: Root, file: VFile): void => {
    const text = String(file.value);
    const tags: Tag[] = [];
    visit(tree, 'html', (node) => {
      const { start, end } = rangeOf(node);
      collect(text.slice(start, end), start, tags, file);
    });
    dropTags(tags, text, file);
  };
}

function collect(html: string, offset: number, tags: Tag[], file: VFile): void {
  const text = String(file.value);
  for (const match of html.matchAll(tokens)) {
    const [token, ticks, emptied, name] = match;
    const range = { start: offset + match.index, end: offset + match.index + token.length };
    if (ticks) continue;
    if (token.startsWith('<!--')) drop(file, 'html_comment', wholeLines(text, isOpenComment(token, range)));
    else if (emptied) drop(file, 'html_script', wholeLines(text, range));
    else if (name === undefined) drop(file, 'html_tag', wholeLines(text, range));
    else if (isMarkupTag(name, token)) tags.push({ ...range, separates: isSeparatingTag(name) });
  }
}

/** Of a comment that is never closed only its mark goes: what follows may be the document. */
function isOpenComment(token: string, { start, end }: Range): Range {
  return token.endsWith('-->') && token.length >= 5 ? { start, end } : { start, end: start + '<!--'.length };
}

function dropTags(tags: readonly Tag[], text: string, file: VFile): void {
  for (let index = 0; index < tags.length; ) {
    const run: Tag[] = [];
    for (let next = tags[index]; next && (run.length === 0 || next.start === run.at(-1)?.end); next = tags[++index]) {
      run.push(next);
    }
    const kept = separatorOf(run, text);
    for (const tag of run) if (tag !== kept) drop(file, 'html_tag', run.length === 1 ? wholeLines(text, tag) : tag);
  }
}

/** The tag of an unbroken run that has to stay, if the characters on both sides would otherwise become one word. */
function separatorOf(run: readonly Tag[], text: string): Tag | undefined {
  const before = text[(run[0]?.start ?? 0) - 1] ?? ' ';
  const after = text[run.at(-1)?.end ?? text.length] ?? ' ';
  if (/[\s|>]/.test(before) || /[\s|<]/.test(after)) return undefined;
  return run.filter((tag) => tag.separates).sort((left, right) => left.end - left.start - (right.end - right.start))[0];
}
