import type { Root } from 'mdast';
import { visit } from 'unist-util-visit';
import type { Metadata } from '../../src/core/document.js';
import { KnowledgeBaseError } from '../../src/core/errors.js';
import type { DroppedText, IngestNote } from '../../src/core/ingest-report.js';
import { headingTitle } from '../heading-title.js';
import type { LoadedDocument } from '../loaded-document.js';
import { decodeText } from './decode-text.js';
import { parseFrontMatter } from './front-matter.js';
import { mergeMetadata } from './merge-metadata.js';
import { findMetadataComments, type MetadataComment } from './metadata-comment.js';
import { metadataValue } from './metadata-keys.js';
import { parseMarkdown } from './parse-markdown.js';
import { sourceNotes } from './source-notes.js';

/**
 * Longest text read. Tree, sections and parts of 10 million characters take 0.6 GB and 15 s on one core; three times that
 * stays within a worker's 2 GB.
 */
const maxCharacters = 32_000_000;

/** No encoding that is read takes more bytes a UTF-16 code unit, so larger files need no decoding to be refused. */
const maxBytesPerCharacter = 4;

/**
 * Reads a Markdown (or plain text) file: bytes → text → tree, and what the file says of itself. Of its metadata a
 * comment wins over front matter.
 *
 * @throws KnowledgeBaseError `unreadable_document` for bytes that are not text, `payload_too_large` above 32 million
 * characters.
 */
export function loadMarkdown(bytes: Uint8Array, options: { readonly documentId: string }): LoadedDocument {
  const { documentId } = options;
  if (bytes.length > maxBytesPerCharacter * maxCharacters) throw tooLarge(documentId, `${bytes.length} bytes`);
  return readMarkdown(decodeText(bytes, documentId), documentId);
}

/**
 * Reads Markdown that is text already: a file's, or what another format was turned into.
 *
 * @throws KnowledgeBaseError `payload_too_large` above 32 million characters.
 */
export function readMarkdown(
  { text, encoding, notes }: { text: string; encoding: string; notes: readonly IngestNote[] },
  documentId: string,
): LoadedDocument {
  if (text.length > maxCharacters) throw tooLarge(documentId, `${text.length} characters`);
  const parsed = parseMarkdown(text);
  const frontMatter = readFrontMatter(parsed.tree);
  const comments = commentsOutsideCode(parsed.tree, text);
  // Of several comments the first counts.
  const metadata = mergeMetadata(frontMatter.metadata, ...comments.map((comment) => comment.metadata).toReversed());
  return {
    mediaType: 'text/markdown',
    text,
    tree: parsed.tree,
    encoding,
    metadata,
    title: titleOf(metadata, parsed.tree),
    unitStarts: lineStarts(text),
    unit: 'line',
    dropped: comments.map(toDropped),
    notes: [...notes, ...frontMatter.notes, ...parsed.notes, ...sourceNotes(parsed.tree, text)],
  };
}

function tooLarge(documentId: string, size: string): KnowledgeBaseError {
  const message = `Cannot read document "${documentId}": ${size} of Markdown, at most ${maxCharacters} characters are read; split it into several documents`;
  return new KnowledgeBaseError('payload_too_large', message, { facts: { documentId, maxCharacters } });
}

function readFrontMatter(tree: Root): { metadata: Metadata; notes: readonly IngestNote[] } {
  const [first] = tree.children;
  // The type is that of remark-frontmatter's own TOML node, which mdast's types do not list.
  if ((first?.type as string | undefined) === 'toml') {
    const message = 'Left out TOML front matter: only YAML is read';
    return { metadata: {}, notes: [{ code: 'front_matter_not_read', message, line: 1 }] };
  }
  return first?.type === 'yaml' ? parseFrontMatter(first.value) : { metadata: {}, notes: [] };
}

/** A metadata comment inside a code example is the example's. */
function commentsOutsideCode(tree: Root, text: string): MetadataComment[] {
  const comments = findMetadataComments(text);
  if (comments.length === 0) return comments;
  const code: { start: number; end: number }[] = [];
  visit(tree, ['code', 'math', 'inlineCode', 'html', 'yaml'], (node) => {
    code.push({ start: node.position?.start.offset ?? 0, end: node.position?.end.offset ?? 0 });
  });
  return comments.filter(({ start, end }) => !code.some((range) => range.start <= start && end <= range.end));
}

function toDropped({ start, end }: MetadataComment): DroppedText {
  return { rule: 'metadata_comment', start, end };
}

/** Front matter or comment, else the first heading when it is of level 1; null lets the document's name stand in. */
function titleOf(metadata: Metadata, tree: Root): string | null {
  const { title } = metadata;
  if (title !== undefined) return String(metadataValue('title', title));
  const heading = tree.children.find((node) => node.type === 'heading');
  return heading?.depth === 1 ? headingTitle(heading) || null : null;
}

function lineStarts(text: string): number[] {
  const starts = [0];
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) {
    if (at + 1 < text.length) starts.push(at + 1);
  }
  return starts;
}
