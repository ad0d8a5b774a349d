import type { Metadata } from './document.js';
import { sha256 } from './identity.js';

/** Everything that decides what an ingest makes of a document. */
export interface InputFacts {
  /** SHA-256 of the bytes. */
  readonly revision: string;
  /** As the caller gave it; null when it was left to guess. */
  readonly mediaType: string | null;
  readonly metadata: Metadata;
  /** Labels in force, sorted, without repeats. */
  readonly access: readonly string[];
  readonly headingLevel: number;
}

/** Two equal hashes mean that a second ingest would change nothing. */
export function inputHash({ revision, mediaType, metadata, access, headingLevel }: InputFacts): string {
  return sha256(`${revision} ${JSON.stringify([mediaType, Object.entries(metadata).sort(), access, headingLevel])}`);
}
