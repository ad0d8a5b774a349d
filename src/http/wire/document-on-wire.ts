import type { DocumentRecord } from '../../core/document.js';
import type { DeleteDocumentResult, PutDocumentResult } from '../../knowledge-base.js';
import { ingestReportOnWire } from './ingest-report-on-wire.js';

export function documentOnWire(document: DocumentRecord) {
  return {
    collection: document.collection,
    document_id: document.id,
    revision: document.revision,
    media_type: document.mediaType,
    title: document.title,
    metadata: document.metadata,
    access: document.access,
    size_bytes: document.sizeBytes,
    section_count: document.sectionCount,
    created_at: document.createdAt,
    updated_at: document.updatedAt,
    report: ingestReportOnWire(document.report),
  };
}

/** A document among others: without what became of each page, which a book has a thousand of. */
export function listedDocumentOnWire(document: DocumentRecord) {
  const whole = documentOnWire(document);
  return { ...whole, report: { ...whole.report, page_reports: null } };
}

export function putDocumentResultOnWire(result: PutDocumentResult) {
  const { added, updated, unchanged, removed } = result.diff;
  return {
    document: documentOnWire(result.document),
    status: result.status,
    sections: { added, updated, unchanged, removed, embedded: result.embeddedSections },
    report: ingestReportOnWire(result.document.report),
    timings: {
      prepare_ms: result.timings.prepareMs,
      embed_ms: result.timings.embedMs,
      publish_ms: result.timings.publishMs,
    },
  };
}

export function deleteDocumentResultOnWire(result: DeleteDocumentResult) {
  return {
    sections_before: result.sectionsBefore,
    points_before: result.pointsBefore,
    sections_remaining: result.sectionsRemaining,
    points_remaining: result.pointsRemaining,
    bytes_remaining: result.bytesRemaining,
    jobs_withdrawn: result.jobsWithdrawn,
  };
}
