import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openKnowledgeBaseOf } from './compose.js';
import type { Config } from './config.js';
import { KnowledgeBaseError } from './core/errors.js';
import type { KnowledgeBase } from './knowledge-base.js';

/** A process that works on the jobs of a database, and on nothing else. */
export interface ComposedWorker {
  readonly knowledgeBase: KnowledgeBase;
  /** Gives back what it holds, then closes everything. Idempotent. */
  close(): Promise<void>;
}

/**
 * Opens what work on jobs needs, and begins. All it keeps is in the database and in Qdrant, so that it has no data folder:
 * any number of workers run on one machine.
 *
 * Rejects with `invalid_configuration` without a database, and as `compose` does.
 */
export async function composeWorker(config: Config): Promise<ComposedWorker> {
  if (config.database === null) {
    throw new KnowledgeBaseError(
      'invalid_configuration',
      'Cannot work on jobs of others: KAOJU_DATABASE_URL is not set; kaoju serve works on the jobs of its own data folder',
    );
  }
  const folder = await mkdtemp(join(tmpdir(), 'kaoju-worker-'));
  const remove = () => rm(folder, { recursive: true, force: true });
  try {
    const knowledgeBase = await openKnowledgeBaseOf({ ...config, dataDir: folder }, 'worker');
    let closing: Promise<void> | undefined;
    const close = () => {
      closing ??= knowledgeBase.close().finally(remove);
      return closing;
    };
    await knowledgeBase.jobs.start().catch(async (error: unknown) => {
      await close();
      throw error;
    });
    return { knowledgeBase, close };
  } catch (error) {
    await remove();
    throw error;
  }
}
