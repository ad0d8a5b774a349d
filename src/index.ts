export { openKnowledgeBase } from './compose.js';
export type { CollectionRecord, CollectionSettings } from './core/collection.js';
export type { ConversationTurn } from './core/conversation.js';
export type { DocumentRecord, MediaType, Metadata, MetadataValue, Place } from './core/document.js';
export { type ErrorCode, errorCodes, KnowledgeBaseError } from './core/errors.js';
export type { Feedback, FeedbackEntry } from './core/feedback.js';
export type { Filter, FilterCondition } from './core/filter.js';
export type { IngestReport, SectionDiff } from './core/ingest-report.js';
export type { Citation, Passage, PassageExplanation, Reason, Reply, Route, Timings } from './core/reply.js';
export type { ReplyEvent, ReplyStep } from './core/reply-event.js';
export type { Section } from './core/section.js';
export type { Claim, ClaimConflict, ClaimEvidence, Verdict } from './core/verdict.js';
export type {
  Access,
  CheckFactsOptions,
  DeleteDocumentResult,
  EmbedResult,
  FeedbackInput,
  KnowledgeBase,
  PutDocument,
  PutDocumentResult,
  QueryOptions,
  SearchOptions,
  SearchResult,
} from './knowledge-base.js';
