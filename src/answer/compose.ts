import { placeOf } from '../core/place-of.js';
import type { Citation } from '../core/reply.js';
import { chooseQuote, type Quote } from './choose-quote.js';
import type { WeighedQuestion } from './evidence.js';
import type { ScoredCandidate } from './score.js';

/** An answer made of quotations, and the citation of each. */
export interface ComposedAnswer {
  readonly answer: string;
  readonly citations: readonly Citation[];
}

/** Passages quoted below the threshold, where the reader of the answer has to choose. */
const passagesShown = 3;
/** Sections quoted for a question that needs several: a list, a comparison. */
const sectionsJoined = 3;

/** Cosines of a candidate's sentences with the question; null where words decide. */
export type SentenceSimilarity = (candidate: ScoredCandidate) => Promise<readonly number[] | null>;

/**
 * The answer of the knowledge base, word for word: the best candidate's sentences that answer, `[1]`; for a question
 * that needs several sections also those of other confident candidates.
 *
 * @returns null when no candidate has a sentence to quote.
 */
export async function composeAnswer(
  question: WeighedQuestion,
  candidates: readonly ScoredCandidate[],
  threshold: number,
  similarity: SentenceSimilarity,
): Promise<ComposedAnswer | null> {
  const confident = candidates.filter((candidate) => candidate.confidence >= threshold);
  const used = question.needsSeveral ? confident.slice(0, sectionsJoined) : confident.slice(0, 1);
  return join('', await quotes(question, used, similarity));
}

/** What the knowledge base says about a question that it may not answer: an introduction, then the best passages' sentences. */
export async function composePassages(
  question: WeighedQuestion,
  candidates: readonly ScoredCandidate[],
  relevanceFloor: number,
  introduction: string,
  similarity: SentenceSimilarity,
): Promise<ComposedAnswer | null> {
  const shown = candidates.filter((candidate) => candidate.confidence >= relevanceFloor).slice(0, passagesShown);
  return join(`${introduction}\n\n`, await quotes(question, shown, similarity));
}

interface ChosenQuote {
  readonly candidate: ScoredCandidate;
  readonly quote: Quote;
}

async function quotes(
  question: WeighedQuestion,
  candidates: readonly ScoredCandidate[],
  similarity: SentenceSimilarity,
): Promise<ChosenQuote[]> {
  const chosen: ChosenQuote[] = [];
  for (const candidate of candidates) {
    const quote = chooseQuote(question, candidate, await similarity(candidate));
    if (quote) chosen.push({ candidate, quote });
  }
  return chosen;
}

function join(introduction: string, chosen: readonly ChosenQuote[]): ComposedAnswer | null {
  if (chosen.length === 0) return null;
  let answer = introduction;
  const citations = chosen.map(({ candidate, quote }, index): Citation => {
    const text = candidate.section.text.slice(quote.start, quote.end);
    if (index > 0) answer += '\n\n';
    const answerStart = answer.length;
    const number = index + 1;
    // On a line of its own behind a fence or a table row: anything after them would break the Markdown.
    answer += `${text}${/(?:```|~~~|\|)\s*$/.test(text) ? '\n\n' : ' '}[${number}]`;
    return {
      number,
      documentId: candidate.document.id,
      documentTitle: candidate.document.title,
      sectionId: candidate.section.id,
      headingPath: candidate.section.headingPath,
      place: placeOf(candidate.section, quote.start, quote.end),
      quote: text,
      answerStart,
      answerEnd: answer.length,
    };
  });
  return { answer, citations };
}
