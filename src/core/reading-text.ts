/** A text as people read it, with the way back to where it came from. */
export interface ReadingText {
  readonly text: string;
  /** Offset in the source of an offset in `text`, 0…length; both count UTF-16 code units. */
  readonly toSource: (offset: number) => number;
}

/**
 * What marks up Markdown and says nothing: fences, rules of tables, targets of links, marks of headings, lists, quotations and
 * emphasis, comments and plain tags. `<Type>` in code is no tag.
 */
const markup = [
  /<!--[\s\S]*?-->/.source,
  /<\/?(?:br|p|div|span|a|img|b|i|em|strong|code|pre|ul|ol|li|table|tr|td|th|tbody|thead|details|summary|sup|sub|h[1-6]|hr|kbd)(?:\s[^<>\n]*)?\/?>/
    .source,
  /^[ \t]*(?:```|~~~|:::)[^\n]*(?:\n|$)/.source,
  /^[ \t]*\|?[ \t]*:?-{2,}[-:| \t]*(?:\n|$)/.source,
  /^[ \t]*(?:>[ \t]?)+/.source,
  /^#{1,6}[ \t]+/.source,
  /^[ \t]*[-*+][ \t]+/.source,
  /^[ \t]*\|[ \t]*/.source,
  /[ \t]*\|[ \t]*$/.source,
  /[ \t]*\{#[^}\n]*\}/.source,
  /\]\([^()\s]*(?:\([^()\s]*\)[^()\s]*)?(?:[ \t]+"[^"\n]*")?\)/.source,
  /\]\[[^\]\n]*\]/.source,
  /!?\[(?=[^[\]\n]*\](?:\(|\[))/.source,
  /\\(?=[\\|<>*_`[\]()#~])/.source,
  /`+|\*\*|~~/.source,
].join('|');

/** Between two cells of a table: what a reader trained on prose takes for the next part of a list. */
const cellBorder = / *\| */.source;

/**
 * Takes the markup out of Markdown. A reader trained on prose stumbles over pipes, backquotes and addresses, and has more room
 * for the words without them.
 */
export function toReadingText(source: string): ReadingText {
  const pattern = new RegExp(`(?<markup>${markup})|(?<border>${cellBorder})`, 'gim');
  let text = '';
  // Where each piece begins, in the text and in the source.
  const starts: number[] = [];
  const origins: number[] = [];
  const keep = (piece: string, origin: number) => {
    if (piece === '') return;
    starts.push(text.length);
    origins.push(origin);
    text += piece;
  };
  let at = 0;
  for (const match of source.matchAll(pattern)) {
    keep(source.slice(at, match.index), at);
    if (match.groups?.border !== undefined) keep(', ', match.index);
    at = match.index + match[0].length;
  }
  keep(source.slice(at), at);
  return {
    text,
    toSource(offset) {
      let low = 0;
      let high = starts.length - 1;
      while (low < high) {
        const middle = Math.ceil((low + high) / 2);
        if ((starts[middle] ?? 0) <= offset) low = middle;
        else high = middle - 1;
      }
      const origin = (origins[low] ?? 0) + offset - (starts[low] ?? 0);
      return Math.min(origin, source.length);
    },
  };
}
