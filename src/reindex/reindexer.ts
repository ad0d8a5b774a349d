import type { IngestPorts } from '../../ingest/ingest-document.js';
import type { AnswerPorts } from '../answer/answer-ports.js';
import { calibrationsInForce } from '../calibrate/calibrations-in-force.js';
import { KnowledgeBaseError } from '../core/errors.js';
import { type EncoderPorts, withEncoderOf } from '../encoders.js';
import type { Gate, Turns } from '../ports/turns.js';
import { type BringUpToDateRequest, bringUpToDate, type Difference } from './bring-up-to-date.js';
import { nextOf, previousOf } from './build-names.js';
import { dropBuild, findBuild, listBuildsBeside } from './builds.js';
import { buildingOf, cancelElsewhere, hearCancelling } from './cancel-elsewhere.js';
import type { ReindexOptions, ReindexStatus } from './reindex-status.js';
import { assertComplete, verifyBuild } from './verify-build.js';

export type ReindexPorts = IngestPorts & AnswerPorts & EncoderPorts;

/** A pass that found nothing to do ends the building; a collection under constant change is switched after this many. */
const mostPasses = 5;

interface PassRequest extends Pick<BringUpToDateRequest, 'exclusively'> {
  readonly collection: string;
  readonly build: string;
}

interface Running {
  status: Omit<ReindexStatus, 'recipe' | 'nextRecipe' | 'previousRecipe'>;
  readonly abort: AbortController;
  done: Promise<void>;
}

/**
 * Builds collections anew beside themselves: for another encoder, cleaning or cutting. The collection is served as it is
 * until the build holds the same documents and was verified; then one transaction of the catalog switches, and the former
 * build is kept for a roll-back. What an interrupted run has built is kept and gone on with.
 */
export class Reindexer {
  readonly #ports: ReindexPorts;
  readonly #gate: Gate;
  readonly #writes: Turns;
  readonly #runs = new Map<string, Running>();

  /** @param writes keeps writers of one document apart, by the key `[collection, document id]` as JSON. */
  constructor(ports: ReindexPorts, gate: Gate, writes: Turns) {
    this.#ports = ports;
    this.#gate = gate;
    this.#writes = writes;
  }

  /** Starts building with the present encoder, cleaning and cutting. Rejects with `reindex_running`, `collection_not_found`. */
  async start(collection: string, options: ReindexOptions = {}): Promise<ReindexStatus> {
    const { settings } = await this.#ports.catalog.getCollection(collection);
    return this.#run(collection, 'build', async (run) => {
      const { recipe, questionRecipe, embedder, catalog, index } = this.#ports;
      const encoding = { recipe, questionRecipe, dimensions: embedder.dimensions };
      const begun = await findBuild(catalog, nextOf(collection));
      // A build of another recipe, or cut at another level, is of no use any more.
      if (begun && (begun.recipe !== recipe || begun.settings.headingLevel !== settings.headingLevel)) {
        await this.#gate.alone(collection, () => dropBuild(this.#ports, begun));
      }
      await catalog.putCollection(nextOf(collection), settings, encoding);
      await index.createCollection(nextOf(collection));
      await this.#replace(run, collection, nextOf(collection), options);
    });
  }

  /** Brings the former build up to date and puts it in use again. Rejects as `start`, or with `invalid_request` without one. */
  async rollBack(collection: string, options: ReindexOptions = {}): Promise<ReindexStatus> {
    const { catalog } = this.#ports;
    await catalog.getCollection(collection);
    const previous = await findBuild(catalog, previousOf(collection));
    if (!previous) {
      throw new KnowledgeBaseError(
        'invalid_request',
        `Cannot roll back collection "${collection}": no former build is kept`,
      );
    }
    withEncoderOf(this.#ports, previous);
    return this.#run(collection, 'rollback', (run) => this.#replace(run, collection, previous.name, options));
  }

  /** Deletes the former build, and one that is unfinished. Rejects with `reindex_running` while one is being made. */
  async drop(collection: string): Promise<ReindexStatus> {
    await this.#ports.catalog.getCollection(collection);
    const turn = await this.#writes.take(buildingOf(collection));
    if (!turn) throw running(collection);
    try {
      await this.#gate.alone(collection, async () => {
        for (const build of await listBuildsBeside(this.#ports.catalog, collection))
          await dropBuild(this.#ports, build);
      });
    } finally {
      await turn.giveBack();
    }
    return this.status(collection);
  }

  /** Ends a run; what it has built is kept. Nothing where there is none. */
  async cancel(collection: string): Promise<ReindexStatus> {
    const run = this.#runs.get(collection);
    run?.abort.abort(new Error('The building was cancelled'));
    await run?.done;
    await cancelElsewhere(this.#writes, collection);
    return this.status(collection);
  }

  async status(collection: string): Promise<ReindexStatus> {
    const { catalog } = this.#ports;
    const { recipe, documents } = await catalog.getCollection(collection);
    const [next, previous] = await Promise.all([
      findBuild(catalog, nextOf(collection)),
      findBuild(catalog, previousOf(collection)),
    ]);
    const idle = { ...blank(collection, 'build'), state: 'idle' as const, totalDocuments: documents };
    const elsewhere = !this.#isRunning(collection) && (await this.#writes.isTaken(buildingOf(collection)));
    const status = elsewhere
      ? { ...idle, state: 'building' as const, documents: next?.documents ?? 0 }
      : (this.#runs.get(collection)?.status ?? idle);
    return { ...status, recipe, nextRecipe: next?.recipe ?? null, previousRecipe: previous?.recipe ?? null };
  }

  /** Ends every run, so that the ports can be closed. */
  async stop(): Promise<void> {
    for (const { abort } of this.#runs.values()) abort.abort(new Error('The service is stopping'));
    await Promise.all([...this.#runs.values()].map(({ done }) => done));
  }

  async #run(
    collection: string,
    action: ReindexStatus['action'],
    work: (run: Running) => Promise<void>,
  ): Promise<ReindexStatus> {
    // One at a time, on whichever server.
    const turn = await this.#writes.take(buildingOf(collection));
    if (!turn) throw running(collection);
    const run: Running = { status: blank(collection, action), abort: new AbortController(), done: Promise.resolve() };
    this.#runs.set(collection, run);
    turn.lost?.addEventListener('abort', () => run.abort.abort(turn.lost?.reason), { once: true });
    const unheard = hearCancelling(this.#writes, collection, run.abort);
    run.done = work(run)
      .then(
        () => ({ state: 'done' as const }),
        (error: unknown) => endOf(error, run.abort.signal),
      )
      .then(async (end) => {
        unheard();
        await turn.giveBack();
        this.#set(run, end);
      });
    return this.status(collection);
  }

  async #replace(run: Running, collection: string, build: string, { skipFailed = false }: ReindexOptions) {
    const { catalog } = this.#ports;
    const exclusively = <T>(id: string, task: () => Promise<T>): Promise<T> =>
      this.#writes.run(JSON.stringify([collection, id]), task);
    for (let pass = 1; pass <= mostPasses; pass++) {
      const difference = await this.#pass(run, { collection, build, exclusively });
      if (difference.made + difference.removed === 0) break;
    }
    this.#set(run, { state: 'verifying' });
    await this.#verify(run, { collection, build, skipFailed });
    this.#set(run, { state: 'switching' });
    // Nobody writes now, so this pass is the last and mostly has nothing to do.
    await this.#gate.alone(collection, async (lost) => {
      await this.#pass(run, { collection, build });
      const skipped = assertNoneFailed(run, collection, skipFailed).size;
      await assertComplete(this.#ports, { live: collection, build, skipped });
      run.abort.signal.throwIfAborted();
      lost?.throwIfAborted();
      const oldest = await findBuild(catalog, previousOf(collection));
      if (oldest && oldest.name !== build) await dropBuild(this.#ports, oldest);
      await catalog.switchGeneration(collection, build, previousOf(collection));
    });
  }

  async #pass(run: Running, { collection, build: name, exclusively }: PassRequest): Promise<Difference> {
    const { catalog } = this.#ports;
    const [live, build] = await Promise.all([catalog.getCollection(collection), catalog.getCollection(name)]);
    this.#set(run, { documents: 0, totalDocuments: live.documents });
    const difference = await bringUpToDate(withEncoderOf(this.#ports, build), {
      live,
      build,
      signal: run.abort.signal,
      ...(exclusively && { exclusively }),
      onDocument: () => this.#set(run, { documents: run.status.documents + 1 }),
    });
    const before = run.status.difference;
    const made = (before?.made ?? 0) + difference.made;
    const removed = (before?.removed ?? 0) + difference.removed;
    this.#set(run, { difference: { made, removed, failed: difference.failed } });
    return difference;
  }

  async #verify(
    run: Running,
    { collection, build, skipFailed }: { collection: string; build: string; skipFailed: boolean },
  ): Promise<void> {
    const skipped = assertNoneFailed(run, collection, skipFailed);
    const live = await this.#underTest(collection).catch(async () => {
      // Its encoder is not at hand: the build cannot be held against what it found, but against what it has.
      return { record: await this.#ports.catalog.getCollection(collection), ports: null };
    });
    const verification = await verifyBuild(live, await this.#underTest(build), {
      skipped,
      signal: run.abort.signal,
    });
    this.#set(run, { verification });
  }

  async #underTest(name: string) {
    const record = await this.#ports.catalog.getCollection(name);
    const ports = withEncoderOf(this.#ports, record);
    const { calibrations } = await calibrationsInForce(ports, record);
    return { record, ports: { ...ports, calibrations } };
  }

  #isRunning(collection: string): boolean {
    const state = this.#runs.get(collection)?.status.state;
    return state === 'building' || state === 'verifying' || state === 'switching';
  }

  #set(run: Running, change: Partial<Running['status']>): void {
    run.status = { ...run.status, ...change };
  }
}

/** @returns the documents that failed, which is fine only if they may be left out. */
function assertNoneFailed(run: Running, collection: string, skipFailed: boolean): ReadonlySet<string> {
  const failed = run.status.difference?.failed ?? [];
  if (failed.length > 0 && !skipFailed) {
    const [first] = failed;
    throw new KnowledgeBaseError(
      'build_rejected',
      `Cannot put the build of "${collection}" in use: ${failed.length} documents failed, the first with: ${first?.message}; ` +
        'mend or delete them, or leave them out with --skip-failed',
    );
  }
  return new Set(failed.map(({ documentId }) => documentId));
}

function endOf(error: unknown, { aborted, reason }: AbortSignal): Pick<Running['status'], 'state' | 'problem'> {
  // Whose turn was lost has not been cancelled by anybody.
  const isLost = aborted && reason instanceof KnowledgeBaseError;
  if (aborted && !isLost) return { state: 'cancelled', problem: null };
  const cause: unknown = isLost ? reason : error;
  const code = cause instanceof KnowledgeBaseError ? cause.code : 'internal_error';
  return { state: 'failed', problem: { code, message: cause instanceof Error ? cause.message : String(cause) } };
}

function blank(collection: string, action: ReindexStatus['action']): Running['status'] {
  return {
    collection,
    action,
    state: 'building',
    documents: 0,
    totalDocuments: 0,
    difference: null,
    verification: null,
    problem: null,
  };
}

function running(collection: string): KnowledgeBaseError {
  return new KnowledgeBaseError(
    'reindex_running',
    `Cannot change the builds of collection "${collection}": one is being made; wait for it, or cancel it`,
  );
}
