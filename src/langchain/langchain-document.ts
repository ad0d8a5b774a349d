import { Document } from '@langchain/core/documents';
import type { FoundPassage } from './knowledge-source.js';

/** A passage as LangChain's Document: its text, and everything a citation needs in `metadata`. */
export function langchainDocument(passage: FoundPassage): Document {
  return new Document({
    id: passage.sectionId,
    pageContent: passage.text,
    metadata: {
      ...passage.metadata,
      document_id: passage.documentId,
      title: passage.documentTitle,
      section_id: passage.sectionId,
      heading_path: passage.headingPath,
      place: passage.place,
      // 0…1, calibrated: the probability that this passage answers the question.
      confidence: passage.confidence,
      source: passage.documentId,
    },
  });
}
