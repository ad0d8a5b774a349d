import type { Code, Heading, Root } from 'mdast';

import { visit } from 'unist-util-visit';
import type { IngestNote } from '../../src/core/ingest-report.js';
import { headingTitle } from '../heading-title.js';

/** Notes of one kind in a report; what follows is counted in the last one. */
const notesPerKind = 20;

/** Flaws of a Markdown source that a reader may want to mend: open fences, level jumps, empty and equal headings. */
export function sourceNotes(tree: Root, text: string): IngestNote[] {
  const open: IngestNote[] = [];
  visit(tree, 'code', (node) => {
    if (!isOpenFence(node, text)) return;
    const line = node.position?.start.line ?? 1;
    open.push({ code: 'unclosed_fence', message: 'Code fence is never closed: everything after it is code', line });
  });
  const headings = tree.children.filter((node) => node.type === 'heading');
  return [open, jumps(headings), empty(headings), duplicates(headings)].flatMap(limited);
}

function isOpenFence(node: Code, text: string): boolean {
  const source = text.slice(node.position?.start.offset ?? 0, node.position?.end.offset ?? 0);
  const fence = /^(`{3,}|~{3,})/.exec(source)?.[1];
  if (!fence) return false;
  const lastLine = source.includes('\n') ? source.slice(source.lastIndexOf('\n') + 1) : '';
  const closing = lastLine.replace(/^[\s>]+/, '').trimEnd();
  return closing.length < fence.length || closing !== (fence[0] ?? '').repeat(closing.length);
}

function jumps(headings: readonly Heading[]): IngestNote[] {
  return headings.flatMap((heading, index) => {
    const before = headings[index - 1]?.depth;
    if (before === undefined || heading.depth <= before + 1) return [];
    const message = `Heading jumps from level ${before} to ${heading.depth}: "${titleOf(heading)}"`;
    return [{ code: 'heading_jump', message, line: lineOf(heading) }];
  });
}

function empty(headings: readonly Heading[]): IngestNote[] {
  return headings
    .filter((heading) => titleOf(heading) === '')
    .map((heading) => ({ code: 'empty_heading', message: 'Heading has no text', line: lineOf(heading) }));
}

/** Equal headings under the same heading; the same words under different ones (描述 on every page) are no flaw. */
function duplicates(headings: readonly Heading[]): IngestNote[] {
  const seen = new Map<string, number>();
  const path: Heading[] = [];
  return headings.flatMap((heading) => {
    while ((path.at(-1)?.depth ?? 0) >= heading.depth) path.pop();
    path.push(heading);
    const key = JSON.stringify(path.map(titleOf));
    const first = seen.get(key);
    if (first === undefined) seen.set(key, lineOf(heading));
    if (first === undefined || titleOf(heading) === '') return [];
    const message = `Heading "${titleOf(heading)}" stands on line ${first} already`;
    return [{ code: 'duplicate_heading', message, line: lineOf(heading) }];
  });
}

function limited(notes: readonly IngestNote[]): IngestNote[] {
  const shown = notes.slice(0, notesPerKind);
  const [more] = notes.slice(notesPerKind);
  if (!more) return shown;
  return [...shown, { ...more, message: `${more.message}; and ${notes.length - notesPerKind - 1} more like it` }];
}

function titleOf(heading: Heading): string {
  return headingTitle(heading).slice(0, 80);
}

function lineOf(heading: Heading): number {
  return heading.position?.start.line ?? 1;
}
