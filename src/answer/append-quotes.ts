import type { Citation, Language } from '../core/reply.js';
import { sectionTitles, titleSeparator } from '../core/section-titles.js';
import type { ClaimEvidence, Verdict } from '../core/verdict.js';
import { toCitation } from './cite-draft.js';
import type { ComposedAnswer } from './join-quotes.js';
import { maskMarks } from './mask-marks.js';

/** Words of the knowledge base about a draft that are shown beside those about the question, at most. */
const quotesOfDraft = 2;

/**
 * Checked sentences with quoted ones behind them, numbered on: what a model's answer becomes when its next sentence did not hold.
 * Quotations that the sentences already say word for word are not repeated.
 */
export function appendQuotes(written: ComposedAnswer, quoted: ComposedAnswer): ComposedAnswer {
  if (written.answer === '') return quoted;
  const said = plain(written.answer);
  if (quoted.citations.every(({ quote }) => said.includes(plain(quote)))) return written;
  const offset = written.citations.length;
  const start = `${written.answer}\n\n`;
  let answer = start;
  let from = 0;
  const citations = quoted.citations.map((citation) => {
    const mark = `[${citation.number}]`;
    const number = citation.number + offset;
    const answerStart = answer.length + citation.answerStart - from;
    answer += `${quoted.answer.slice(from, citation.answerEnd - mark.length)}[${number}]`;
    from = citation.answerEnd;
    return { ...citation, number, answerStart, answerEnd: answer.length };
  });
  return { answer: answer + quoted.answer.slice(from), citations: [...written.citations, ...citations] };
}

/** Without blanks and citation marks, which stand between the sentences of an answer and not of a quotation. */
function plain(text: string): string {
  return text.replace(/\[\d+\]|\s+/g, '');
}

/** Quoted passages with what the knowledge base says about the draft itself: what contradicts it, then what supports it. */
export function appendDraftEvidence(quoted: ComposedAnswer, verdict: Verdict, language: Language): ComposedAnswer {
  let { answer } = quoted;
  const citations: Citation[] = [...quoted.citations];
  for (const evidence of evidenceOf(verdict)) {
    if (citations.length >= quoted.citations.length + quotesOfDraft) break;
    if (citations.some(({ quote }) => quote.includes(evidence.quote) || evidence.quote.includes(quote))) continue;
    const titles = sectionTitles(evidence.documentTitle, evidence.headingPath).join(titleSeparator);
    answer += `\n\n${titles === '' ? '' : `${titles}${language === 'zh' ? '：' : ':'}\n`}`;
    const answerStart = answer.length;
    answer += `${maskMarks(evidence.quote)} [${citations.length + 1}]`;
    citations.push(toCitation(evidence, citations.length + 1, answerStart, answer.length));
  }
  return { answer, citations };
}

function evidenceOf({ claims }: Verdict): ClaimEvidence[] {
  const all = claims.flatMap(({ evidence }) => evidence);
  return [
    ...all.filter(({ stance }) => stance === 'contradicts'),
    ...all.filter(({ stance }) => stance === 'supports'),
  ];
}
