import { Readability } from '@mozilla/readability';
import { parseHTML } from 'linkedom';
import type { IngestNote } from '../../../src/core/ingest-report.js';
import { decodeText } from '../decode-text.js';
import type { Loader } from '../load-document.js';
import { readMarkdown } from '../load-markdown.js';
import { htmlToMarkdown } from './html-to-markdown.js';

/** Below this share of the page's text the main text was probably not found: a short page, or a list. */
const leastShare = 0.25;
/** Page furniture by its element, where the main text was not found. */
const furniture = 'nav, header, footer, aside, script, style, noscript, template';

/**
 * A web page as its main text (Readability, as in Firefox's reader view) under its title; where that finds little, the whole
 * body without navigation, header and footer. What was left out is said in a note.
 *
 * Rejects with `unreadable_document` for bytes that are not text.
 */
export const loadHtml: Loader = async (bytes, { documentId }) => {
  const { text: html, encoding, notes } = decodeText(bytes, documentId);
  const { title, content, note } = mainText(html);
  const markdown = await htmlToMarkdown(content);
  const heading = title !== '' && !/^# /m.test(markdown) ? `# ${title.replace(/\s+/g, ' ')}\n\n` : '';
  const loaded = readMarkdown({ text: heading + markdown, encoding, notes: [...notes, ...note] }, documentId);
  return { ...loaded, mediaType: 'text/html', title: loaded.title ?? (title || null) };
};

function mainText(html: string): { title: string; content: string; note: IngestNote[] } {
  const { document } = parseHTML(html);
  const title = document.querySelector('title')?.textContent?.trim() ?? '';
  const all = lettersOf(document.body?.textContent ?? html);
  // Readability changes the document it is given.
  const article = new Readability(parseHTML(html).document).parse();
  const read = lettersOf(article?.textContent ?? '');
  if (article?.content && read >= leastShare * all) {
    return { title: article.title || title, content: article.content, note: leftOut(all - read) };
  }
  for (const element of document.querySelectorAll(furniture)) element.remove();
  const body = document.body ?? document.documentElement;
  return { title, content: body?.innerHTML ?? html, note: leftOut(all - lettersOf(body?.textContent ?? '')) };
}

function leftOut(letters: number): IngestNote[] {
  if (letters <= 0) return [];
  return [{ code: 'outside_main_text', message: `Left out ${letters} characters around the main text of the page` }];
}

function lettersOf(text: string): number {
  return text.replace(/\s+/g, '').length;
}
