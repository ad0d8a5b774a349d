import { languageOf } from '../../core/language.js';
import type { Citation, Language } from '../../core/reply.js';
import { sectionTitles, titleSeparator } from '../../core/section-titles.js';

/** A citation with the address of the page that shows it; null where no browser could reach one. */
export interface LinkedCitation {
  readonly citation: Citation;
  readonly url: string | null;
}

const headings: Readonly<Record<Language, string>> = { zh: '来源：', en: 'Sources:' };

/**
 * The sources under an answer, as Markdown: what clients show that drop every field they do not know. Empty without
 * citations.
 */
export function sourceList(answer: string, linked: readonly LinkedCitation[]): string {
  if (linked.length === 0) return '';
  const language = languageOf(answer);
  const lines = linked.map(({ citation, url }) => {
    const title = escapeMarkdown(sourceTitle(citation));
    const name = url === null ? title : `[${title}](${url})`;
    return `- [${citation.number}] ${name}${language === 'zh' ? '，' : ', '}${placeText(citation, language)}`;
  });
  return `\n\n${headings[language]}\n\n${lines.join('\n')}`;
}

/** Document title and heading path in one line. */
export function sourceTitle({ documentTitle, headingPath }: Citation): string {
  return sectionTitles(documentTitle, headingPath).join(titleSeparator);
}

/** `line 28`, `第 3–4 页`. */
export function placeText({ place: { unit, start, end } }: Citation, language: Language): string {
  const span = start === end ? `${start}` : `${start}–${end}`;
  if (language === 'zh') return `第 ${span} ${unit === 'line' ? '行' : '页'}`;
  return `${unit}${start === end ? '' : 's'} ${span}`;
}

/** A title is shown as it is: what is markup to Markdown gets a backslash, line ends become blanks. */
function escapeMarkdown(text: string): string {
  return text.replace(/\s+/g, ' ').replace(/[\\`*_[\]<>]/g, '\\$&');
}
