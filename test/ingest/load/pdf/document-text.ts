import type { Nodes, RootContent } from 'mdast';
import { expect } from 'vitest';
import type { LoadedDocument } from '../../../../ingest/loaded-document.js';

/** The tree's top nodes in short: `h2 Title`, `p Text`, `table | a | b |`, …, as the document's text has them. */
export function outlineOf(document: LoadedDocument): string[] {
  return document.tree.children.map((node) => `${nameOf(node)} ${sourceOf(document, node)}`);
}

function nameOf(node: RootContent): string {
  if (node.type === 'heading') return `h${node.depth}`;
  return node.type === 'paragraph' ? 'p' : node.type;
}

/** The text that a node's position points to. */
export function sourceOf(document: LoadedDocument, node: Nodes): string {
  return document.text.slice(node.position?.start.offset, node.position?.end.offset);
}

/** Checks that every character is in a node or in a dropped range, never in both, and that texts stand at their place. */
export function expectNothingLost(document: LoadedDocument): void {
  const seen = new Uint8Array(document.text.length);
  for (const node of document.tree.children) seen.fill(1, node.position?.start.offset, node.position?.end.offset);
  for (const { start, end } of document.dropped) {
    expect(seen.subarray(start, end).includes(1), 'dropped text is in the tree').toBe(false);
    seen.fill(1, start, end);
  }
  const lost = [...document.text].filter((character, index) => seen[index] === 0 && character.trim() !== '');
  expect(lost.join('')).toBe('');
  visitTexts(document.tree, (node) => expect(sourceOf(document, node).replaceAll('\\|', '|')).toBe(node.value));
}

function visitTexts(node: Nodes, check: (node: { value: string } & Nodes) => void): void {
  if (node.type === 'text' || node.type === 'code') check(node);
  else if ('children' in node) for (const child of node.children) visitTexts(child, check);
}
