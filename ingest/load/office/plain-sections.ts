import type { MediaType } from '../../../src/core/document.js';
import type { LoadedDocument } from '../../loaded-document.js';
import { readMarkdown } from '../load-markdown.js';

/** A piece of a format that carries no headings: a slide, a chapter, a block of rows. */
export interface PlainSection {
  readonly title: string;
  /** Plain text, or Markdown that is ours. */
  readonly body: string;
}

/** Pieces as one Markdown text, each under a heading of level 2 below the document's title. */
export function plainSections(
  documentId: string,
  mediaType: MediaType,
  sections: readonly PlainSection[],
): LoadedDocument {
  const title = nameOf(documentId);
  const pieces = sections
    .filter(({ body }) => body.trim() !== '')
    .map((section) => `## ${oneLine(section.title)}\n\n${section.body.trim()}\n`);
  const text = [`# ${title}\n`, ...pieces].join('\n');
  return { ...readMarkdown({ text, encoding: 'utf-8', notes: [] }, documentId), mediaType };
}

/** Text of another format, so that nothing in it is taken for Markdown. */
export function escapeMarkdown(text: string): string {
  return text.replace(/^(\s*)([#>+*-]|\d+[.)]|```|~~~|\|)/gm, '$1\\$2').replace(/[<[\]`*_]/g, '\\$&');
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}

/** `folder/年报.pptx` → `年报` */
function nameOf(documentId: string): string {
  const name = documentId.split('/').at(-1) ?? documentId;
  return oneLine(name.replace(/\.[a-z0-9]+$/i, '')) || documentId;
}
