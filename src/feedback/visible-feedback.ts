import type { FeedbackEntry } from '../core/feedback.js';
import type { AnswerLog } from '../ports/answer-log.js';
import type { Catalog, Page } from '../ports/catalog.js';
import { type Labels, maySeeFeedback } from './may-see-feedback.js';

const pageSize = 200;

/** All feedback on a collection that a caller may see, oldest first. Rejects as the log and the catalog do. */
export async function* visibleFeedback(
  ports: { readonly catalog: Pick<Catalog, 'findSections'>; readonly answerLog: AnswerLog },
  collection: string,
  labels: Labels,
): AsyncGenerator<FeedbackEntry> {
  let cursor: string | null = null;
  do {
    const page: Page<FeedbackEntry> = await visiblePage(ports, collection, { limit: pageSize, cursor }, labels);
    yield* page.items;
    cursor = page.nextCursor;
  } while (cursor !== null);
}

/** One page of it; shorter than asked for where what stands between is not for this caller. */
export async function visiblePage(
  { catalog, answerLog }: { readonly catalog: Pick<Catalog, 'findSections'>; readonly answerLog: AnswerLog },
  collection: string,
  options: { limit: number; cursor: string | null },
  labels: Labels,
): Promise<Page<FeedbackEntry>> {
  const page = await answerLog.listFeedback(collection, options);
  const items: FeedbackEntry[] = [];
  for (const entry of page.items) if (await maySeeFeedback(catalog, entry, labels)) items.push(entry);
  return { items, nextCursor: page.nextCursor };
}
