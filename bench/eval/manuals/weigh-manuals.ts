import type { LabelledRow } from '../labelled-questions.js';

/**
 * What a question over the manuals counts in fitting: at 1 the sets' precision at .75 falls by .005 to .02, and that of the manuals
 * rises by .01.
 */
const manualWeight = 0.5;
/** As in the other sets; taking gold sections out makes as many unanswerable questions as one likes. */
const unanswerableShare = 0.4;
/** Of the unanswerable weight: what is left of the page is the hardest rival there is, and some of it answers after all. */
const removedShare = 0.4;

/** Gives the manuals' rows their weights, in each language so that the unanswerable ones have their share. */
export function weighManuals(rows: readonly LabelledRow[]): LabelledRow[] {
  const isRemoved = (row: LabelledRow) => row.kind === 'gold-removed';
  return rows.map((row) => {
    const own = rows.filter(({ set }) => set === row.set);
    const unanswerable = own.filter(({ answerable }) => !answerable);
    const removed = unanswerable.filter(isRemoved);
    const mass = (own.length - unanswerable.length) * (unanswerableShare / (1 - unanswerableShare));
    const weight = row.answerable
      ? 1
      : isRemoved(row)
        ? (mass * removedShare) / removed.length
        : (mass * (1 - removedShare)) / (unanswerable.length - removed.length);
    return { ...row, weight: manualWeight * weight };
  });
}
