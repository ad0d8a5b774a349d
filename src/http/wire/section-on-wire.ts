import type { Section } from '../../core/section.js';
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
