import type { ElementContent, Root } from 'hast';
import remarkRehype from 'remark-rehype';
import { unified } from 'unified';
import { parseMarkdown } from '../../../ingest/load/parse-markdown.js';
import type { ShownText } from '../../ports/document-renderer.js';

/**
 * The blocks of cleaned Markdown, each with its offsets into the text. The parser is the one that ingest read the document
 * with, so the page shows the structure that was cut and cited. What is left of HTML comes out as nothing.
 */
export function markdownBody({ text, words }: ShownText): ElementContent[] {
  const toHtml = unified().use(remarkRehype, {
    // Anchors of the page's own have no such prefix, so a document cannot name one.
    clobberPrefix: 'user-content-',
    footnoteLabel: words.footnotes,
    footnoteLabelTagName: 'h2',
    footnoteLabelProperties: {},
    footnoteBackLabel: words.backToText,
  });
  const tree: Root = toHtml.runSync(parseMarkdown(text).tree);
  return tree.children.filter((node) => node.type === 'element');
}
