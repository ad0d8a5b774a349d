import type { Outcome } from '../calibration-metrics.js';

/** Outcomes of like confidence: in a calibrated service `confidence` and `right` are the same. */
export interface ReliabilityBin {
  readonly from: number;
  readonly to: number;
  readonly count: number;
  /** Mean, 0…1. */
  readonly confidence: number;
  /** Share that was right, 0…1. */
  readonly right: number;
}

/** Outcomes in bins of equal mass, the least confident first; empty bins are left out. */
export function reliabilityBins(outcomes: readonly Outcome[], bins = 10): ReliabilityBin[] {
  const sorted = [...outcomes].sort((left, right) => left.confidence - right.confidence);
  return Array.from({ length: bins }, (_, bin) =>
    sorted.slice(Math.round((bin * sorted.length) / bins), Math.round(((bin + 1) * sorted.length) / bins)),
  ).flatMap((members) => {
    const [first] = members;
    const last = members.at(-1);
    if (!first || !last) return [];
    return [
      {
        from: first.confidence,
        to: last.confidence,
        count: members.length,
        confidence: members.reduce((sum, { confidence }) => sum + confidence, 0) / members.length,
        right: members.filter(({ right }) => right).length / members.length,
      },
    ];
  });
}
