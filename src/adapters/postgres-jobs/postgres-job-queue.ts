import type { JobDocument } from '../../core/job.js';
import type { JobQueue } from '../../ports/job-queue.js';
import { parkedProblem } from '../job-rows/job-problems.js';
import { type JobDocumentRow, toJobDocument } from '../job-rows/job-rows.js';
import { longestWaitMs } from '../job-rows/longest-wait.js';
import { sessionNamesOf } from '../postgres/session-names.js';
import { clock, type JobLedger, type LedgerTransaction } from './job-ledger.js';
import { endJobIfOver, moveDocument, timeOf } from './move-document.js';

/** Whose turn it is, for any number of processes: the engine hands a message to one of them, the ledger leases the document. */
export function openPostgresJobQueue(ledger: JobLedger): JobQueue {
  return new PostgresJobQueue(ledger);
}

class PostgresJobQueue implements JobQueue {
  readonly #ledger: JobLedger;

  constructor(ledger: JobLedger) {
    this.#ledger = ledger;
  }

  async take(worker: string, leaseMs: number): Promise<JobDocument | null> {
    // Looking first keeps idle servers from writing.
    if ((await this.dueInMs()) !== 0) return null;
    return this.#ledger.write('take a document of a job', async (ledger) => {
      for (;;) {
        const message = await this.#ledger.messages.take(ledger);
        if (message === null) return null;
        const taken = await begin(ledger, message, { worker, leaseMs });
        if (taken) return taken;
        // It belongs to nothing: left by whoever changed the ledger by hand.
        await this.#ledger.messages.remove(ledger, [message]);
      }
    });
  }

  async renew(worker: string, leaseMs: number): Promise<readonly number[]> {
    return this.#ledger.touch('renew leases', async (ledger) => {
      const rows = await ledger.all<{ key: number }>(
        `WITH seen AS (
           INSERT INTO job_attendance (seen_at) VALUES ($3) ON CONFLICT (only_row) DO UPDATE SET seen_at = excluded.seen_at
         ) UPDATE job_documents SET lease_until = $1 WHERE worker = $2 RETURNING key`,
        ledger.now + leaseMs,
        worker,
        ledger.now,
      );
      return rows.map(({ key }) => key);
    });
  }

  async listHeld(worker: string): Promise<readonly number[]> {
    const rows = await this.#ledger.storage.all<{ key: number }>(
      'look for documents in work',
      `SELECT d.key FROM job_documents d JOIN jobs j ON j.key = d.job_key
         WHERE d.worker = $1 AND d.active AND j.state <> 'cancelling'`,
      worker,
    );
    return rows.map(({ key }) => key);
  }

  async giveBack(worker: string): Promise<number> {
    return this.#ledger.write('give documents back', async (ledger) => {
      const held = await ledger.all<{ key: number; attempts: number; job_key: number }>(
        'SELECT key, attempts, job_key FROM job_documents WHERE worker = $1 ORDER BY key',
        worker,
      );
      for (const { key, attempts } of held) await moveDocument(ledger, { key, attempt: attempts, state: 'queued' });
      for (const job of new Set(held.map(({ job_key }) => job_key))) await endJobIfOver(ledger, job);
      return held.length;
    });
  }

  async recover(options: {
    maxCrashes: number;
    survivors?: readonly string[];
  }): Promise<{ waiting: number; parked: number }> {
    await this.#mendMessages();
    const lost = await this.#ledger.read('look for lost documents', (ledger) => findLost(ledger, options.survivors));
    if (lost.length === 0) return { waiting: 0, parked: 0 };
    return this.#ledger.write('take documents up again', async (ledger) => {
      const again = await findLost(ledger, options.survivors);
      const jobs = new Set<number>();
      let parked = 0;
      for (const document of again) {
        const isParked = await takeUp(ledger, document, options.maxCrashes);
        if (isParked) parked += 1;
        jobs.add(document.job_key);
      }
      for (const job of jobs) await endJobIfOver(ledger, job);
      await endSessionsOf(ledger, again);
      return { waiting: again.length - parked, parked };
    });
  }

  async dueInMs(): Promise<number | null> {
    const [row] = await this.#ledger.storage.all<{ wait: number | null }>(
      'look for work',
      `SELECT min(CASE WHEN due_at > c.now + $2 THEN 0 ELSE greatest(0, due_at - c.now) END) AS wait
         FROM job_documents, (SELECT ${clock} + $1::bigint AS now) AS c WHERE active AND state = 'queued' AND announced`,
      this.#ledger.aheadMs(),
      longestWaitMs,
    );
    return row?.wait ?? null;
  }

  /** A database that was just started has seen nobody yet, and says nothing against the workers. */
  async isUnattended(graceMs: number): Promise<boolean> {
    const [row] = await this.#ledger.storage.all<{ unattended: boolean }>(
      'look for workers',
      `WITH c AS (SELECT ${clock} + $1::bigint AS now)
       SELECT abs(c.now - greatest(extract(epoch FROM pg_postmaster_start_time()) * 1000,
           (SELECT seen_at FROM job_attendance))) > $2::bigint
         AND (EXISTS (SELECT 1 FROM job_documents WHERE worker IS NOT NULL AND active
             AND (lease_until < c.now OR lease_until > c.now + $3))
           OR EXISTS (SELECT 1 FROM job_documents d JOIN jobs j ON j.key = d.job_key
             WHERE d.active AND d.state = 'queued' AND d.announced AND (d.due_at <= c.now - $2 OR d.due_at > c.now + $3)
               AND extract(epoch FROM j.created_at::timestamptz) * 1000 <= c.now - $2)) AS unattended FROM c`,
      this.#ledger.aheadMs(),
      graceMs,
      longestWaitMs,
    );
    return row?.unattended ?? false;
  }

  /**
   * A database that was restored without the engine's schema has documents that wait, and no messages for them; one whose
   * clock was set back has messages for a time that will not come soon.
   */
  async #mendMessages(): Promise<void> {
    const late = await this.#ledger.read('look for late documents', (ledger) =>
      ledger.get<{ documents: number; late: boolean }>(
        `SELECT count(*) AS documents, coalesce(bool_or(due_at > $1::bigint + $2), false) AS late FROM job_documents
           WHERE active AND state = 'queued' AND announced`,
        ledger.now,
        longestWaitMs,
      ),
    );
    if (!late?.late && (late?.documents ?? 0) <= (await this.#ledger.messages.countWaiting())) return;
    await this.#ledger.write('announce documents again', (ledger) =>
      ledger.run(
        `UPDATE job_documents SET announced = false, due_at = CASE WHEN due_at > $1::bigint + $2 THEN 0 ELSE due_at END
           WHERE active AND state = 'queued' AND announced`,
        ledger.now,
        longestWaitMs,
      ),
    );
  }
}

/** Leases the document of a message and begins it; null when no document waits for the message. */
async function begin(
  ledger: LedgerTransaction,
  message: string,
  { worker, leaseMs }: { worker: string; leaseMs: number },
): Promise<JobDocument | null> {
  const row = await ledger.get<JobDocumentRow>(
    `WITH d AS (
       UPDATE job_documents SET state = 'loading', progress = 0, attempts = attempts + 1, worker = $1, lease_until = $2,
         started_at = coalesce(started_at, $3), announced = false
         WHERE delivery = $4 AND active AND state = 'queued' RETURNING *
     ), j AS (
       UPDATE jobs SET started_at = coalesce(jobs.started_at, $3), state = 'running' FROM d WHERE jobs.key = d.job_key
         RETURNING jobs.id
     ), event AS (
       INSERT INTO job_events (job_key, document_key, state, progress, at) SELECT d.job_key, d.key, d.state, 0, $3 FROM d
     ) SELECT d.*, j.id AS job_id FROM d, j`,
    worker,
    ledger.now + leaseMs,
    timeOf(ledger),
    message,
  );
  return row ? toJobDocument(row) : null;
}

interface LostRow {
  key: number;
  attempts: number;
  crashes: number;
  job_key: number;
  worker: string;
}

function findLost(ledger: LedgerTransaction, survivors: readonly string[] | undefined): Promise<LostRow[]> {
  return ledger.all<LostRow>(
    `SELECT key, attempts, crashes, job_key, worker FROM job_documents WHERE worker IS NOT NULL AND active
       AND (lease_until < $1 OR lease_until > $1::bigint + $2 OR ($3::text[] IS NOT NULL AND worker <> ALL ($3::text[]))) ORDER BY key`,
    ledger.now,
    longestWaitMs,
    survivors ?? null,
  );
}

/** Counts a crash; the document goes last within its job, or is parked (true). */
async function takeUp(ledger: LedgerTransaction, lost: LostRow, maxCrashes: number): Promise<boolean> {
  const { key, attempts: attempt, job_key } = lost;
  const crashes = lost.crashes + 1;
  await ledger.run(
    `UPDATE job_documents SET crashes = $1, turn = coalesce((SELECT max(turn) + 1 FROM job_documents
       WHERE job_key = $2 AND active AND state = 'queued'), turn) WHERE key = $3`,
    crashes,
    job_key,
    key,
  );
  const isParked = crashes >= maxCrashes;
  const change = isParked
    ? ({ state: 'failed', problem: parkedProblem(crashes) } as const)
    : ({ state: 'queued' } as const);
  await moveDocument(ledger, { key, attempt, ...change });
  return isParked;
}

/**
 * Ends the connections of workers that are thought dead. One that only stood still would otherwise hold the turns of its
 * documents, and the collection when it froze while publishing; so it finds them lost when it wakes up, and publishes nothing.
 */
async function endSessionsOf(ledger: LedgerTransaction, lost: readonly LostRow[]): Promise<void> {
  const workers = [...new Set(lost.map(({ worker }) => worker))];
  const names = workers.flatMap((worker) => Object.values(sessionNamesOf(worker)));
  await ledger.all(
    `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
       WHERE datname = current_database() AND usename = current_user AND application_name = ANY ($1::text[])`,
    names,
  );
}
