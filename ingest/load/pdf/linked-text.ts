import type { PhrasingContent } from 'mdast';
import type { CanonicalText } from './canonical-text.js';
import { isWrittenOut, type TextLink } from './page-links.js';

/** A text as it is written, with its links, and where each of its characters went. */
export interface LinkedText {
  /** The text with its links as Markdown has them: `[words](address)`. */
  readonly value: string;
  readonly links: readonly { readonly start: number; readonly end: number; readonly url: string }[];
  /** Offset in `value` of an offset of the plain text. */
  offsetOf(plain: number): number;
}

/** Puts links into a plain text, one after the other; one whose words are not found is left out. */
export function linkedText(plain: string, links: readonly TextLink[]): LinkedText {
  let value = '';
  let at = 0;
  const placed: { start: number; end: number; url: string }[] = [];
  const shifts: { from: number; by: number }[] = [];
  for (const { from, to, url } of placesOf(plain, links)) {
    value += plain.slice(at, from);
    const start = value.length;
    value += `[${plain.slice(from, to)}](${url})`;
    placed.push({ start, end: value.length, url });
    at = to;
    shifts.push({ from, by: start + 1 - from }, { from: at, by: value.length - at });
  }
  value += plain.slice(at);
  const offsetOf = (offset: number): number => offset + (shifts.findLast(({ from }) => from <= offset)?.by ?? 0);
  return { value, links: placed, offsetOf };
}

/** Where links stand in a text, in order; the pieces of one that runs over lines are one, an address written out is none. */
function placesOf(plain: string, links: readonly TextLink[]): { from: number; to: number; url: string }[] {
  const places: { from: number; to: number; url: string }[] = [];
  let at = 0;
  for (const { text, url } of links) {
    const from = plain.indexOf(text, at);
    if (from === -1) continue;
    const last = places.at(-1);
    at = from + text.length;
    if (last?.url === url && plain.slice(last.to, from).trim() === '') last.to = at;
    else places.push({ from, to: at, url });
  }
  return places.filter(({ from, to, url }) => !isWrittenOut(plain.slice(from, to), url));
}

/**
 * The nodes of a linked text that stands at an offset of the document's text.
 *
 * @param from where in the linked text they begin: after the mark of a list item.
 */
export function linkedNodes(
  text: CanonicalText,
  start: number,
  { value, links }: LinkedText,
  from = 0,
): PhrasingContent[] {
  const nodes: PhrasingContent[] = [];
  let at = from;
  const addText = (end: number): void => {
    if (end > at)
      nodes.push({ type: 'text', value: value.slice(at, end), position: text.position(start + at, start + end) });
    at = end;
  };
  for (const link of links) {
    addText(link.start);
    const words = value.slice(link.start + 1, link.end - link.url.length - 3);
    const position = text.position(start + link.start, start + link.end);
    const inner = text.position(start + link.start + 1, start + link.start + 1 + words.length);
    nodes.push({ type: 'link', url: link.url, children: [{ type: 'text', value: words, position: inner }], position });
    at = link.end;
  }
  addText(value.length);
  return nodes;
}
