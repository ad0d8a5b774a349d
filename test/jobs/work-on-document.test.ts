import { expect, test } from 'vitest';
import type { JobDocument } from '../../src/core/job.js';
import { workOnDocument } from '../../src/jobs/work-on-document.js';
import { MemoryDocumentStore } from '../fakes/fake-jobs.js';

test('workOnDocument() hands its signal to a removal, which may wait behind a newer version of the document', async () => {
  const controller = new AbortController();
  const reason = new Error('a newer version came');
  const workOn = workOnDocument({
    documentStore: new MemoryDocumentStore(),
    putDocument: async () => {
      throw new Error('nothing is put');
    },
    deleteDocument: async (_collection, _id, signal) => {
      controller.abort(reason);
      signal.throwIfAborted();
      throw new Error('it was deleted');
    },
  });
  const document = { action: 'remove', collection: 'docs', documentId: 'a', revision: null } as JobDocument; // As much as is read.
  await expect(workOn(document, controller.signal, () => {})).rejects.toBe(reason);
});
