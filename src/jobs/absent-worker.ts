import { KnowledgeBaseError } from '../core/errors.js';
import { endedOf, isOver, type JobRecord, totalOf } from '../core/job.js';
import type { JobQueue } from '../ports/job-queue.js';

/** A worker says every 5 s that it is there, busy or idle, so this is six times missed; a restart of one is over sooner. */
export const absenceGraceMs = 30_000;

const remedy = 'start kaoju worker, or a server with KAOJU_JOBS=on';
/** What a job that nobody takes up says of itself. */
export const absentWorkerNote = `no worker is taking documents: ${remedy}`;

/** What the whole service says; null while a worker is there, or nothing waits for one. */
export async function findAbsentWorker(queue: Pick<JobQueue, 'isUnattended'>): Promise<KnowledgeBaseError | null> {
  if (!(await queue.isUnattended(absenceGraceMs))) return null;
  const waited = `documents have waited for more than ${absenceGraceMs / 1000} s and no worker is taking any`;
  return new KnowledgeBaseError('no_worker', `Cannot go on with ingest jobs: ${waited}; ${remedy}`);
}

/** Whether the job has documents left and nobody works on any job. */
export async function lacksWorker(queue: Pick<JobQueue, 'isUnattended'>, job: JobRecord): Promise<boolean> {
  const isLeft = !isOver(job.state) && endedOf(job.counts) < totalOf(job.counts);
  return isLeft && (await queue.isUnattended(absenceGraceMs));
}
