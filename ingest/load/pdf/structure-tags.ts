import type { Tag, TagCell } from './page-content.js';

/** The members of pdf.js's structure tree that we read. */
export interface StructureNode {
  readonly role?: string;
  readonly type?: string;
  readonly id?: string;
  readonly children?: readonly StructureNode[];
}

/** Deeper trees are cut off: no honest document nests its elements so far. */
const deepestLevel = 200;

const blockKinds: Readonly<Record<string, Tag['kind']>> = {
  P: 'paragraph',
  LI: 'list',
  Code: 'code',
  Caption: 'caption',
  TOC: 'contents',
  TOCI: 'contents',
  Note: 'note',
  FENote: 'note',
  BlockQuote: 'paragraph',
  Title: 'heading',
  H: 'heading',
};

interface State {
  readonly tags: Map<string, Tag>;
  blocks: number;
  tables: number;
}

interface Context {
  readonly kind: Tag['kind'];
  readonly block: number;
  readonly heading: number | null;
  readonly cell: TagCell | null;
}

/**
 * Flattens a page's structure tree into one tag per marked-content id.
 *
 * @param root pdf.js's `getStructTree()`; null for an untagged page.
 */
export function structureTags(root: StructureNode | null): ReadonlyMap<string, Tag> {
  const state: State = { tags: new Map(), blocks: 0, tables: 0 };
  if (root !== null) walk(root, { kind: 'paragraph', block: 0, heading: null, cell: null }, state, 0);
  return state.tags;
}

function walk(node: StructureNode, context: Context, state: State, depth: number): void {
  if (depth > deepestLevel) return;
  if (node.type === 'content' && node.id !== undefined) {
    state.tags.set(node.id, context);
    return;
  }
  if (node.role === 'Table') {
    walkTable(node, context, state, depth);
    return;
  }
  const inner = enter(node.role ?? '', context, state);
  for (const child of node.children ?? []) walk(child, inner, state, depth + 1);
}

function enter(role: string, context: Context, state: State): Context {
  const level = /^H([1-6])$/.exec(role)?.[1];
  const kind = level === undefined ? blockKinds[role] : 'heading';
  if (kind === undefined) return context;
  state.blocks += 1;
  // A paragraph inside a list item, a note or a contents list stays what its parent is.
  const keeps = kind === 'paragraph' && context.kind !== 'paragraph' && context.kind !== 'heading';
  const heading = level !== undefined ? Number(level) : role === 'Title' ? 0 : role === 'H' ? 1 : null;
  return { kind: keeps ? context.kind : kind, block: state.blocks, heading, cell: context.cell };
}

function walkTable(table: StructureNode, context: Context, state: State, depth: number): void {
  const number = state.tables++;
  let row = -1;
  const visit = (node: StructureNode, level: number): void => {
    if (level > deepestLevel) return;
    if (node.role === 'TR') row += 1;
    let column = 0;
    for (const child of node.children ?? []) {
      if (child.role === 'TH' || child.role === 'TD') {
        state.blocks += 1;
        const cell = { table: number, row: Math.max(row, 0), column: column++, header: child.role === 'TH' };
        walk(child, { kind: 'cell', block: state.blocks, heading: null, cell }, state, level + 1);
      } else if (child.role === 'Caption') {
        walk(child, { ...context, kind: 'caption' }, state, level + 1);
      } else {
        visit(child, level + 1);
      }
    }
  };
  visit(table, depth);
}
