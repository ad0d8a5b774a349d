import { type Interval, meanByGroup } from '../../src/core/metrics/mean-by-group.js';
import type { SetQuestion } from './evaluation-set.js';

/** As much of an `AskedQuestion` as figures are made of. */
export interface JudgedQuestion {
  readonly question: Pick<SetQuestion, 'gold' | 'article'>;
  readonly reply: { readonly confidence: number };
  readonly right: boolean;
}

/** Share of the answerable questions whose gold passage is within the first `limit` by this rank. */
export function recallWithin<Item extends JudgedQuestion>(
  asked: readonly Item[],
  rankOf: (item: Item) => number | null,
  limit: number,
): Interval {
  const answerable = asked.filter(({ question }) => question.gold.length > 0);
  return meanByGroup(answerable, articleOf, (item) => Number((rankOf(item) ?? Number.POSITIVE_INFINITY) <= limit));
}

/** What answering from this confidence on comes to: right ones among the answers, and answerable questions answered. */
export function gateShares(
  asked: readonly JudgedQuestion[],
  threshold: number,
): { readonly precision: Interval; readonly kept: Interval } {
  const isAnswered = ({ reply }: JudgedQuestion) => reply.confidence >= threshold;
  return {
    precision: meanByGroup(asked, articleOf, (item) => (isAnswered(item) ? Number(item.right) : null)),
    kept: meanByGroup(asked, articleOf, (item) => (item.question.gold.length > 0 ? Number(isAnswered(item)) : null)),
  };
}

/** What questions are grouped by where figures are resampled. */
export function articleOf({ question }: JudgedQuestion): string {
  return question.article;
}
