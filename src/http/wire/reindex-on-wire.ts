import type { ReindexStatus } from '../../reindex/reindex-status.js';

export function reindexOnWire(status: ReindexStatus) {
  const { difference, verification, problem } = status;
  return {
    collection: status.collection,
    action: status.action,
    state: status.state,
    documents: status.documents,
    total_documents: status.totalDocuments,
    recipe: status.recipe,
    next_recipe: status.nextRecipe,
    previous_recipe: status.previousRecipe,
    difference: difference && {
      made: difference.made,
      removed: difference.removed,
      failed: difference.failed.map(({ documentId, message }) => ({ document_id: documentId, message })),
    },
    verification: verification && {
      documents: verification.documents,
      sections: verification.sections,
      points: verification.points,
      asked: verification.asked,
      found_before: verification.foundBefore,
      found_now: verification.foundNow,
    },
    problem,
  };
}
