import type { EvaluationFigures } from './evaluation-figures.js';

/** One figure of two runs. */
export interface ComparedFigure {
  readonly name: ComparedName;
  readonly before: number;
  readonly after: number;
  /** Worse by more than the tolerance. */
  readonly regressed: boolean;
}

export type ComparedName = Exclude<keyof EvaluationFigures, 'questions' | 'answerable' | 'answered'>;

/** Figures that two runs are compared by, and whether more is better. */
const directions: Readonly<Record<ComparedName, 1 | -1>> = {
  recallAt1: 1,
  recallAt5: 1,
  recallAt10: 1,
  meanReciprocalRank: 1,
  ndcgAt10: 1,
  precision: 1,
  coverage: 1,
  letThrough: -1,
  expectedCalibrationError: -1,
  brier: -1,
  areaUnderCurve: 1,
};

/** Compares what both runs have, in a fixed order. `tolerance` 0…1: a question more or less in a small set is no regression. */
export function compareFigures(
  before: EvaluationFigures,
  after: EvaluationFigures,
  tolerance: number,
): ComparedFigure[] {
  return comparedNames.flatMap((name) => {
    const [old, now] = [before[name], after[name]];
    if (old === null || now === null || old === undefined || now === undefined) return [];
    // Rounded, so that .75 − .74 is not more than .01.
    const worse = Number((directions[name] * (old - now)).toFixed(9));
    return [{ name, before: old, after: now, regressed: worse > tolerance }];
  });
}

const comparedNames = Object.keys(directions) as ComparedName[]; // The keys of the table above.
