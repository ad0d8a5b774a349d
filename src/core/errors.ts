/**
 * Every error a caller can meet, in one table: HTTP status, and whether trying again can help.
 * The codes are part of the contract (`docs/errors.md` and `openapi.yaml` list them; a guard test compares).
 */
export const errorCodes = {
  invalid_request: { status: 400, retryable: false },
  invalid_question: { status: 400, retryable: false },
  invalid_filter: { status: 400, retryable: false },
  invalid_metadata: { status: 400, retryable: false },
  invalid_document_id: { status: 400, retryable: false },
  invalid_collection_name: { status: 400, retryable: false },
  unauthorized: { status: 401, retryable: false },
  forbidden: { status: 403, retryable: false },
  view_link_expired: { status: 403, retryable: false },
  view_link_invalid: { status: 403, retryable: false },
  path_not_allowed: { status: 403, retryable: false },
  not_found: { status: 404, retryable: false },
  job_not_found: { status: 404, retryable: false },
  collection_not_found: { status: 404, retryable: false },
  document_not_found: { status: 404, retryable: false },
  section_not_found: { status: 404, retryable: false },
  reply_not_found: { status: 404, retryable: false },
  method_not_allowed: { status: 405, retryable: false },
  conflict: { status: 409, retryable: true },
  prune_refused: { status: 409, retryable: false },
  duplicate_document: { status: 409, retryable: false },
  superseded: { status: 409, retryable: false },
  recipe_mismatch: { status: 409, retryable: false },
  format_not_installed: { status: 415, retryable: false },
  reindex_running: { status: 409, retryable: true },
  build_rejected: { status: 409, retryable: false },
  calibration_invalid: { status: 409, retryable: false },
  data_folder_in_use: { status: 409, retryable: false },
  payload_too_large: { status: 413, retryable: false },
  request_timeout: { status: 408, retryable: true },
  unsupported_media_type: { status: 415, retryable: false },
  rate_limited: { status: 429, retryable: true },
  overloaded: { status: 429, retryable: true },
  invalid_labels: { status: 422, retryable: false },
  invalid_manifest: { status: 422, retryable: false },
  idempotency_key_reused: { status: 422, retryable: false },
  unsafe_archive: { status: 422, retryable: false },
  too_few_labels: { status: 422, retryable: false },
  empty_document: { status: 422, retryable: false },
  unreadable_document: { status: 422, retryable: false },
  encrypted_document: { status: 422, retryable: false },
  no_text_layer: { status: 422, retryable: false },
  document_too_complex: { status: 422, retryable: false },
  invariant_broken: { status: 500, retryable: false },
  internal_error: { status: 500, retryable: false },
  repeated_crash: { status: 500, retryable: false },
  invalid_configuration: { status: 500, retryable: false },
  model_file_invalid: { status: 500, retryable: false },
  port_in_use: { status: 500, retryable: false },
  embedder_unavailable: { status: 503, retryable: true },
  index_unavailable: { status: 503, retryable: true },
  database_unavailable: { status: 503, retryable: true },
  no_worker: { status: 503, retryable: true },
  model_unavailable: { status: 503, retryable: true },
  shutting_down: { status: 503, retryable: true },
  timeout: { status: 504, retryable: true },
  storage_full: { status: 507, retryable: true },
  storage_read_only: { status: 507, retryable: false },
  storage_corrupt: { status: 500, retryable: false },
} as const satisfies Record<string, { status: number; retryable: boolean }>;

/** A stable, machine-readable name of what went wrong. */
export type ErrorCode = keyof typeof errorCodes;

/**
 * The one error class of Kaoju.
 *
 * The message starts with the action that failed, quotes the value and ends with the remedy, without a full stop:
 * `Cannot open collection "docs": recipe is a1b2, expected c3d4; reindex it or start with the former encoder`.
 */
export class KnowledgeBaseError extends Error {
  readonly code: ErrorCode;
  /** Machine-readable particulars, safe to show to the caller (never document text). */
  readonly facts: Readonly<Record<string, unknown>>;

  constructor(
    code: ErrorCode,
    message: string,
    options: { cause?: unknown; facts?: Readonly<Record<string, unknown>> } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'KnowledgeBaseError';
    this.code = code;
    this.facts = options.facts ?? {};
  }

  get status(): number {
    return errorCodes[this.code].status;
  }

  get retryable(): boolean {
    return errorCodes[this.code].retryable;
  }
}
