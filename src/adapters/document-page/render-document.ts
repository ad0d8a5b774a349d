import type { Element, ElementContent, Root } from 'hast';
import rehypeStringify from 'rehype-stringify';
import { unified } from 'unified';
import type { ShownSection, ShownText } from '../../ports/document-renderer.js';
import { markCited } from './mark-cited.js';
import { markdownBody } from './markdown-body.js';
import { pdfBody } from './pdf-body.js';
import { safeBlocks } from './safe-blocks.js';

const toText = unified().use(rehypeStringify).freeze();

/** Makes the HTML of a document's sections: parsed, sanitised, marked, in this order, so that no mark can be forged. */
export function renderDocument(shown: ShownText): string {
  const parsed = shown.mediaType === 'application/pdf' ? pdfBody(shown) : markdownBody(shown);
  const blocks = safeBlocks(parsed, shown.words.table).filter((node) => node.type === 'element');
  const marked = markCited(blocks, shown.text, shown.marks);
  const sections = inSections(withPages(marked, shown.pages), shown.sections);
  nameCited(sections, shown.sections);
  const root: Root = { type: 'root', children: sections };
  return toText.stringify(root);
}

/** A line with the page's number before the first block that begins on it. */
function withPages(blocks: readonly Element[], pages: ShownText['pages']): Element[] {
  let next = 0;
  return blocks.flatMap((block) => {
    const begun: Element[] = [];
    for (let page = pages[next]; page && page.start <= startOf(block); page = pages[++next])
      begun.push(pageLine(page, block));
    // Of several pages that begin here, all but the last are without text.
    return [...begun.slice(-1), block];
  });
}

function pageLine({ label }: { readonly label: string }, before: Element): Element {
  return {
    type: 'element',
    tagName: 'div',
    properties: { className: ['page'] },
    children: [{ type: 'text', value: label }],
    ...(before.position && { position: before.position }),
  };
}

function inSections(blocks: readonly Element[], sections: readonly ShownSection[]): Element[] {
  const made = sections.map(({ anchor, cited }) => sectionElement(anchor, cited));
  let index = 0;
  for (const block of blocks) {
    const start = startOf(block);
    for (let next = sections[index + 1]; next && next.start <= start; next = sections[index + 1]) index++;
    made[index]?.children.push(block, { type: 'text', value: '\n' });
  }
  return made;
}

function sectionElement(id: string, cited: boolean): Element {
  const properties = { id, ...(cited && { className: ['cited'] }) };
  return { type: 'element', tagName: 'section', properties, children: [] };
}

/** Gives the first mark the id that links end with; a section cited as a whole gets an empty target of its own. */
function nameCited(made: readonly Element[], sections: readonly ShownSection[]): void {
  for (const section of made) {
    const mark = firstMark(section);
    if (mark) {
      mark.properties = { id: 'cited' };
      return;
    }
  }
  const cited = made[sections.findIndex((section) => section.cited)];
  cited?.children.unshift({ type: 'element', tagName: 'span', properties: { id: 'cited' }, children: [] });
}

function firstMark(node: Element): Element | null {
  for (const child of node.children) {
    if (child.type !== 'element') continue;
    const found = child.tagName === 'mark' ? child : firstMark(child);
    if (found) return found;
  }
  return null;
}

/** Footnotes, which stand nowhere, come last. */
function startOf(node: ElementContent): number {
  return node.position?.start.offset ?? Number.MAX_SAFE_INTEGER;
}
