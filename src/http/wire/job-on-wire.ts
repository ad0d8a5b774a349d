import { type DocumentProblem, endedOf, type JobEvent, remedyOf, totalOf } from '../../core/job.js';
import type { JobDocumentReport, JobPlan, JobReport } from '../../jobs/ingest-jobs.js';
import { ingestReportOnWire } from './ingest-report-on-wire.js';

export function jobOnWire(job: JobReport) {
  return {
    job_id: job.id,
    collection: job.collection,
    state: job.state,
    summary: job.summary,
    caller: job.caller,
    documents: totalOf(job.counts),
    documents_ended: endedOf(job.counts),
    counts: job.counts,
    size_bytes: job.sizeBytes,
    ended_bytes: job.endedBytes,
    documents_per_second: job.documentsPerSecond,
    seconds_left: job.secondsLeft,
    created_at: job.createdAt,
    started_at: job.startedAt,
    finished_at: job.finishedAt,
    last_event_id: String(job.lastEvent),
  };
}

export function jobDocumentOnWire(document: JobDocumentReport) {
  const { outcome, report } = document;
  return {
    document_id: document.documentId,
    action: document.action,
    state: document.state,
    progress: document.progress,
    attempts: document.attempts,
    size_bytes: document.sizeBytes,
    ...problemOnWire(document.problem),
    status: outcome?.status ?? null,
    sections: outcome ? { ...outcome.sections, embedded: outcome.embeddedSections } : null,
    report: report ? ingestReportOnWire(report) : null,
    started_at: document.startedAt,
    finished_at: document.finishedAt,
  };
}

export function jobEventOnWire(event: JobEvent) {
  return {
    event_id: String(event.number),
    at: event.at,
    document_id: event.document?.id ?? null,
    state: event.state,
    progress: event.progress,
    ...problemOnWire(event.problem),
  };
}

export function jobPlanOnWire(plan: JobPlan) {
  return {
    added: plan.added,
    changed: plan.changed,
    unchanged: plan.unchanged,
    removed: plan.removed,
    failed: plan.failed.map(({ id, code, message }) => ({ document_id: id, code, message, remedy: remedyOf(message) })),
    refused: plan.refused,
  };
}

function problemOnWire(problem: DocumentProblem | null) {
  if (!problem) return { code: null, message: null, remedy: null };
  return { code: problem.code, message: problem.message, remedy: remedyOf(problem.message) };
}
