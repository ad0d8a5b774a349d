import type { Evidence } from '../answer/evidence.js';

/** Evidence as if the collection did not have these sections. A twin of a section says the same, so it goes as well. */
export function takeOutSections(evidence: Evidence, isOut: (sectionId: string) => boolean): Evidence {
  const gone = new Set<string>();
  const candidates = evidence.candidates.filter(({ section, duplicates }) => {
    const ids = [section.id, ...duplicates.map((twin) => twin.sectionId)];
    if (!ids.some(isOut)) return true;
    for (const id of ids) gone.add(id);
    return false;
  });
  const hits = evidence.hits.filter(({ sectionId }) => !gone.has(sectionId) && !isOut(sectionId));
  return { ...evidence, candidates, hits };
}
