/** Bytes that a batch holds while it comes in, for all processes to see. */
export interface BytePins {
  /** Durable once resolved; forgotten a day later, should the process have died. */
  add(revision: string): Promise<void>;
  remove(revision: string): Promise<void>;
  /** Whether any process holds them. */
  has(revision: string): Promise<boolean>;
}
