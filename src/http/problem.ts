import { type ErrorCode, errorCodes, type KnowledgeBaseError } from '../core/errors.js';

/** An error on the wire, RFC 9457. Particulars of the code stand beside these members. */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly instance: string;
  readonly code: ErrorCode;
  readonly retryable: boolean;
  readonly request_id: string;
  readonly [fact: string]: unknown;
}

const titles: Readonly<Record<ErrorCode, string>> = {
  invalid_request: 'The request is not valid',
  invalid_question: 'The question is not valid',
  invalid_filter: 'The filter is not valid',
  invalid_metadata: 'The metadata is not valid',
  invalid_document_id: 'The document id is not valid',
  invalid_collection_name: 'The collection name is not valid',
  unauthorized: 'A key is needed',
  forbidden: 'The caller may not do this',
  view_link_expired: 'The link has expired',
  view_link_invalid: 'The link is not valid',
  path_not_allowed: 'The path may not be read',
  job_not_found: 'There is no such job',
  not_found: 'There is nothing at this address',
  collection_not_found: 'There is no such collection',
  document_not_found: 'There is no such document',
  section_not_found: 'There is no such section',
  reply_not_found: 'There is no such reply',
  method_not_allowed: 'The address does not take this method',
  conflict: 'Something else changed this at the same time',
  prune_refused: 'Too much would be removed',
  duplicate_document: 'The document is in the job twice',
  superseded: 'A newer version came',
  recipe_mismatch: 'The index was made with another recipe',
  format_not_installed: 'The format needs packages that are not installed',
  reindex_running: 'The collection is being built anew',
  build_rejected: 'The build is not as good as the collection',
  calibration_invalid: 'The calibration cannot be used',
  data_folder_in_use: 'Another server uses the data folder',
  payload_too_large: 'The body is too large',
  unsupported_media_type: 'The body has a type that is not accepted',
  request_timeout: 'The request took too long to arrive',
  rate_limited: 'The key asks too often',
  overloaded: 'The server has too much to do',
  invalid_labels: 'Labelled questions cannot be used',
  invalid_manifest: 'The manifest cannot be used',
  idempotency_key_reused: 'The key belongs to another job',
  unsafe_archive: 'The archive is not safe to unpack',
  too_few_labels: 'There is too little to learn from',
  empty_document: 'The document is empty',
  unreadable_document: 'The document cannot be read',
  encrypted_document: 'The document is encrypted',
  no_text_layer: 'The document has no text layer',
  document_too_complex: 'The document is too complex',
  invariant_broken: 'A promise of the ingest was broken',
  internal_error: 'Something failed inside the server',
  repeated_crash: 'The process died with this document in work',
  invalid_configuration: 'The configuration is not valid',
  model_file_invalid: 'A model file is damaged',
  port_in_use: 'The port is in use',
  embedder_unavailable: 'The embedder does not answer',
  index_unavailable: 'The index does not answer',
  database_unavailable: 'The database does not answer',
  no_worker: 'Nobody works on ingest jobs',
  model_unavailable: 'The model does not answer',
  shutting_down: 'The server is shutting down',
  timeout: 'It took too long',
  storage_full: 'The disk is full',
  storage_read_only: 'The data folder cannot be written',
  storage_corrupt: 'The data folder is damaged',
};

/**
 * The problem document for an error. Its cause never shows, and an `internal_error` shows nothing but the request id
 * under which the log has it.
 *
 * @param path the path asked for, without query.
 */
export function toProblem(error: KnowledgeBaseError, path: string, requestId: string): Problem {
  const hidden = error.code === 'internal_error';
  return {
    ...(hidden ? {} : factsOnWire(error.facts)),
    type: `urn:kaoju:error:${error.code}`,
    title: titles[error.code],
    status: errorCodes[error.code].status,
    detail: hidden
      ? `Cannot complete the request: something failed inside the server; look for request ${requestId} in its log`
      : error.message,
    instance: path,
    code: error.code,
    retryable: error.retryable,
    request_id: requestId,
  };
}

function factsOnWire(facts: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const snakeCase = (name: string) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  return Object.fromEntries(Object.entries(facts).map(([name, value]) => [snakeCase(name), value]));
}
