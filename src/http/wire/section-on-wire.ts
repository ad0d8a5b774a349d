import type { Section } from '../../core/section.js';
import type { SectionRecord } from '../../ports/catalog.js';
import type { ViewUrl } from '../view/view-links.js';
import { placeOnWire } from './place-on-wire.js';

export function sectionOnWire(section: Section) {
  return {
    section_id: section.id,
    document_id: section.documentId,
    heading_path: section.headingPath,
    ordinal: section.ordinal,
    position: section.position,
    text: section.text,
    body_start: section.bodyStart,
    place: placeOnWire(section.place),
    spans: section.spans.map((span) => ({
      text_start: span.textStart,
      source_start: span.sourceStart,
      length: span.length,
    })),
    unit_starts: section.unitStarts,
  };
}

/** A section by itself: with what says where it comes from, as a citation has it. */
export function foundSectionOnWire({ section, document }: SectionRecord, viewUrl: ViewUrl) {
  const { id: documentId, revision: documentRevision } = document;
  return {
    section_id: section.id,
    document_id: documentId,
    document_title: document.title,
    heading_path: section.headingPath,
    text: section.text,
    place: placeOnWire(section.place),
    view_url: viewUrl({ documentId, documentRevision, sectionId: section.id }),
    metadata: document.metadata,
  };
}
