/** The bytes of every document, by their SHA-256. Written before an ingest is acknowledged. */
export interface DocumentStore {
  /**
   * Idempotent; durable once resolved. Rejects with `storage_full`, `storage_read_only`, or `invariant_broken` when the
   * bytes do not have this hash.
   */
  put(revision: string, bytes: Uint8Array): Promise<void>;
  /** Null when there are none. Rejects with `storage_corrupt` when the bytes kept do not have this hash any more. */
  get(revision: string): Promise<Uint8Array | null>;
  /** Every revision there is, in no order; what a crash left unfinished is removed on the way. For one process at a time. */
  list(): AsyncIterable<string>;
  /** Idempotent. */
  remove(revision: string): Promise<void>;
}
