import type { AnswerRecord } from '../core/answer-record.js';
import type { FeedbackEntry } from '../core/feedback.js';
import { mayAccess } from '../core/filter.js';
import type { Catalog } from '../ports/catalog.js';

/** Access labels of a caller; null for full access. */
export type Labels = readonly string[] | null;

/**
 * Whether a caller may see what was said of a reply: every section behind it is theirs to see, as its document is labelled
 * now and as it was then, and so was everything that whoever asked or judged may have written from. Fails closed.
 */
export async function maySeeFeedback(
  catalog: Pick<Catalog, 'findSections'>,
  { answer, feedback }: FeedbackEntry,
  labels: Labels,
): Promise<boolean> {
  if (labels === null) return true;
  if (!reaches(labels, answer.labels) || !reaches(labels, feedback.callerLabels)) return false;
  const named = feedback.section?.sectionId;
  return await maySeeSections(catalog, answer, named === undefined ? [] : [named], labels);
}

/** Whether a caller's labels reach as far as those of another, so that nothing the other saw is closed to them. */
export function reaches(labels: Labels, others: Labels): boolean {
  return labels === null || (others?.every((label) => labels.includes(label)) ?? false);
}

async function maySeeSections(
  catalog: Pick<Catalog, 'findSections'>,
  answer: AnswerRecord,
  further: readonly string[],
  labels: readonly string[],
): Promise<boolean> {
  if (answer.passages.some(({ access }) => access !== null && !mayAccess(access, labels))) return false;
  const ids = [...answer.passages.map(({ sectionId }) => sectionId), ...further];
  const live = await catalog.findSections(answer.collection, ids);
  if (live.some(({ document }) => !mayAccess(document.access, labels))) return false;
  const known = new Set([
    ...live.map(({ section }) => section.id),
    ...answer.passages.flatMap(({ sectionId, access }) => (access === null ? [] : [sectionId])),
  ]);
  // Of a section that is gone and whose labels were not kept nobody can say whose it was.
  return ids.every((id) => known.has(id));
}
