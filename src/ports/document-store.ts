/** The bytes of every document, by their SHA-256. Written before an ingest is acknowledged. */
export interface DocumentStore {
  /** Idempotent; durable once resolved. Rejects with `storage_full` or `storage_read_only`. */
  put(revision: string, bytes: Uint8Array): Promise<void>;
  /** Null when there are none. */
  get(revision: string): Promise<Uint8Array | null>;
  /** Idempotent. */
  remove(revision: string): Promise<void>;
}
