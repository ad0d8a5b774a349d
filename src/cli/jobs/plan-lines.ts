import type { WireJobPlan } from '../wire.js';

/** Ids shown of one kind; the rest is counted. */
const mostShown = 50;

/** What a dry run says: each document that would be touched on a line of its own, the sums last. */
export function planLines(plan: WireJobPlan): string[] {
  return [
    ...idLines('+', plan.added),
    ...idLines('~', plan.changed),
    ...idLines('-', plan.removed),
    `${plan.added.length} added, ${plan.changed.length} changed, ${plan.unchanged} unchanged, ${plan.removed.length} removed`,
  ];
}

export function idLines(sign: string, ids: readonly string[]): string[] {
  const lines = ids.slice(0, mostShown).map((id) => `${sign} ${id}`);
  return ids.length > mostShown ? [...lines, `${sign} … and ${ids.length - mostShown} more`] : lines;
}
