import type { Slice } from './evidence.js';

/** A further part of a section matches when its fused score is at least this share of the section's best part's. */
const matchingShare = 0.9;
/** Parts of one section that a passage shows at most: four are about 2,000 tokens. */
const mostParts = 4;

/** For each section among `best`, its further parts that match as well, best first. Both lists are ordered by fused score. */
export function furtherParts<
  Hit extends { readonly sectionId: string; readonly pointId: string; readonly fusedScore: number },
>(best: readonly Hit[], hits: readonly Hit[]): Hit[] {
  const bySection = new Map(best.map((hit) => [hit.sectionId, hit]));
  const counts = new Map<string, number>();
  return hits.filter((hit) => {
    const first = bySection.get(hit.sectionId);
    if (!first || first.pointId === hit.pointId || hit.fusedScore < first.fusedScore * matchingShare) return false;
    const count = (counts.get(hit.sectionId) ?? 1) + 1;
    counts.set(hit.sectionId, count);
    return count <= mostParts;
  });
}

/** Slices of a text in order; those that overlap or have nothing but blanks between them become one. */
export function joinSlices(text: string, slices: readonly Slice[]): Slice[] {
  const joined: Slice[] = [];
  for (const { start, end } of [...slices].sort((left, right) => left.start - right.start || left.end - right.end)) {
    const last = joined.at(-1);
    if (last && text.slice(last.end, start).trim() === '') {
      joined[joined.length - 1] = { start: last.start, end: Math.max(last.end, end) };
    } else joined.push({ start, end });
  }
  return joined;
}

/** Between slices that do not follow on each other, on a line of its own. */
const gap = '\n\n…\n\n';

/** The text of slices that `joinSlices` made. */
export function sliceText(text: string, slices: readonly Slice[]): string {
  if (slices.length === 1) return text.slice(slices[0]?.start, slices[0]?.end);
  return slices.map(({ start, end }) => text.slice(start, end).trim()).join(gap);
}
