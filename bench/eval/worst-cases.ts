import type { AskedQuestion } from './ask-set.js';
import { outcomeOf } from './report.js';

/** Cases shown of a set. */
const shown = 10;
/** Characters of a quotation. */
const quoteLength = 90;

/** Lines of text: the wrong answers that were given with the most confidence, surest first. */
export function worstCases(asked: readonly AskedQuestion[], threshold: number): string[] {
  const wrong = asked.filter((item) => !outcomeOf(item).right && item.reply.confidence >= threshold);
  const worst = wrong.sort((left, right) => right.reply.confidence - left.reply.confidence).slice(0, shown);
  return worst.map(({ question, reply }) => {
    const [citation] = reply.citations;
    const quote = citation?.quote.replace(/\s+/g, ' ').slice(0, quoteLength) ?? '';
    return `  wrong at ${reply.confidence.toFixed(2)} [${question.kind}] ${question.text} → ${citation?.documentId ?? '–'}: ${quote}`;
  });
}
