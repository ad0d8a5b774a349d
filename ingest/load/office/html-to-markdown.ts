import type { Element, Root as HtmlRoot } from 'hast';
import rehypeParse from 'rehype-parse';
import rehypeRemark from 'rehype-remark';
import { remark } from 'remark';
import remarkGfm from 'remark-gfm';
import { unified } from 'unified';
import { SKIP, visit } from 'unist-util-visit';

/** Elements whose text nobody reads. */
const unread = new Set([
  'script',
  'style',
  'noscript',
  'template',
  'svg',
  'iframe',
  'object',
  'form',
  'button',
  'select',
]);

/**
 * HTML as Markdown: headings, lists, tables, code and links stay what they are. So every format goes through one tree, and
 * cleaning, cutting and citing are written once.
 */
export async function htmlToMarkdown(html: string): Promise<string> {
  const tree = unified().use(rehypeParse, { fragment: true }).parse(html);
  dropUnread(tree);
  promoteFirstRows(tree);
  const markdown = await unified().use(rehypeRemark, { newlines: false }).run(tree);
  return remark().use(remarkGfm).data('settings', { bullet: '-', rule: '-' }).stringify(markdown);
}

function dropUnread(tree: HtmlRoot): void {
  visit(tree, 'element', (node, index, parent) => {
    const isPicture = node.tagName === 'img' && !node.properties.alt;
    if ((!isPicture && !unread.has(node.tagName)) || parent === undefined || index === undefined) return undefined;
    parent.children.splice(index, 1);
    return [SKIP, index];
  });
}

/** A GFM table has a header; where the source marks none, its first row is one, as it nearly always is. */
function promoteFirstRows(tree: HtmlRoot): void {
  visit(tree, 'element', (table) => {
    if (table.tagName !== 'table') return;
    const rows: Element[] = [];
    let hasHeader = false;
    visit(table, 'element', (node) => {
      if (node.tagName === 'tr') rows.push(node);
      hasHeader ||= node.tagName === 'th';
    });
    if (hasHeader) return;
    for (const cell of rows[0]?.children ?? []) if (cell.type === 'element') cell.tagName = 'th';
  });
}
