import type { Outcome } from '../calibration-metrics.js';

/** What another threshold would change. */
export interface SimulatedThreshold {
  readonly threshold: number;
  readonly answered: number;
  /** Of the answered, right ones. */
  readonly right: number;
  /** Questions answered more (or, negative, fewer) than at the present threshold, and how many of these are wrong. */
  readonly change: number;
  readonly changeWrong: number;
}

/** Thresholds looked at; the present one is added where it is none of them. */
export const simulatedThresholds: readonly number[] = [0.5, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95];

/** Answering at each threshold, against the present one. Ascending. */
export function simulateThresholds(outcomes: readonly Outcome[], present: number): SimulatedThreshold[] {
  const at = (threshold: number) => {
    const answered = outcomes.filter(({ confidence }) => confidence >= threshold);
    const right = answered.filter((outcome) => outcome.right).length;
    return { answered: answered.length, right, wrong: answered.length - right };
  };
  const now = at(present);
  return [...new Set([...simulatedThresholds, present])]
    .sort((left, right) => left - right)
    .map((threshold) => {
      const { answered, right, wrong } = at(threshold);
      const changeWrong = Math.abs(wrong - now.wrong);
      return { threshold, answered, right, change: answered - now.answered, changeWrong };
    });
}
