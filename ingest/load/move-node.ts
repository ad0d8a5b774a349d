import type { Nodes } from 'mdast';

/** Moves a node and all below it to a later place, in place: offsets and lines grow by the given numbers. */
export function moveNode(node: Nodes, offset: number, lines: number): void {
  if (offset === 0) return;
  const pending: Nodes[] = [node];
  for (let next = pending.pop(); next; next = pending.pop()) {
    if (next.position) {
      const { start, end } = next.position;
      start.line += lines;
      end.line += lines;
      start.offset = (start.offset ?? 0) + offset;
      end.offset = (end.offset ?? 0) + offset;
    }
    if ('children' in next) for (const child of next.children) pending.push(child);
  }
}
