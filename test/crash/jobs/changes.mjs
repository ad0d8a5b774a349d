import { createHash } from 'node:crypto';

const revisionOf = (bytes) => createHash('sha256').update(bytes).digest('hex');

/**
 * Every way there is to change a knowledge base, each telling what it begins and what was acknowledged.
 *
 * @param random a whole number below its argument.
 * @param say tells a word and facts to whoever checks.
 */
export function changesOf(knowledgeBase, random, say) {
  const randomId = () => `source/document-${random(16)}.md`;

  /** One in three sections changes from edition to edition; now and then two documents have the same bytes. */
  function textOf(id) {
    const name = random(6) === 0 ? 'shared' : id;
    const edition = random(name === 'shared' ? 3 : 1_000_000);
    const word = revisionOf(name)
      .slice(0, 8)
      .replaceAll(/\d/g, (digit) => 'ghijklmnop'[Number(digit)]);
    const sections = Array.from({ length: 1 + random(8) }, (_, index) => {
      const changing = index % 3 === 0 ? ` Edition ${edition}.` : '';
      return `## Section ${index} of ${word}\n\nThis is section ${index} of ${name}, called ${word}.${changing}\n`;
    });
    return Buffer.from(`# ${name}\n\n${sections.join('\n')}`);
  }

  /** While the collection waits to be built anew for another encoder, nothing can be written; then it is built. */
  async function unlessRefused(kind, key, task) {
    try {
      await task();
    } catch (error) {
      if (error.code !== 'recipe_mismatch') throw error;
      say('refused', { kind, key });
      await knowledgeBase.reindex.start('docs').catch(expect('reindex_running'));
      await ended(knowledgeBase);
    }
  }

  return {
    async batch() {
      const key = `key-${random(1e9)}`;
      await unlessRefused('job', key, async () => {
        const opened = await knowledgeBase.jobs.openBatch({ collection: 'docs', caller: 'crash' });
        try {
          const documents = {};
          for (let count = 1 + random(8); count > 0; count--) {
            const id = randomId();
            if (id in documents) continue;
            const bytes = textOf(id);
            documents[id] = revisionOf(bytes);
            await opened.add({ id, mediaType: 'text/markdown' }, bytes);
          }
          // Everything of the source that is not in the batch goes: the heaviest change there is.
          const prune = random(12) === 0;
          say('begin', { kind: 'job', key, documents, prune });
          const { job } = await opened.finish({ idempotencyKey: key, ...(prune && { prune: ['source'], yes: true }) });
          say('done', { kind: 'job', key, job: job.id });
        } finally {
          await opened.discard();
        }
      });
    },

    async put() {
      const id = randomId();
      const key = `put-${random(1e9)}`;
      const bytes = textOf(id);
      await unlessRefused('put', key, async () => {
        say('begin', { kind: 'put', key, id, revision: revisionOf(bytes) });
        await knowledgeBase.putDocument('docs', { id, bytes, mediaType: 'text/markdown' });
        say('done', { kind: 'put', key });
      });
    },

    async remove() {
      const id = randomId();
      const key = `delete-${random(1e9)}`;
      say('begin', { kind: 'delete', key, id });
      const proof = await knowledgeBase.deleteDocument('docs', id).catch(expect('document_not_found'));
      if (proof && proof.sectionsRemaining + proof.pointsRemaining + proof.bytesRemaining > 0)
        say('violation', { message: `deleting ${id} left ${JSON.stringify(proof)}` });
      say('done', { kind: 'delete', key });
    },

    async cancelOrRetry() {
      const { items } = await knowledgeBase.jobs.listJobs({ limit: 3 });
      const job = items[random(3)];
      if (!job) return;
      if (random(2) === 0) await knowledgeBase.jobs.cancelJob(job.id);
      // What was cancelled and is retried comes after what was acknowledged since; the ledger alone knows the order then.
      else if (job.state !== 'cancelling') await knowledgeBase.jobs.retryJob(job.id).catch(expect('conflict'));
    },

    async search() {
      await knowledgeBase.search('docs', `section ${random(9)}`).catch(expect('recipe_mismatch'));
    },

    /** Begins, stops or undoes a second build; what goes on goes on beside the other changes. */
    async rebuild() {
      const { reindex } = knowledgeBase;
      const { state, previousRecipe } = await reindex.status('docs');
      const isRunning = ['building', 'verifying', 'switching'].includes(state);
      const dice = random(12);
      const began = (action) => say('rebuild', { action });
      if (isRunning) {
        if (dice < 3) await reindex.cancel('docs').then(() => began('cancel'));
      } else if (dice < 5 && previousRecipe !== null) {
        await reindex.rollBack('docs').then(() => began('rollback'));
      } else if (dice < 11) {
        // Another heading level is another cutting.
        if (random(3) === 0) {
          const headingLevel = 1 + random(3);
          await knowledgeBase.putCollection('docs', { headingLevel }).catch(expect('recipe_mismatch'));
        }
        await reindex.start('docs').then(() => began('reindex'));
      } else await reindex.drop('docs').then(() => began('drop'));
    },
  };
}

/** Waits until no build is being made; resolves to how it stands. */
export async function ended(knowledgeBase) {
  for (;;) {
    const status = await knowledgeBase.reindex.status('docs');
    if (!['building', 'verifying', 'switching'].includes(status.state)) return status;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

/** A handler of rejections that lets some codes pass, as null. */
export function expect(...codes) {
  return (error) => {
    if (codes.includes(error.code)) return null;
    throw error;
  };
}
