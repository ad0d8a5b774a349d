import type { Nodes } from 'mdast';
import type { Range } from './ranges.js';

/** Where a node stands in the text. Trees of our loaders have a position on every node. */
export function rangeOf(node: Nodes): Range {
  return { start: node.position?.start.offset ?? 0, end: node.position?.end.offset ?? 0 };
}
