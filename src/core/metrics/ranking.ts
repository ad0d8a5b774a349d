/** Where the expected passages of one answerable question stood. */
export interface Ranking {
  /** 1-based ranks at which an expected place was met for the first time, ascending; empty when none was among the passages. */
  readonly ranks: readonly number[];
  /** Places expected; 0 where nobody said, and the question does not count. */
  readonly expected: number;
}

/** Share of the questions with an expected place among the first `k` passages; NaN for no questions. */
export function recallAt(rankings: readonly Ranking[], k: number): number {
  return mean(rankings, ({ ranks }) => ((ranks[0] ?? Number.POSITIVE_INFINITY) <= k ? 1 : 0));
}

/** Mean of 1 ÷ rank of the first expected place, 0 where there was none; NaN for no questions. */
export function meanReciprocalRank(rankings: readonly Ranking[]): number {
  return mean(rankings, ({ ranks }) => (ranks[0] === undefined ? 0 : 1 / ranks[0]));
}

/** Normalised discounted cumulative gain of the first `k` passages, every expected place worth the same; NaN for no questions. */
export function ndcgAt(rankings: readonly Ranking[], k: number): number {
  return mean(rankings, ({ ranks, expected }) => {
    const gained = sum(ranks.filter((rank) => rank <= k).map(discount));
    const ideal = sum(Array.from({ length: Math.min(expected, k) }, (_, index) => discount(index + 1)));
    return Math.min(1, gained / ideal);
  });
}

function discount(rank: number): number {
  return 1 / Math.log2(rank + 1);
}

function mean(rankings: readonly Ranking[], measure: (ranking: Ranking) => number): number {
  const counted = rankings.filter(({ expected }) => expected > 0);
  return sum(counted.map(measure)) / counted.length;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
