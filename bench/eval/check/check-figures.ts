/** A score and the truth. */
export interface Scored {
  readonly score: number;
  readonly isTrue: boolean;
}

/** Mean of the shares judged right among the true and among the false, 0…1; NaN without one of them. */
export function balancedAccuracy(rows: readonly { readonly passed: boolean; readonly isTrue: boolean }[]): number {
  const share = (isTrue: boolean) => {
    const own = rows.filter((row) => row.isTrue === isTrue);
    return own.filter((row) => row.passed === isTrue).length / own.length;
  };
  return (share(true) + share(false)) / 2;
}

/** Probability that a true one scores above a false one, ties counting half; NaN without one of them. */
export function areaUnderCurve(rows: readonly Scored[]): number {
  const sorted = [...rows].sort((left, right) => left.score - right.score);
  let ranks = 0;
  for (let first = 0; first < sorted.length; ) {
    let last = first;
    while (last + 1 < sorted.length && sorted[last + 1]?.score === sorted[first]?.score) last++;
    for (let index = first; index <= last; index++) if (sorted[index]?.isTrue) ranks += (first + last) / 2 + 1;
    first = last + 1;
  }
  const trues = rows.filter(({ isTrue }) => isTrue).length;
  const falses = rows.length - trues;
  return (ranks - (trues * (trues + 1)) / 2) / (trues * falses);
}

/**
 * Balanced accuracy at the threshold that is best on the other half, both halves together: what a score could do with a threshold of
 * its own, without looking at the rows it is measured on.
 */
export function crossFittedAccuracy(rows: readonly (Scored & { readonly group: string })[]): number {
  const groups = [...new Set(rows.map(({ group }) => group))].sort();
  const half = new Map(groups.map((group, index) => [group, index % 2]));
  const judged = [0, 1].flatMap((side) => {
    const threshold = bestThreshold(rows.filter(({ group }) => half.get(group) !== side));
    return rows
      .filter(({ group }) => half.get(group) === side)
      .map(({ score, isTrue }) => ({ passed: score >= threshold, isTrue }));
  });
  return balancedAccuracy(judged);
}

function bestThreshold(rows: readonly Scored[]): number {
  let best = 0.5;
  let bestAccuracy = -1;
  for (const threshold of new Set(rows.map(({ score }) => score))) {
    const accuracy = balancedAccuracy(rows.map(({ score, isTrue }) => ({ passed: score >= threshold, isTrue })));
    if (accuracy > bestAccuracy) [best, bestAccuracy] = [threshold, accuracy];
  }
  return best;
}
