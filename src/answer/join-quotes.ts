import { placeOf } from '../core/place-of.js';
import type { Citation, Language } from '../core/reply.js';
import type { Quote } from './choose-quote.js';
import { maskMarks } from './mask-marks.js';
import { headingLine } from './retrieve.js';
import type { ScoredCandidate } from './score.js';

/** An answer made of quotations, and the citation of each. */
export interface ComposedAnswer {
  readonly answer: string;
  readonly citations: readonly Citation[];
}

/** A candidate and what is quoted of it. */
export interface ChosenQuote {
  readonly candidate: ScoredCandidate;
  readonly quote: Quote;
}

/**
 * Quotations to an answer: an introduction if there is one, then each quotation word for word with its `[n]`, numbered in order
 * of appearance; a `[n]` of the source's own is masked. Of several, each new section is introduced by its title and heading path (`休假管理办法 › 年休假：`).
 *
 * @param introduction without blanks around it; '' for none.
 * @returns null without quotations.
 */
export function joinQuotes(
  introduction: string,
  quotes: readonly ChosenQuote[],
  language: Language,
): ComposedAnswer | null {
  const chosen = withoutRepeats(quotes);
  if (chosen.length === 0) return null;
  let answer = introduction;
  let sectionId: string | null = null;
  const citations: Citation[] = [];
  for (const [index, { candidate, quote }] of chosen.entries()) {
    const { section, document } = candidate;
    if (answer !== '') answer += '\n\n';
    if (chosen.length > 1 && section.id !== sectionId) answer += headingLead(candidate, quote, language);
    sectionId = section.id;
    const answerStart = answer.length;
    answer += quoted(section.text, quote, index + 1);
    citations.push({
      number: index + 1,
      documentId: document.id,
      documentTitle: document.title,
      documentRevision: document.revision,
      sectionId: section.id,
      headingPath: section.headingPath,
      place: placeOf(section, quote.start, quote.end),
      quote: section.text.slice(quote.start, quote.end),
      answerStart,
      answerEnd: answer.length,
    });
  }
  return { answer, citations };
}

/** Quotations without those that stand inside another one of the same section. */
function withoutRepeats(quotes: readonly ChosenQuote[]): ChosenQuote[] {
  return quotes.filter(
    ({ candidate, quote }, index) =>
      !quotes.some((other, otherIndex) => {
        if (otherIndex === index || other.candidate.section.id !== candidate.section.id) return false;
        const inside = other.quote.start <= quote.start && other.quote.end >= quote.end;
        const same = other.quote.start === quote.start && other.quote.end === quote.end;
        return same ? otherIndex < index : inside;
      }),
  );
}

function headingLead(candidate: ScoredCandidate, quote: Quote, language: Language): string {
  const line = headingLine(candidate);
  if (line === '') return '';
  // Lists, tables and code only are ones in a paragraph of their own.
  const isBlock = quote.head !== null || /^(?:[-*+•>|`~]|\d{1,3}[.)、]|\|)/.test(textOf(candidate, quote));
  return `${maskMarks(line)}${language === 'zh' ? '：' : ':'}${isBlock ? '\n\n' : '\n'}`;
}

function quoted(text: string, quote: Quote, number: number): string {
  const words = text.slice(quote.start, quote.end);
  const head = quote.head ? `${maskMarks(text.slice(quote.head.start, quote.head.end))}\n` : '';
  const more = quote.cut ? '\n\n… ' : '';
  // On a line of its own behind a fence, a formula or a table row: anything after them would break the Markdown.
  const endsBlock = quote.head !== null || /(?:```|~~~|\||\$\$)\s*$/.test(words);
  return `${head}${maskMarks(words)}${more || (endsBlock ? '\n\n' : ' ')}[${number}]`;
}

function textOf({ section }: ScoredCandidate, quote: Quote): string {
  return section.text.slice(quote.start, quote.end);
}
