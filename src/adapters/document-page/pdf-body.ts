import type { Element, ElementContent, Text } from 'hast';
import type { ShownSection, ShownText } from '../../ports/document-renderer.js';
import { markdownBody } from './markdown-body.js';

const listMark = /^\s*(?:[•·▪◦●○■□–—*-]|\d{1,3}[.、)）]|[（(]?[一二三四五六七八九十\da-zA-Z]{1,3}[)）、.])\s*/;
const tableRow = /^\|.*\|$/;

/**
 * The blocks of a PDF's text: its headings stand in it as plain lines, its blocks are parted by blank lines, a list has one
 * item a line and a table is GFM rows. Everything else is shown as it stands: `*` or `#` in a PDF mean themselves.
 */
export function pdfBody(shown: ShownText): ElementContent[] {
  return shown.sections.flatMap((section, index) => {
    const end = shown.sections[index + 1]?.start ?? shown.text.length;
    const bodyStart = Math.min(section.bodyStart, end);
    return [...heading(shown.text, section, bodyStart), ...blocks(shown, bodyStart, end)];
  });
}

function heading(text: string, { start, level }: ShownSection, bodyStart: number): Element[] {
  if (text.slice(start, bodyStart).trim() === '') return [];
  return [element(`h${Math.min(Math.max(level, 1), 6)}`, text, start, bodyStart)];
}

function blocks(shown: ShownText, start: number, end: number): ElementContent[] {
  const found: ElementContent[] = [];
  const separator = /\n{2,}/g;
  separator.lastIndex = start;
  for (let at = start; at < end; ) {
    const next = separator.exec(shown.text);
    const blockEnd = next && next.index < end ? next.index : end;
    if (shown.text.slice(at, blockEnd).trim() !== '') found.push(block(shown, at, blockEnd));
    at = next && next.index < end ? separator.lastIndex : end;
  }
  return found;
}

function block(shown: ShownText, start: number, end: number): ElementContent {
  const lines = shown.text.slice(start, end).trim().split('\n');
  if (lines.length === 1) return element('p', shown.text, start, end);
  if (lines.every((line) => tableRow.test(line.trim()))) return table(shown, start, end);
  if (lines.every((line) => listMark.test(line))) return list(shown.text, start, end);
  return code(shown.text, start, end);
}

function table(shown: ShownText, start: number, end: number): ElementContent {
  const [parsed] = markdownBody({ ...shown, text: shown.text.slice(start, end) });
  if (parsed?.type !== 'element' || parsed.tagName !== 'table') return code(shown.text, start, end);
  moveBy(parsed, start);
  return parsed;
}

/** Its marks are part of the text, and say more than a browser's own would: （一）, 1), •. */
function list(text: string, start: number, end: number): Element {
  const items: Element[] = [];
  for (let at = start; at < end; ) {
    const lineEnd = text.indexOf('\n', at);
    const stop = lineEnd === -1 || lineEnd > end ? end : lineEnd;
    if (text.slice(at, stop).trim() !== '') items.push(element('li', text, at, stop));
    at = stop + 1;
  }
  return {
    type: 'element',
    tagName: 'ul',
    properties: { className: ['plain'] },
    children: items,
    position: position(start, end),
  };
}

function code(text: string, start: number, end: number): Element {
  const inner = element('code', text, start, end, false);
  return { type: 'element', tagName: 'pre', properties: {}, children: [inner], position: position(start, end) };
}

function element(tagName: string, text: string, from: number, to: number, trim = true): Element {
  const slice = text.slice(from, to);
  const start = trim ? from + slice.length - slice.trimStart().length : from;
  const end = from + slice.trimEnd().length;
  const child: Text = { type: 'text', value: text.slice(start, end), position: position(start, end) };
  return { type: 'element', tagName, properties: {}, children: [child], position: position(start, end) };
}

function moveBy(node: ElementContent, offset: number): void {
  const { position: at } = node;
  if (at) node.position = position((at.start.offset ?? 0) + offset, (at.end.offset ?? 0) + offset);
  if (node.type === 'element') for (const child of node.children) moveBy(child, offset);
}

/** Lines and columns are of no use here; offsets are. */
function position(start: number, end: number): NonNullable<Element['position']> {
  return { start: { line: 1, column: 1, offset: start }, end: { line: 1, column: 1, offset: end } };
}
