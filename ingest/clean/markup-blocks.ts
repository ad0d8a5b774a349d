import type { Root } from 'mdast';
import { visit } from 'unist-util-visit';
import type { VFile } from 'vfile';
import { rangeOf } from '../node-range.js';
import { wholeLines } from '../ranges.js';
import { drop } from './cleaning-file.js';

/** Rules whose text is no prose of the document but says something to a program: reported as markup, not as dropped. */
const markupRules = new Set(['front_matter', 'link_definition', 'metadata_comment', 'blank_lines']);

export function isMarkupRule(rule: string): boolean {
  return markupRules.has(rule);
}

/** Takes front matter and link reference definitions out of the text: they have been read, and nobody cites them. */
export function markupBlocks() {
  return (tree: Root, file: VFile): void => {
    const text = String(file.value);
    const [first] = tree.children;
    // TOML front matter is remark-frontmatter's own node type, unknown to mdast's types.
    if (first && ['yaml', 'toml'].includes(first.type as string)) {
      drop(file, 'front_matter', wholeLines(text, rangeOf(first)));
    }
    visit(tree, 'definition', (node) => drop(file, 'link_definition', wholeLines(text, rangeOf(node))));
  };
}
