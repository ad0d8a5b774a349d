import mammoth from 'mammoth';
import { KnowledgeBaseError } from '../../../src/core/errors.js';
import type { IngestNote } from '../../../src/core/ingest-report.js';
import type { Loader } from '../load-document.js';
import { readMarkdown } from '../load-markdown.js';
import { htmlToMarkdown } from './html-to-markdown.js';

/** Styles that say "heading" beside Word's own, which mammoth knows; a Chinese Word saves some under their Chinese names. */
const styleMap = [
  "p[style-name='Title'] => h1:fresh",
  "p[style-name='标题'] => h1:fresh",
  "p[style-name='Subtitle'] => p:fresh",
  ...[1, 2, 3, 4, 5, 6].map((level) => `p[style-name='标题 ${level}'] => h${level}:fresh`),
];
/** Messages of the converter that are told. */
const mostNotes = 10;

/**
 * A Word document with its headings, lists, tables, footnotes and links. Pictures are left out but for their description.
 *
 * Rejects with `unreadable_document`: encrypted, damaged, or no Word document.
 */
export const loadDocx: Loader = async (bytes, { documentId }) => {
  const convertImage = mammoth.images.imgElement(async () => ({ src: 'picture' }));
  let converted: Awaited<ReturnType<typeof mammoth.convertToHtml>>;
  try {
    converted = await mammoth.convertToHtml({ buffer: Buffer.from(bytes) }, { styleMap, convertImage });
  } catch (cause) {
    const message = cause instanceof Error ? cause.message.split('\n')[0] : String(cause);
    throw new KnowledgeBaseError(
      'unreadable_document',
      `Cannot read document "${documentId}" as a Word document: ${message}; open and save it again, without a password`,
      { cause, facts: { documentId } },
    );
  }
  const text = await htmlToMarkdown(converted.value);
  const loaded = readMarkdown({ text, encoding: 'utf-8', notes: notesOf(converted.messages) }, documentId);
  return {
    ...loaded,
    mediaType: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  };
};

function notesOf(messages: readonly { readonly message: string }[]): IngestNote[] {
  const distinct = [...new Set(messages.map(({ message }) => message))];
  return distinct.slice(0, mostNotes).map((message) => ({ code: 'word_conversion', message }));
}
