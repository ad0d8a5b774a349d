import type { Root } from 'mdast';
import type { VFile } from 'vfile';
import { rangeOf } from '../node-range.js';
import { wholeLines } from '../ranges.js';
import { drop } from './cleaning-file.js';

/**
 * Drops a paragraph that says word for word what the paragraph right before it says: a slip of copying.
 *
 * Only adjacent twins, only paragraphs at the top level: repeats in lists, tables, quotations and code carry meaning, and
 * so do equal paragraphs under different headings. The first twin always stays, so no section loses its only content.
 */
export function repeats() {
  return (tree: Root, file: VFile): void => {
    const text = String(file.value);
    let before = '';
    for (const node of tree.children) {
      const range = rangeOf(node);
      const words = node.type === 'paragraph' ? text.slice(range.start, range.end).replace(/\s+/g, ' ').trim() : '';
      // A row of dots or dashes repeated is a drawing.
      if (words !== '' && words === before && /[\p{L}\p{N}]/u.test(words))
        drop(file, 'repeat', wholeLines(text, range));
      before = words;
    }
  };
}
