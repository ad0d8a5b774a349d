/** Share, with a 95 % interval from resampling whole articles: questions of one article are not independent. */
export interface Interval {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

const resamples = 500;

/**
 * Mean of a value over items, with a bootstrap interval by group. Items whose value is null do not count; NaN for none.
 * Deterministic.
 */
export function meanByGroup<Item>(
  items: readonly Item[],
  groupOf: (item: Item) => string,
  measure: (item: Item) => number | null,
): Interval {
  const groups = new Map<string, { sum: number; count: number }>();
  for (const item of items) {
    const value = measure(item);
    if (value === null) continue;
    const group = groups.get(groupOf(item)) ?? { sum: 0, count: 0 };
    groups.set(groupOf(item), { sum: group.sum + value, count: group.count + 1 });
  }
  const list = [...groups.values()];
  const random = generator(12345);
  const means = Array.from({ length: resamples }, () =>
    meanOf(list.map(() => list[Math.floor(random() * list.length)] ?? { sum: 0, count: 0 })),
  ).sort((left, right) => left - right);
  return {
    value: meanOf(list),
    low: means[Math.floor(resamples * 0.025)] ?? Number.NaN,
    high: means[Math.floor(resamples * 0.975)] ?? Number.NaN,
  };
}

/** `.912 (.88–.94)` */
export function showInterval({ value, low, high }: Interval): string {
  return Number.isNaN(value) ? '–' : `${showShare(value)} (${showShare(low, 2)}–${showShare(high, 2)})`;
}

/** `.912`; `1.000` stays; `–` for NaN. */
export function showShare(value: number, digits = 3): string {
  return Number.isNaN(value) ? '–' : value.toFixed(digits).replace(/^0\./, '.');
}

function meanOf(groups: readonly { readonly sum: number; readonly count: number }[]): number {
  const count = groups.reduce((total, group) => total + group.count, 0);
  return groups.reduce((total, group) => total + group.sum, 0) / count;
}

/** Mulberry32: small, and the same on every machine. */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let value = Math.imul(state ^ (state >>> 15), 1 | state);
    value = (value + Math.imul(value ^ (value >>> 7), 61 | value)) ^ value;
    return ((value ^ (value >>> 14)) >>> 0) / 4294967296;
  };
}
