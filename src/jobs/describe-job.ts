import { endedOf, isOver, type JobRecord, totalOf } from '../core/job.js';
import type { JobReport } from './ingest-jobs.js';

/** Documents a second are counted over this time, or since the job began when it is younger. */
export const rateWindowMs = 60_000;

export interface JobPace {
  /** Documents that came to an end within the window. */
  readonly ended: number;
  readonly now: Date;
  /** Why it does not go on, with the remedy; null while it does. */
  readonly standstill: string | null;
}

/** A job with its rate, and one line that says where it stands. */
export function describeJob(job: JobRecord, { ended, now, standstill }: JobPace): JobReport {
  const runsMs = job.startedAt === null ? 0 : now.getTime() - Date.parse(job.startedAt);
  // A clock that was set back makes the past look like the future; then there is no rate.
  const windowMs = Math.min(rateWindowMs, runsMs);
  const rate = isOver(job.state) || ended === 0 || windowMs <= 0 ? null : ended / (windowMs / 1000);
  const left = totalOf(job.counts) - endedOf(job.counts);
  const secondsLeft = rate === null || standstill !== null ? null : Math.ceil(left / rate);
  return {
    ...job,
    documentsPerSecond: rate,
    secondsLeft,
    summary: standstill === null ? summaryOf(job, secondsLeft) : `${summaryOf(job, null)}; ${standstill}`,
  };
}

function summaryOf(job: JobRecord, secondsLeft: number | null): string {
  const { counts } = job;
  const total = totalOf(counts);
  const ended = endedOf(counts);
  const parts = [
    [counts.done, 'done'],
    [counts.skipped, 'unchanged'],
    [counts.failed, 'failed'],
    [counts.cancelled, 'cancelled'],
  ] as const;
  const named = parts.filter(([count]) => count > 0).map(([count, word]) => `${count} ${word}`);
  const documents = total === 1 ? 'document' : 'documents';
  const head = isOver(job.state) ? `${total} ${documents}` : `${ended} of ${total} ${documents}`;
  const tail = secondsLeft === null ? '' : `; about ${durationOf(secondsLeft)} left`;
  return `${head}${named.length > 0 ? `: ${named.join(', ')}` : ''}${tail}`;
}

function durationOf(seconds: number): string {
  if (seconds < 90) return `${seconds} s`;
  if (seconds < 5_400) return `${Math.round(seconds / 60)} min`;
  return `${(seconds / 3600).toFixed(1)} h`;
}
